"""Settings of the exchange with the 12345 platform (docs/hotline-exchange.md)."""

import sys
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from credit_portal.env import env_bool, env_int, env_str

_REHEARSED = env_bool("DEMO") or env_bool("TESTING", "pytest" in sys.modules)


def _checked(name: str, url: str, *, rehearsed: bool) -> str:
    """An address of the web, "" for none. Results name bodies and hold answers: they leave sealed
    on the way, but for rehearsals (DEMO, TESTING). Raises ImproperlyConfigured."""
    allowed = {"https", "http"} if rehearsed else {"https"}
    if url and urlsplit(url).scheme not in allowed:
        raise ImproperlyConfigured(f"{name} must begin with https://")
    return url


#: Shared with the platform, which signs its orders; without one its door is shut.
HOTLINE_ORDERS_SECRET = env_str("HOTLINE_ORDERS_SECRET")
#: Another one, by which our results are signed.
HOTLINE_RESULTS_SECRET = env_str("HOTLINE_RESULTS_SECRET")
#: Where results are sent; without an address they leave by file.
HOTLINE_RESULTS_URL = _checked(
    "HOTLINE_RESULTS_URL", env_str("HOTLINE_RESULTS_URL").strip(), rehearsed=_REHEARSED
)
#: The name by which the platform knows this portal.
HOTLINE_RESULTS_SENDER = env_str("HOTLINE_RESULTS_SENDER", "credit-portal")
#: Seconds to wait for the platform.
HOTLINE_RESULTS_TIMEOUT = env_int("HOTLINE_RESULTS_TIMEOUT", 20)
