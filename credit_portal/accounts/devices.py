"""What a browser says it is, made coarse: enough to recognise one's own, useless to track by."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

#: The first that fits; browsers name those they descend from, so the order counts.
BROWSERS = (
    ("edge", "Edg"), ("opera", "OPR/"), ("firefox", "Firefox/"), ("chrome", "Chrome/"),
    ("safari", "Safari/"),
)  # fmt: skip
SYSTEMS = (
    ("android", "Android"), ("ios", "iPhone"), ("ios", "iPad"), ("windows", "Windows"),
    ("macos", "Mac OS X"), ("linux", "Linux"),
)  # fmt: skip
NAMES = {
    "edge": "Edge", "opera": "Opera", "firefox": "Firefox", "chrome": "Chrome", "safari": "Safari",
    "android": "Android", "ios": "iOS", "windows": "Windows", "macos": "macOS", "linux": "Linux",
}  # fmt: skip


def family(request: HttpRequest) -> str:
    """Browser and system as a code such as "firefox/windows"; no more of the header is kept."""
    said = request.headers.get("User-Agent", "")[:500]
    found = [
        next((code for code, mark in table if mark in said), "other")
        for table in (BROWSERS, SYSTEMS)
    ]
    return "/".join(found)


def name(code: str) -> str:
    """The code in words: "Firefox, Windows"."""
    parts = [NAMES.get(part, "") for part in code.split("/")]
    return " · ".join(part for part in parts if part) or _("another device")
