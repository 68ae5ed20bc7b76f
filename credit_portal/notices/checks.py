"""Checks of the configuration at start (see docs/notices.md)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from credit_portal.notices import quiet
from credit_portal.notices.templates_catalogue import TEMPLATES

LOCAL = {"localhost", "127.0.0.1", "::1"}


@register(Tags.compatibility)
def quiet_hours(**kwargs: Any) -> list[CheckMessage]:
    """NOTICES_QUIET must be readable."""
    try:
        quiet.hours()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="notices.E001")]
    return []


@register(Tags.security)
def sms_gateway(**kwargs: Any) -> list[CheckMessage]:
    """A gateway needs an address that keeps numbers secret, a key, and templates that exist."""
    found: list[CheckMessage] = []
    unknown = sorted(settings.SMS_TEMPLATES.keys() - TEMPLATES.keys() - {"default"})
    if unknown:
        found.append(Error(f"SMS_TEMPLATES: no such message: {unknown}", id="notices.E002"))
    if not settings.SMS_GATEWAY_URL:
        return found
    parts = urlsplit(settings.SMS_GATEWAY_URL)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
        found.append(Error("SMS_GATEWAY_URL must begin with https://", id="notices.E003"))
    if not (settings.SMS_ACCESS_ID and settings.SMS_ACCESS_KEY):
        found.append(Error("SMS_ACCESS_ID or SMS_ACCESS_KEY is missing", id="notices.E004"))
    if not settings.SMS_TEMPLATES.get("mobile_code"):
        found.append(Error("SMS_TEMPLATES lacks mobile_code", id="notices.E005"))
    return found
