"""What every page knows: the site's name, demonstration mode, the elder mode."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from credit_portal.common import loading, maintenance
from credit_portal.common.i18n import is_english


def site(request: HttpRequest) -> dict[str, Any]:
    """Template context of the house."""
    return {
        "site_name": settings.SITE_NAME_EN if is_english() else settings.SITE_NAME_ZH,
        "demo": settings.DEMO,
        "elder": request.COOKIES.get("elder") == "1",
        "public_url": settings.PUBLIC_URL,
        "maintenance": maintenance.notice() is not None,
    }


def passing(_request: HttpRequest) -> dict[str, Any]:
    """What stands on every page for a while: how far the demonstration data have been loaded."""
    return {"demo_loading": loading.banner()}
