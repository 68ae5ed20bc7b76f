"""Codes of an authenticator app (RFC 6238): six digits, a new one every half minute."""

from __future__ import annotations

import base64
import hmac
import secrets
import struct
from io import BytesIO
from urllib.parse import quote, urlencode

import qrcode
from qrcode.image.svg import SvgPathImage

PERIOD = 30
DIGITS = 6
TOLERANCE = 1
"""Steps before and after now that are accepted (RFC 6238 section 5.2: clocks drift)."""


def new_secret() -> str:
    """A secret of 160 bits in base 32 (RFC 4226 section 4, R6)."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, counter: int) -> str:
    """The code of a step."""
    key = base64.b32decode(secret.encode("ascii"), casefold=True)
    digest = hmac.new(key, struct.pack(">Q", counter), "sha1").digest()
    offset = digest[-1] & 0x0F
    value = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{value % 10**DIGITS:0{DIGITS}}"


def step_of(secret: str, code: str, *, now: float, after: int = 0) -> int | None:
    """The step whose code this is, None for none; steps up to `after` are used up and do not
    count (RFC 6238 section 5.2: a code is accepted once)."""
    current = int(now) // PERIOD
    digits = "".join(code.split())
    found = None
    for step in range(current - TOLERANCE, current + TOLERANCE + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), digits.encode()) and step > after:
            found = step
    return found


def address(secret: str, *, account: str, issuer: str) -> str:
    """The otpauth address that an app reads from the picture."""
    query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{query}"


def picture(text: str) -> str:
    """A QR code as the address of a picture (data:, SVG)."""
    out = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, box_size=12).save(out)
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"
