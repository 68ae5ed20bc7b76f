"""Where results of work orders may be sent."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from credit_portal.exchange_settings import _checked


@pytest.mark.parametrize(
    ("url", "rehearsed", "fine"),
    [("", False, True), ("https://example.org/x", False, True),
     ("http://example.org", False, False),
     ("http://127.0.0.1:9/", True, True), ("ftp://example.org", True, False)],
)  # fmt: skip
def test_results_leave_sealed_on_the_way(url: str, rehearsed: bool, fine: bool) -> None:
    if fine:
        assert _checked("X", url, rehearsed=rehearsed) == url
    else:
        with pytest.raises(ImproperlyConfigured):
            _checked("X", url, rehearsed=rehearsed)
