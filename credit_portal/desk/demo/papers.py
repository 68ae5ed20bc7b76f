"""Small real files as evidence: a letter as PDF, a table as XLSX, a bar chart as PNG."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from openpyxl import Workbook
from openpyxl.styles import Font
from PIL import Image, ImageDraw

BLUE, GREY, WHITE = (31, 78, 121), (214, 220, 228), (255, 255, 255)


def make(kind: str, name: str, lines: Sequence[str], rows: Sequence[Sequence[Any]]) -> Any:
    """A file of a kind (`pdf`, `xlsx`, `png`) as an upload with that name."""
    makers = {
        "pdf": lambda: letter(name, lines),
        "xlsx": lambda: table(name, rows),
        "png": lambda: chart(rows),
    }
    return ContentFile(makers[kind](), name=f"{name[:60]}.{kind}")


def letter(title: str, lines: Sequence[str]) -> bytes:
    """One page A4: a title and some lines, set in the reader's own Song face."""
    shown = [_line(title, 18, 60, 780)]
    for number, text in enumerate(_wrapped(lines)):
        shown.append(_line(text, 12, 60, 740 - 22 * number))
    content = zlib.compress("\n".join(shown).encode("ascii"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /W [1 95 500] /FontDescriptor 7 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /ItalicAngle 0 /Ascent 880"
        b" /Descent -120 /CapHeight 880 /StemV 93 /FontBBox [-25 -254 1000 880] >>",
    ]
    return _document(objects)


def _wrapped(lines: Sequence[str], width: int = 38) -> list[str]:
    return [text[at : at + width] for text in lines for at in range(0, max(len(text), 1), width)]


def _line(text: str, size: int, left: int, bottom: int) -> str:
    code = text.encode("utf-16-be", "replace").hex()
    return f"BT /F1 {size} Tf {left} {bottom} Td <{code}> Tj ET"


def _document(objects: Sequence[bytes]) -> bytes:
    out = io.BytesIO(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    )
    return out.getvalue()


def table(title: str, rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with one sheet; the first row is the header."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise ValueError("a new workbook has no sheet")
    sheet.title = title[:30]
    for row in rows:
        sheet.append(list(row))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter_ in "ABCD":
        sheet.column_dimensions[letter_].width = 22
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def chart(rows: Sequence[Sequence[Any]]) -> bytes:
    """Bars of the last column of each row but the header."""
    values = [float(row[-1]) for row in rows[1:]] or [1.0]
    picture = Image.new("RGB", (640, 360), WHITE)
    draw = ImageDraw.Draw(picture)
    for height in range(40, 321, 70):
        draw.line([(40, height), (610, height)], fill=GREY)
    step = 560 / len(values)
    for number, value in enumerate(values):
        left, top = 48 + number * step, 320 - 260 * value / (max(values) or 1)
        draw.rectangle([left, top, left + step * 0.62, 320], fill=BLUE)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
