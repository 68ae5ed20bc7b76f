"""Known attacks by upload, each with the name under which it comes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache

from tests.files import samples
from tests.files.samples import SAMPLES, docx, pdf, picture, relationships
from tests.files.test_checks import EICAR, XXE

#: A listener stands there while the test runs; nothing may ever connect to it.
REMOTE = "http://127.0.0.1:9/canary"
SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" onload="fetch(\'{REMOTE}\')">'
    f'<image href="{REMOTE}"/><script>alert(1)</script></svg>'
).encode()
HTML = f"<html><script src='{REMOTE}'></script><img src='{REMOTE}'></html>".encode()
PHP = b"<?php system($_GET['c']); ?>"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(12))
    + b"]><w:document xmlns:w='urn:w'>&m;</w:document>"
)


def packed(parts: dict[str, bytes], level: int = 9) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def zeros(megabytes: int, bits: int = 15) -> bytes:
    """So many millions of zeros, compressed piece by piece: making a bomb takes no memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    pieces = [packer.compress(b"\0" * 1_000_000) for _time in range(megabytes)]
    return b"".join(pieces) + packer.flush()


def nested_bomb() -> bytes:
    """As 42.zip: archives in archives, 16 each, 6 deep."""
    inner = packed({"0": b"\0" * 1_000_000})
    for depth in range(6):
        inner = packed({f"lib {depth}{place:x}.zip": inner for place in range(16)})
    return inner


def overlapping_bomb() -> bytes:
    """Many entries over the same compressed bytes: sizes add up though the file is small."""
    body = zeros(20, -15)
    crc, name = zlib.crc32(b"\0" * 20_000_000), b"word/a0.xml"
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(body), 20_000_000, 11, 0)
    out, central = local + name + body, b""
    for number in range(500):
        label = f"word/{number:03}.xml"[:11].encode()
        central += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(body), 20_000_000,
            len(label), 0, 0, 0, 0, 0, 0,
        ) + label  # fmt: skip
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 500, 500, len(central), len(out), 0)
    return out + central + end


def pixel_bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def deep_xml(depth: int) -> bytes:
    """Elements in elements."""
    return b"<a>" * depth + b"</a>" * depth


def looping_pdf() -> bytes:
    """A page tree that is its own child."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 9999999/Kids[2 0 R 2 0 R]/Parent 2 0 R>>endobj\n"
        b"trailer<</Root 1 0 R/Size 3/Prev 0>>\nstartxref\n0\n%%EOF"
    )


def deflated_pdf() -> bytes:
    """A stream of a few kilobytes that unpacks to 300 MB, and says it is a table of objects."""
    stream = zeros(300)
    head = b"%PDF-1.5\n1 0 obj<</Type/XRef/Size 9/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length "
    return head + str(len(stream)).encode() + b">>stream\n" + stream + (
        b"\nendstream endobj\nstartxref\n9\n%%EOF"
    )  # fmt: skip


def _office() -> list[tuple[str, bytes]]:
    rels, main = "word/_rels/document.xml.rels", "word/document.xml"
    kinds = ["attachedTemplate", "oleObject", "image", "frame", "externalLink", "subDocument"]
    found = [("a.docx", docx({rels: relationships(kind, REMOTE)})) for kind in kinds]
    found += [("a.docx", docx({main: data})) for data in (XXE, LAUGHS, deep_xml(100_000))]
    found += [("a.docx", docx({main: XXE.decode().encode("utf-16")}))]
    found += [
        ("a.docx", docx({name: b"MZ"}))
        for name in (
            "word/vbaProject.bin", "word/embeddings/o.bin", "../../evil.sh", "/etc/x", "a\\..\\b",
            "word/a.exe", "word/b.html", "word/c.zip", "x" * 60_000,
        )
    ]  # fmt: skip
    sheet = packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": XXE})
    book = SAMPLES["a.xlsx"]
    return [*found, ("a.xlsx", sheet), ("a.docx", book), ("a.xlsx", SAMPLES["a.docx"])]


def _polyglots() -> list[tuple[str, bytes]]:
    archive = packed({"evil.html": HTML})
    picture_of_php = picture() + PHP
    return [
        ("a.pdf", pdf() + archive), ("a.pdf", archive + pdf()), ("a.jpg", picture() + archive),
        ("a.png", picture("PNG") + HTML), ("a.jpg", picture_of_php), ("a.pdf", HTML + pdf()),
        ("a.pdf", pdf() + HTML * 50), ("a.jpg", b"\xff\xd8\xff" + HTML), ("a.png", SVG),
        ("a.svg", SVG), ("a.html", HTML), ("a.pdf", SVG), ("a.docx", HTML), ("a.csv", HTML),
        ("a.jpg", b"GIF89a/*" + HTML), ("a.png", b"\x89PNG\r\n\x1a\n" + HTML), ("a.php", PHP),
        ("a.docx", SAMPLES["a.docx"] + SAMPLES["a.pdf"]), ("a.gif", b"GIF89a" + b"\0" * 99),
        ("a.mp3", b"ID3\x04\0\0\0\0\0\0" + HTML), ("a.m4a", b"\0\0\0 ftypM4A " + HTML),
    ]  # fmt: skip


@cache
def attacks() -> tuple[tuple[str, bytes], ...]:
    """All of them, made once."""
    kinds = ["/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/JavaScript", "/URI"]
    found = [
        ("a.pdf", pdf(script=True)), ("a.pdf", pdf(attachment=True)), ("a.pdf", pdf(password="x")),
        ("a.pdf", looping_pdf()), ("a.pdf", deflated_pdf()), ("a.docx", samples.bomb()),
        ("a.docx", nested_bomb()), ("a.zip", nested_bomb()), ("a.docx", overlapping_bomb()),
        ("a.png", pixel_bomb(60_000, 60_000)), ("a.png", pixel_bomb(7_000, 7_000)),
        ("a.png", pixel_bomb(2**31 - 1, 1)), ("a.txt", EICAR), ("a.pdf", pdf() + EICAR),
        ("a.csv", EICAR), ("a.docx", docx({"word/x.xml": b"<a>" + EICAR + b"</a>"})),
        ("a.pdf", b""), ("a.pdf", b"%PDF-"), ("a.jpg", b"\xff\xd8\xff"), ("a.docx", b"PK\x03\x04"),
        ("a.pdf", b"%PDF-1.4\n" + b"[" * 200_000 + b"%%EOF"), ("a.pdf", b"\0" * 21_000_000),
    ]  # fmt: skip
    found += [("a.pdf", samples.pdf_with_page_action(kind)) for kind in kinds]
    return (*found, *_office(), *_polyglots())
