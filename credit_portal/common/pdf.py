"""Letters and sheets as PDF: a typst layout, data as JSON, and one font of our own.

The layouts stand in `common/letters`, the font in `common/fonts`. A character that the font does
not have is printed as 〔U+XXXX〕, so that nobody takes an empty box for what was written.
"""

from __future__ import annotations

import json
import struct
from functools import cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
FONTS, LETTERS = HERE / "fonts", HERE / "letters"
FONT = FONTS / "NotoSerifSC-GB2312-Regular.otf"
#: Spaces and breaks need no glyph.
BLANKS = frozenset("\n\r\t\u00a0\u3000 ")


def compile_letter(layout: str, data: dict[str, Any]) -> bytes:
    """The PDF of a layout (`letters/<layout>.typ`) filled with data (JSON: texts, lists)."""
    told = json.dumps(printable(data), ensure_ascii=False)
    made = typst.compile(
        str(LETTERS / f"{layout}.typ"),
        root=str(LETTERS),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": told},
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{layout}: typst gave several files")
    return made


def printable(value: Any) -> Any:
    """The value with every character that the font lacks spelled out."""
    if isinstance(value, str):
        return "".join(one if _has(one) else f"〔U+{ord(one):04X}〕" for one in value)
    if isinstance(value, dict):
        return {name: printable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return value


def _has(character: str) -> bool:
    return character in BLANKS or ord(character) in characters()


@cache
def characters() -> frozenset[int]:
    """Code points that the font has, as its own `cmap` tables say (OpenType, formats 4 and 12)."""
    content = FONT.read_bytes()
    start = _table(content, b"cmap")
    count = struct.unpack_from(">H", content, start + 2)[0]
    found: set[int] = set()
    for place in range(count):
        offset = struct.unpack_from(">I", content, start + 4 + 8 * place + 4)[0]
        found |= _subtable(content, start + offset)
    return frozenset(found)


def _table(content: bytes, tag: bytes) -> int:
    for place in range(struct.unpack_from(">H", content, 4)[0]):
        name, _sum, offset, _length = struct.unpack_from(">4sIII", content, 12 + 16 * place)
        if name == tag:
            return int(offset)
    raise ValueError(f"{FONT.name} has no table {tag!r}")


def _subtable(content: bytes, at: int) -> set[int]:
    form = struct.unpack_from(">H", content, at)[0]
    if form == 12:
        groups = struct.unpack_from(">I", content, at + 12)[0]
        spans = (struct.unpack_from(">II", content, at + 16 + 12 * n) for n in range(groups))
        return {code for first, last in spans for code in range(first, last + 1)}
    if form == 4:
        doubled = struct.unpack_from(">H", content, at + 6)[0]
        ends = struct.unpack_from(f">{doubled // 2}H", content, at + 14)
        starts = struct.unpack_from(f">{doubled // 2}H", content, at + 16 + doubled)
        return {
            code
            for first, last in zip(starts, ends, strict=True)
            for code in range(first, last + 1)
            if code != 0xFFFF
        }
    return set()
