"""Files of every accepted kind, and malicious ones, made on the spot."""

import io
import zipfile

import openpyxl
from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import Text
from pypdf.generic import (
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    TextStringObject,
)

SECRET = "SECRET-AUTHOR"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_CORE = (
    '<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/'
    'package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f"<dc:creator>{SECRET}</dc:creator></cp:coreProperties>"
)
_BODY = '<w:document xmlns:w="urn:w"><w:body><w:p>沈阳</w:p></w:body></w:document>'


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    """A picture with EXIF that names an author and a place."""
    image = Image.effect_noise(size, 60).convert("RGB")
    exif = Image.Exif()
    exif[0x013B] = SECRET
    out = io.BytesIO()
    image.save(out, form, exif=exif.tobytes(), **options)
    return out.getvalue()


def pdf(*, script: bool = False, attachment: bool = False, password: str = "") -> bytes:
    """A one-page document with an author."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": SECRET, "/Title": SECRET})
    if script:
        action = DictionaryObject(
            {
                NameObject("/S"): NameObject("/JavaScript"),
                NameObject("/JS"): TextStringObject("app.alert(1)"),
            }
        )
        writer.root_object[NameObject("/OpenAction")] = action
    if attachment:
        writer.add_attachment("a.exe", b"MZ")
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_with_page_action(kind: str) -> bytes:
    """A document whose page does something when it is opened."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    action = DictionaryObject(
        {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("calc.exe")}
    )
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(extra: dict[str, bytes | str] | None = None, level: int = 6) -> bytes:
    """A text document with an author, and further or replaced parts."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "word/document.xml": _BODY,
        "docProps/core.xml": _CORE,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in (parts | (extra or {})).items():
            archive.writestr(name, data)
    return out.getvalue()


def xlsx() -> bytes:
    """A workbook with an author."""
    book = openpyxl.Workbook()
    book.properties.creator = SECRET
    book.active.append(["标题", 1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf_with_people() -> bytes:
    """A document with a comment of somebody, and a photograph that names its maker."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    note = Text(text="见附件", rect=(10, 10, 40, 40), title_bar=SECRET)
    note[NameObject("/M")] = TextStringObject(SECRET)
    writer.add_annotation(page, note)
    photo = EncodedStreamObject()
    photo[NameObject("/Subtype")] = NameObject("/Image")
    photo[NameObject("/Filter")] = NameObject("/DCTDecode")
    photo._data = picture()
    images = DictionaryObject({NameObject("/Im0"): writer._add_object(photo)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


#: Parts of text documents and workbooks in which people are named, with words that stay.
PEOPLE = {
    "word/document.xml": (
        '<w:document xmlns:w="urn:w"><w:body><w:p w:rsidR="00AB12CD"><w:ins w:id="1" '
        f'w:author="{SECRET}" w:date="2026-03-02T09:00:00Z"><w:t>沈阳</w:t></w:ins></w:p>'
        "</w:body></w:document>"
    ),
    "word/comments.xml": (
        f'<w:comments xmlns:w="urn:w"><w:comment w:id="1" w:author="{SECRET}" w:initials="'
        f'{SECRET}"><w:p>沈阳</w:p></w:comment></w:comments>'
    ),
    "word/people.xml": (
        f'<w15:people xmlns:w15="urn:w15"><w15:person w15:author="{SECRET}"><w15:presenceInfo '
        f'w15:providerId="AD" w15:userId="{SECRET}"/></w15:person></w15:people>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns:x15ac="urn:x"><x15ac:absPath url="C:\\Users\\'
        f'{SECRET}\\"/><sheets>沈阳</sheets></workbook>'
    ),
    "xl/comments1.xml": (
        f"<comments><authors><author>{SECRET}</author></authors><text>沈阳</text></comments>"
    ),
    "xl/persons/person.xml": (
        f'<personList><person displayName="{SECRET}" userId="{SECRET}" id="1"/></personList>'
    ),
    "customXml/item1.xml": f'<p xmlns="urn:p" by="{SECRET}"><Author>{SECRET}</Author></p>',
}  # fmt: skip


def relationships(kind: str, target: str) -> str:
    """A relationship part that leads outside."""
    base = "http://schemas.openxmlformats.org"
    return (
        f'<Relationships xmlns="{base}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{base}/officeDocument/2006/relationships/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    )


def bomb() -> bytes:
    """A document of a few kilobytes that unpacks to 60 MB."""
    return docx({"word/big.xml": b"<a>" + b" " * 60_000_000 + b"</a>"}, level=9)


SAMPLES = {
    "a.pdf": pdf(),
    "a.jpg": picture(),
    "a.png": picture("PNG"),
    "a.docx": docx(),
    "a.xlsx": xlsx(),
}
