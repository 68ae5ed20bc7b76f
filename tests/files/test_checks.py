"""What is taken in, what is refused, and what is taken off (security.md T14)."""

import io
import struct
import zipfile
import zlib
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from credit_portal.common.errors import Invalid
from credit_portal.files import checks
from tests.files import samples

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + checks.EICAR + b"!$H+H*"
XXE = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<w:document xmlns:w="urn:w">&x;</w:document>'
)


def kept(content: bytes, name: str, purpose: str = "evidence") -> bytes:
    return checks.check(content, name, purpose=purpose).content


def refusal(content: bytes, name: str, purpose: str = "evidence") -> str:
    with pytest.raises(Invalid) as caught:
        checks.check(content, name, purpose=purpose)
    assert str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_it_keeps_the_content_and_drops_the_author(name: str) -> None:
    content = samples.SAMPLES[name]
    cleaned = checks.check(content, name.upper(), purpose="evidence")
    parts = [cleaned.content]
    if name.endswith("x"):
        with zipfile.ZipFile(io.BytesIO(cleaned.content)) as archive:
            parts += [archive.read(part) for part in archive.namelist()]
    assert not any(samples.SECRET.encode() in part for part in parts)
    assert not any(samples.SECRET.encode("utf-16-be") in part for part in parts)
    again = checks.check(cleaned.content, name, purpose="evidence")
    assert again.content_type == cleaned.content_type


def test_cleaned_files_still_open() -> None:
    reader = PdfReader(io.BytesIO(kept(samples.pdf(), "a.pdf")))
    assert len(reader.pages) == 1
    assert not (reader.metadata and reader.metadata.author)
    book = openpyxl.load_workbook(io.BytesIO(kept(samples.xlsx(), "a.xlsx")))
    assert book.active["A1"].value == "标题"
    image = Image.open(io.BytesIO(kept(samples.picture(size=(30, 10)), "a.jpg")))
    assert (image.size, dict(image.getexif())) == ((30, 10), {})


def test_a_photograph_inside_a_document_loses_its_place_too() -> None:
    out = kept(samples.docx({"word/media/a.jpeg": samples.picture()}), "a.docx")
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert samples.SECRET.encode() not in archive.read("word/media/a.jpeg")


def test_who_worked_on_a_document_is_not_told() -> None:
    out = kept(samples.docx(dict(samples.PEOPLE)), "a.docx")
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        parts = {name: archive.read(name).decode() for name in samples.PEOPLE}
    for name, text in parts.items():
        assert samples.SECRET not in text, name
        assert ("沈阳" in text) == ("沈阳" in samples.PEOPLE[name]), name
    assert "rsid" not in parts["word/document.xml"] and "w:date" not in parts["word/document.xml"]
    assert 'xmlns:w="urn:w"' in parts["word/document.xml"]


def test_who_commented_and_photographed_in_a_pdf_is_not_told() -> None:
    content = samples.pdf_with_people()
    assert samples.SECRET.encode() in content
    out = kept(content, "a.pdf")
    assert samples.SECRET.encode() not in out and samples.SECRET.encode("utf-16-be") not in out
    page: Any = PdfReader(io.BytesIO(out)).pages[0]
    assert page["/Annots"][0].get_object()["/Contents"] == "见附件"
    photo = page["/Resources"]["/XObject"]["/Im0"]
    assert Image.open(io.BytesIO(photo._data)).size == (40, 20)


@pytest.mark.parametrize("form", ["gif", "tiff", "bmp", "webp"])
def test_other_pictures_inside_a_document_are_made_anew(form: str) -> None:
    options: dict[str, Any] = {"comment": samples.SECRET.encode()} if form == "gif" else {}
    name, content = f"word/media/a.{form}", samples.picture(form.upper(), **options)
    out = kept(samples.docx({name: content}), "a.docx")
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        made = archive.read(name)
    assert samples.SECRET.encode() not in made
    assert Image.open(io.BytesIO(made)).size == (40, 20)


@pytest.mark.parametrize("name", ["a.exe", "a", "a.pdf.html", "a.svg", "a.docm", "a.gif", "a.csv"])
def test_other_types_are_refused(name: str) -> None:
    assert refusal(samples.pdf(), name) == "file_type"


def test_name_and_content_must_agree() -> None:
    for name, content in samples.SAMPLES.items():
        for other in samples.SAMPLES:
            if other != name:
                assert refusal(content, other) == "file_mismatch"


