"""Settings of what is reported to the credit-information sharing platform."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from credit_portal.env import env_int, env_str

MODES = ("file", "service")


def read() -> dict[str, Any]:
    """Mode, addresses, sender, time-outs. Raises ImproperlyConfigured for an unknown mode."""
    mode = env_str("REPORTING_MODE", "file").strip().lower()
    if mode not in MODES:
        raise ImproperlyConfigured(f"REPORTING_MODE must be one of {MODES}, not {mode!r}")
    return {
        "mode": mode,
        "url": env_str("REPORTING_URL"),
        "persons_url": env_str("REPORTING_PERSONS_URL"),
        "sender": env_str("REPORTING_SENDER"),
        "timeout": env_int("REPORTING_TIMEOUT", 30),
        "alarm_hours": env_int("REPORTING_ALARM_HOURS", 24),
    }


REPORTING = read()
