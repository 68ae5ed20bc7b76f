"""Receipts: 80 random bits, a check character, an answer by whoever owns the case."""

from collections.abc import Iterator

import pytest

from credit_portal.common.errors import Invalid, NotFound
from credit_portal.workflow import receipts

pytestmark = pytest.mark.django_db  # the apps above look a receipt up in their tables


@pytest.fixture
def owner() -> Iterator[bytes]:
    code, digest = receipts.issue()
    before = list(receipts._lookups)

    def find(wanted: bytes) -> receipts.Receipted | None:
        return receipts.Receipted("投诉", "办理中") if wanted == digest else None

    receipts.register_receipt_lookup(find)
    yield code.encode()
    receipts._lookups[:] = before


def test_a_receipt_finds_its_case(owner: bytes) -> None:
    assert receipts.lookup(owner.decode()).title == "投诉"


def test_case_dashes_and_lookalikes_do_not_matter(owner: bytes) -> None:
    code = owner.decode()
    body = code[:-1].replace("1", "l").replace("0", "o").lower().replace("-", " ")
    assert receipts.lookup(body + code[-1].lower()).state == "办理中"


def test_every_single_typing_mistake_is_caught() -> None:
    code, _digest = receipts.issue()
    plain = code.replace("-", "")
    for place in range(16):
        for wrong in receipts.ALPHABET:
            if wrong != plain[place]:
                with pytest.raises(Invalid):
                    receipts.normalise(plain[:place] + wrong + plain[place + 1 :])


@pytest.mark.parametrize("code", ["", "x", "-" * 40, "0" * 5000, "ÄÖÜ" * 6, "１２" * 9, "\0" * 17])
def test_nonsense_is_a_typing_mistake(code: str) -> None:
    with pytest.raises(Invalid):
        receipts.lookup(code)


def test_an_unknown_receipt_is_not_found() -> None:
    with pytest.raises(NotFound):
        receipts.lookup(receipts.issue()[0])


def test_receipts_are_long_random_and_different() -> None:
    codes = {receipts.issue()[0] for _n in range(500)}
    assert len(codes) == 500
    assert len(receipts.ALPHABET) ** receipts.LENGTH >= 2**80
