"""What is sealed opens in its own place only, by the vault's key only, and tells no length."""

import io
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from complaints import sealing
from complaints.sealing import CHUNK, CannotOpen, PublicKey
from complaints.secret import Secret
from credit_portal.common.errors import DomainError

PRIVATE = {7: X25519PrivateKey.generate()}
PUBLIC = PublicKey(7, PRIVATE[7].public_key().public_bytes_raw())
PLACE = sealing.aad("complaints_identity", "sealed", "row-1")
NAME = "王小明，13912345678".encode()


def sealed_file(content: bytes) -> tuple[bytes, bytes]:
    """Its own key, opened, and its chunks."""
    sink = io.BytesIO()
    sealing.seal_file(io.BytesIO(content), sink, PLACE, PUBLIC)
    sink.seek(0)
    own = sealing.open_sealed(sealing.file_head(sink), PLACE, PRIVATE)
    return own, sink.read()


def opened_file(own: bytes, chunks: bytes, place: str = PLACE) -> bytes:
    return b"".join(sealing.open_file(io.BytesIO(chunks), own, place))


@pytest.mark.parametrize("size", [0, 1, 251, 252, 253, 5000])
def test_a_value_opens_as_it_was_sealed(size: int) -> None:
    plain = bytes(size % 256 for _place in range(size))
    blob = sealing.seal(plain, PLACE, PUBLIC)
    assert sealing.open_sealed(blob, PLACE, PRIVATE) == plain
    assert sealing.key_id(blob) == 7
    assert blob != sealing.seal(plain, PLACE, PUBLIC)


def test_the_length_of_a_name_does_not_show() -> None:
    lengths = {len(sealing.seal(b"x" * size, PLACE, PUBLIC)) for size in range(0, 253, 21)}
    assert len(lengths) == 1
    assert NAME not in sealing.seal(NAME, PLACE, PUBLIC)


def test_a_value_stays_closed_elsewhere_or_under_another_key() -> None:
    blob = sealing.seal(NAME, PLACE, PUBLIC)
    with pytest.raises(CannotOpen):
        sealing.open_sealed(blob, sealing.aad("complaints_identity", "sealed", "row-2"), PRIVATE)
    with pytest.raises(CannotOpen):
        sealing.open_sealed(blob, PLACE, {7: X25519PrivateKey.generate()})
    with pytest.raises(CannotOpen):
        sealing.open_sealed(blob, PLACE, {8: PRIVATE[7]})


def test_no_altered_byte_goes_unnoticed() -> None:
    blob = sealing.seal(NAME, PLACE, PUBLIC)
    for place in range(len(blob)):
        altered = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        with pytest.raises(CannotOpen):
            sealing.open_sealed(altered, PLACE, PRIVATE)
    for cut in (b"", blob[:10], blob[:-1], blob + b"x", bytes(len(blob))):
        with pytest.raises(CannotOpen):
            sealing.open_sealed(cut, PLACE, PRIVATE)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_file_opens_as_it_was_sealed(size: int) -> None:
    content = (b"0123456789abcde\0" * (size // 16 + 1))[:size]
    own, chunks = sealed_file(content)
    assert opened_file(own, chunks) == content
    assert len(chunks) == (size // CHUNK + 1) * (CHUNK + 16)


def test_a_file_that_was_cut_swapped_or_moved_stays_closed() -> None:
    own, chunks = sealed_file(b"x" * (2 * CHUNK + 5))
    one = CHUNK + 16
    wrong = [
        chunks[:one], chunks[: 2 * one], chunks[:-1], b"", chunks + chunks[-one:],
        chunks[one : 2 * one] + chunks[:one] + chunks[2 * one :],
        chunks[:20] + b"?" + chunks[21:],
    ]  # fmt: skip
    for altered in wrong:
        with pytest.raises(CannotOpen):
            opened_file(own, altered)
    with pytest.raises(CannotOpen):
        opened_file(own, chunks, f"{PLACE}0")


class Dribble(io.BytesIO):
    """Gives at most a thousand bytes at once, as a socket may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 1000, 1000))


def test_a_source_may_give_less_than_asked_for() -> None:
    sink = io.BytesIO()
    sealing.seal_file(Dribble(b"y" * (CHUNK + 9)), sink, PLACE, PUBLIC)
    assert len(sink.getvalue()) == sealing.FILE_HEAD + 2 * (CHUNK + 16)


def test_the_newest_public_key_seals_as_soon_as_it_is_there(settings: Any, tmp_path: Path) -> None:
    settings.VAULT_PUBLIC_KEY = str(tmp_path / "public.key")
    for broken in (None, "", "{}", '{"1": "00"}', "[]"):
        if broken is not None:
            (tmp_path / "public.key").write_text(broken)
        with pytest.raises(DomainError) as refusal:
            sealing.seal(NAME, PLACE)
        assert (refusal.value.code, refusal.value.status) == ("vault_not_ready", 503)
    raw = PUBLIC.raw.hex()
    (tmp_path / "public.key").write_text(json.dumps({"2": "00" * 32, "7": raw}))
    assert sealing.open_sealed(sealing.seal(NAME, PLACE), PLACE, PRIVATE) == NAME


def test_places_cannot_be_confused() -> None:
    for parts in (("a|b", "c", "d"), ("a", "", "d"), ("a", "b", "c|1")):
        with pytest.raises(ValueError, match="bars"):
            sealing.aad(*parts)
    for number, raw in ((0, PUBLIC.raw), (65536, PUBLIC.raw), (1, b"short")):
        with pytest.raises(ValueError, match="two bytes"):
            PublicKey(number, raw)


def looks(secret: Secret) -> Iterator[str]:
    """Every way in which a value comes to light by accident."""
    yield from (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>30}",
        repr([secret]),
    )


def test_a_secret_shows_to_nobody_by_accident() -> None:
    secret = Secret("13912345678")
    assert secret.reveal() == "13912345678"
    assert not [look for look in looks(secret) if "139" in look]
    with pytest.raises(TypeError):
        json.dumps(secret)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert not hasattr(secret, "__dict__")
