"""Checks of the configuration of reporting at start (see docs/breach-records.md)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

LOCAL = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security)
def reporting(**kwargs: Any) -> list[CheckMessage]:
    """The service needs an address that keeps reports secret, and another one for persons."""
    found: list[CheckMessage] = []
    asked = settings.REPORTING
    for name in ("url", "persons_url"):
        parts = urlsplit(asked[name])
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
        if asked[name] and not safe:
            text = f"REPORTING_{name.upper()} must begin with https://"
            found.append(Error(text, id="integrity_files.E001"))
    if asked["mode"] == "service" and not (asked["url"] and asked["sender"]):
        text = "REPORTING_MODE=service needs REPORTING_URL and REPORTING_SENDER"
        found.append(Error(text, id="integrity_files.E002"))
    if asked["url"] and asked["url"] == asked["persons_url"]:
        text = "REPORTING_PERSONS_URL must be another address than REPORTING_URL"
        found.append(Error(text, id="integrity_files.E003"))
    return found
