"""Files as an attacker sends them: number n of a seed is always the same file."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

from tests.files.samples import SAMPLES
from tests.security.uploads.attacks import attacks

Mutation = Callable[[random.Random, bytes], bytes]
#: Accepted names, and some that are not: sound comes with an app that takes it.
NAMES = [
    "a.pdf",
    "a.jpg",
    "a.jpeg",
    "a.png",
    "a.docx",
    "a.xlsx",
    "a.csv",
    "a.mp3",
    "a.m4a",
    "a.svg",
]
STRANGE_NAMES = [
    "../../../../etc/passwd", "..\\..\\windows\\win.ini.pdf", "/etc/cron.d/a.pdf", "C:\\a.pdf",
    "a.pdf\0.exe", "a.pdf.exe", "a.exe.pdf", ".htaccess", ".pdf", "pdf", "", " ",
    "a" * 5000 + ".pdf", "诚信" * 200 + ".docx", "\u202efdp.exe", "a\r\nSet-Cookie: x=1.pdf",
    "<script>alert(1)</script>.png", "'; drop table files_storedfile; --.pdf", "CON.pdf",
    "a.pdf::$DATA", "a\u0000b.jpg", "%2e%2e%2fa.pdf",
    "{{7*7}}.pdf", "a.PDF ", "a.p\u200bdf", "=cmd|'/c calc'!A1.xlsx",
]  # fmt: skip
WORDS = [
    b"\xff" * 4, b"\x00" * 4, b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"%s%n", b"PK\x03\x04",
    b"%PDF-1.7", b"<script>alert(1)</script>", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///x'>]>",
    b"/JavaScript", b"/OpenAction", b"endobj", b"IDAT", b"IEND", b"\xff\xd8\xff", b"\xff\xd9",
]  # fmt: skip
HEADS = [data[:16] for data in SAMPLES.values()] + [
    b"GIF89a",
    b"ID3\x04",
    b"\0\0\0 ftypM4A ",
    b"MZ",
]


def _flip(rng: random.Random, data: bytes) -> bytes:
    found = bytearray(data)
    for _time in range(rng.choice([1, 1, 2, 8, 64, 400])):
        found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    return bytes(found)


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def _behead(rng: random.Random, data: bytes) -> bytes:
    return data[rng.randrange(len(data)) :]


def _remove(rng: random.Random, data: bytes) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randrange(1, 200) :]


def _insert(rng: random.Random, data: bytes) -> bytes:
    start = rng.randrange(len(data))
    more = rng.choice([*WORDS, rng.randbytes(rng.randrange(1, 300))])
    return data[:start] + more * rng.choice([1, 1, 1, 50]) + data[start:]


def _number(rng: random.Random, data: bytes) -> bytes:
    start = rng.randrange(max(1, len(data) - 4))
    value = rng.choice([0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF, rng.getrandbits(32)])
    return data[:start] + struct.pack(rng.choice(["<I", ">I"]), value) + data[start + 4 :]


def _double(rng: random.Random, data: bytes) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + data[start : start + 500] * rng.choice([2, 10, 200]) + data[start:]


def _splice(rng: random.Random, data: bytes) -> bytes:
    other = rng.choice(list(SAMPLES.values()))
    return data[: rng.randrange(len(data))] + other[rng.randrange(len(other)) :]


def _append(rng: random.Random, data: bytes) -> bytes:
    return data + rng.choice(list(SAMPLES.values()))


def _new_head(rng: random.Random, data: bytes) -> bytes:
    return rng.choice(HEADS) + data[16:]


def _noise(rng: random.Random, data: bytes) -> bytes:
    return data[:16] + rng.randbytes(rng.randrange(1, 4000))


MUTATIONS: list[Mutation] = [
    _flip, _flip, _flip, _cut, _behead, _remove, _insert, _number, _number, _double, _splice,
    _append, _new_head, _noise,
]  # fmt: skip


def case(seed: int, number: int) -> tuple[str, bytes]:
    """Name and content number `number`: first the known attacks, then mutations of good files."""
    known = attacks()
    if number < len(known):
        return known[number]
    rng = random.Random(seed * 1_000_003 + number)
    name, data = rng.choice(list(SAMPLES.items()))
    for _time in range(rng.choice([1, 1, 1, 2, 3])):
        data = rng.choice(MUTATIONS)(rng, data) or b"\0"
    draw = rng.random()
    if draw < 0.1:
        name = rng.choice(NAMES)
    elif draw < 0.15:
        name = rng.choice(STRANGE_NAMES)
    return name, data
