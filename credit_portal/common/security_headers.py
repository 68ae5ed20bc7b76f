"""Headers that every answer carries, whoever made it: pages, API, files, the log, static files."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: What is no page needs nothing at all, and stands in nobody's frame.
STRICT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#: No script makes HTML of text or an address of code, but for our own policies: `portal`
#: (static/js/site.js), and `work` for the one worker (static/js/work_proof.js).
TRUSTED_TYPES = "; require-trusted-types-for 'script'; trusted-types portal work"
#: Pages with code of others, which builds HTML of text: Django's admin, Swagger UI.
FOREIGN_CODE = ("/admin/", "/api/docs/")
PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
        "encrypted-media", "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi",
        "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}
CSP = "Content-Security-Policy"


class SecurityHeaders:
    """The outermost middleware; an answer that is stricter by itself stays as it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add what is missing."""
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.setdefault(name, value)
        open_to_all = response.get("Access-Control-Allow-Origin") == "*"
        response.setdefault(
            "Cross-Origin-Resource-Policy", "cross-origin" if open_to_all else "same-origin"
        )
        self._policy(request.path_info, response)
        return response

    def _policy(self, path: str, response: HttpResponse) -> None:
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            # What stands here replaces the policy of the page that the browser has kept.
            response.headers.pop(CSP, None)
            return
        is_page = response.get("Content-Type", "").startswith("text/html")
        own = response.get(CSP, "")
        if not own or (not is_page and "sandbox" not in own and "object-src" not in own):
            response[CSP] = STRICT
        if is_page and not path.startswith(FOREIGN_CODE) and "trusted-types" not in own:
            response[CSP] += TRUSTED_TYPES
