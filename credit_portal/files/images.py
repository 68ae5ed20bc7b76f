"""Pictures: decoded in full and encoded anew, without EXIF, profiles, texts or further frames."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from credit_portal.files.broken import Refused

MAX_PIXELS = 50_000_000
_OTHER = ("GIF", "TIFF", "BMP", "WEBP")
_WITH_EXIF = frozenset({"JPEG", "PNG"})
#: Start of scan and end of image; APP1 to APP13, APP15, comment.
_BEGINS_DATA = frozenset({0xDA, 0xD9})
_APPLICATIONS = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
_FILL = 0xFF
_PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"})


def clean_jpeg(content: bytes) -> bytes:
    """The picture as a new JPEG, turned upright as its EXIF said."""
    picture = _decoded(content, "JPEG")
    if picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    return _encoded(picture, "JPEG", quality=90)


def clean_png(content: bytes) -> bytes:
    """The first frame as a new PNG; transparency is kept."""
    picture = _decoded(content, "PNG")
    if "transparency" in picture.info:
        picture = picture.convert("RGBA")
    elif picture.mode not in _PNG_MODES:
        picture = picture.convert("RGB")
    return _encoded(picture, "PNG")


def clean_other(content: bytes) -> bytes:
    """A picture within a document, its first frame in the same form: GIF, TIFF, BMP or WebP."""
    picture = _decoded(content, *_OTHER)
    return _encoded(picture, str(picture.format))


def bare_jpeg(content: bytes) -> bytes:
    """The same picture data without EXIF, comments and other segments of applications; JFIF and
    Adobe's note on colours stay (ITU-T T.81 annex B, T.871). What is no JPEG comes back as it is.
    """
    kept, at = bytearray(content[:2]), 2
    while content.startswith(b"\xff", at) and len(content) > at + 3:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in _BEGINS_DATA:
            break
        if marker == _FILL:
            at += 1
            continue
        if marker not in _APPLICATIONS:
            kept += content[at : at + 2 + length]
        at += 2 + length
    return bytes(kept + content[at:])


def _decoded(content: bytes, *forms: str) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            picture: Image.Image = Image.open(io.BytesIO(content), formats=forms)
        except Image.DecompressionBombError:
            raise Refused("file_pixels") from None
        if picture.width * picture.height > MAX_PIXELS:
            raise Refused("file_pixels")
        picture.load()
    form = picture.format
    ImageOps.exif_transpose(picture, in_place=True)
    picture.format = form
    return picture


def _encoded(picture: Image.Image, form: str, **options: int) -> bytes:
    picture.info = {}
    out = io.BytesIO()
    if form in _WITH_EXIF:
        picture.save(out, form, exif=b"", icc_profile=None, **options)
    else:
        _bare(picture).save(out, form)
    return out.getvalue()


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone, in a picture that remembers nothing of its file."""
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if picture.mode == "P":
        bare.putpalette(picture.getpalette() or [])
    return bare
