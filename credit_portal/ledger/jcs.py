"""Canonical JSON (RFC 8785) in a few lines, so that the verifier needs no further package.

The portal itself writes with the `rfc8785` package; the two are held equal by a test.
"""

from __future__ import annotations

import json
import json.encoder
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .merkle import LogError

#: A text in quotes; escapes what RFC 8785 does and no more (a test compares with `rfc8785`).
_quoted: Callable[[str], str] = json.encoder.encode_basestring


def canonical(value: Any) -> bytes:
    """RFC 8785 form of a parsed JSON value; `LogError` for a number JSON cannot carry exactly."""
    try:
        return _text(value).encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise LogError("not a document that can be put in canonical form") from error


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join([f"{_quoted(key)}:{_text(value[key])}" for key in keys]) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, int) and not -(2**53) < value < 2**53:
        raise LogError("an integer beyond 2**53 - 1")
    return json.dumps(value, ensure_ascii=False)


def _float(value: float) -> str:
    """Number as ECMAScript writes it: shortest digits, exponent only when very large or small."""
    if not math.isfinite(value):
        raise LogError("not a JSON number")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    number = Decimal(repr(abs(value))).normalize().as_tuple()
    digits = "".join(map(str, number.digits))
    point = len(digits) + int(number.exponent)
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+d}"
