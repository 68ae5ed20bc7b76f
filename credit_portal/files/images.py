"""Pictures: decoded in full and encoded anew, without EXIF, profiles, texts or further frames."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from credit_portal.files.broken import Refused

MAX_PIXELS = 50_000_000
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


def _decoded(content: bytes, form: str) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            picture: Image.Image = Image.open(io.BytesIO(content), formats=[form])
        except Image.DecompressionBombError:
            raise Refused("file_pixels") from None
        if picture.width * picture.height > MAX_PIXELS:
            raise Refused("file_pixels")
        picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _encoded(picture: Image.Image, form: str, **options: int) -> bytes:
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, form, exif=b"", icc_profile=None, **options)
    return out.getvalue()