def test_a_csv_is_taken_for_imports_only() -> None:
    assert kept("标题\n甲\n".encode(), "a.csv", "import") == "标题\n甲\n".encode()
    assert refusal(b"a\n", "a.csv") == "file_type"
    for content in (b"a\x00b", b"<html>", b"\xff\xff\xff", b"<script>1</script>", b"a\x1bb"):
        assert refusal(content, "a.csv", "import") == "file_mismatch"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "file_empty"),
        (b"%PDF-" + b"0" * (20 * 1024 * 1024), "a.pdf", "file_too_big"),
        (EICAR, "a.pdf", "file_virus"),
        (b"%PDF-1.4\n" + EICAR, "a.pdf", "file_virus"),
        (samples.docx({"word/x.txt": EICAR}, level=0), "a.docx", "file_virus"),
        (samples.pdf(script=True), "a.pdf", "file_active"),
        (samples.pdf(attachment=True), "a.pdf", "file_active"),
        (samples.pdf_with_page_action("/Launch"), "a.pdf", "file_active"),
        (samples.pdf_with_page_action("/SubmitForm"), "a.pdf", "file_active"),
        (samples.pdf(password="x"), "a.pdf", "file_password"),
        (samples.docx({"word/document.xml": XXE}), "a.docx", "file_active"),
        (samples.docx({"word/vbaProject.bin": b"x"}), "a.docx", "file_active"),
        (samples.docx({"word/embeddings/a.bin": b"x"}), "a.docx", "file_active"),
        (samples.docx({"word/a.docx": samples.docx()}), "a.docx", "file_active"),
        (samples.docx({"word/a.txt": samples.docx()}), "a.docx", "file_active"),
        (samples.docx({"../../etc/passwd": "x"}), "a.docx", "file_broken"),
        (samples.docx({"[Content_Types].xml": "<Types/>"}), "a.docx", "file_mismatch"),
        (samples.docx({"word/document.xml": "<a>"}), "a.docx", "file_broken"),
        (samples.bomb(), "a.docx", "file_bomb"),
        (samples.docx({f"p/{n}.txt": "" for n in range(2001)}), "a.docx", "file_bomb"),
    ],
)
def test_it_refuses_what_is_dangerous(content: bytes, name: str, code: str) -> None:
    assert refusal(content, name) == code


@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "image", "frame"])
def test_only_hyperlinks_may_lead_outside(kind: str) -> None:
    part = "word/_rels/document.xml.rels"
    bad = samples.docx({part: samples.relationships(kind, "http://evil.example/x")})
    assert refusal(bad, "a.docx") == "file_active"
    assert kept(samples.docx({part: samples.relationships("hyperlink", "http://a.cn")}), "a.docx")


def test_entities_in_another_encoding_are_refused_too() -> None:
    wide = XXE.decode().replace('?xml version="1.0"', '?xml version="1.0" encoding="utf-16"')
    content = samples.docx({"word/document.xml": wide.encode("utf-16")})
    assert refusal(content, "a.docx") == "file_active"


def test_a_forged_size_in_the_directory_does_not_help_a_bomb() -> None:
    content = bytearray(samples.bomb())
    entry = content.rfind(b"PK\x01\x02", 0, content.rfind(b"word/big.xml"))
    content[entry + 24 : entry + 28] = struct.pack("<L", 100)
    assert refusal(bytes(content), "a.docx") in {"file_bomb", "file_broken"}


def test_a_picture_of_too_many_pixels_is_refused_unread() -> None:
    head = struct.pack(">LLBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    png = (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">L", 13)
        + chunk
        + struct.pack(">L", zlib.crc32(chunk))
        + struct.pack(">L", 0)
        + b"IDAT"
        + struct.pack(">L", zlib.crc32(b"IDAT"))
    )
    assert refusal(png, "a.png") == "file_pixels"


def test_nothing_hidden_behind_the_content_survives() -> None:
    tail = b"<script>alert(1)</script>" * 10 + samples.docx()
    assert refusal(samples.pdf() + tail, "a.pdf") == "file_hidden"
    for name in ("a.jpg", "a.png", "a.docx", "a.xlsx"):
        try:
            out = kept(samples.SAMPLES[name] + tail, name)
        except Invalid:
            continue
        assert b"<script>" not in out
    assert refusal(b"%PDF-1.4 <script>x</script>\n" + samples.pdf(), "a.pdf") == "file_hidden"


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_truncated_files_are_refused(name: str) -> None:
    content = samples.SAMPLES[name]
    for part in (0.1, 0.5, 0.8):
        assert refusal(content[: int(len(content) * part)], name).startswith("file_")


_mutations = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=12), st.integers(0, 12)),
    min_size=1,
    max_size=6,
)


def mutated(content: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    """The content with pieces replaced, put in or taken out."""
    for place, piece, gone in changes:
        at = int(place * len(content))
        content = content[:at] + piece + content[at + gone :]
    return content


def _taken_or_refused(name: str, changes: list[tuple[float, bytes, int]]) -> None:
    try:
        cleaned = checks.check(mutated(samples.SAMPLES[name], changes), name, purpose="evidence")
    except Invalid as error:
        assert error.code.startswith("file_")
    else:
        assert cleaned.content


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(samples.SAMPLES)), _mutations)
def test_mutated_files_are_cleaned_or_refused(
    name: str, changes: list[tuple[float, bytes, int]]
) -> None:
    _taken_or_refused(name, changes)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(samples.SAMPLES)), _mutations)
def test_ten_thousand_mutated_files(name: str, changes: list[tuple[float, bytes, int]]) -> None:
    _taken_or_refused(name, changes)
