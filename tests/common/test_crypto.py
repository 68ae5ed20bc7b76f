"""Sealed fields: bound to their place, closed without a key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_portal.common import crypto

PLACE = "directory_person|id_number|row-1|1"


@given(st.binary(max_size=200))
def test_what_was_sealed_opens_in_its_place(secret: bytes) -> None:
    assert (
        crypto.unseal("civil_servant_id", crypto.seal("civil_servant_id", secret, PLACE), PLACE)
        == secret
    )


def test_a_moved_value_stays_closed() -> None:
    sealed = crypto.seal("civil_servant_id", b"210199190001010013", PLACE)
    with pytest.raises(crypto.CannotUnseal):
        crypto.unseal("civil_servant_id", sealed, PLACE.replace("row-1", "row-2"))


@pytest.mark.parametrize("position", [0, 1, 5, 20, -1])
def test_an_altered_byte_is_noticed(position: int) -> None:
    sealed = bytearray(crypto.seal("civil_servant_id", b"secret", PLACE))
    sealed[position] ^= 1
    with pytest.raises(crypto.CannotUnseal):
        crypto.unseal("civil_servant_id", bytes(sealed), PLACE)


def test_an_unknown_purpose_fails_closed() -> None:
    with pytest.raises(crypto.CannotUnseal):
        crypto.seal("nobody", b"x", PLACE)


def test_the_blind_index_folds_writing_but_not_meaning() -> None:
    assert crypto.blind_index("p", " 21019919000101002x ") == crypto.blind_index(
        "p", "21019919000101002X"
    )
    assert crypto.blind_index("p", "1") != crypto.blind_index("q", "1")
