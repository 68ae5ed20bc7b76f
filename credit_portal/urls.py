"""Assembly of addresses: /api, /ledger doors and operations without a language, pages with one."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from credit_portal.common.urls_optional import include_if_present

urlpatterns: list[URLPattern | URLResolver] = [
    *include_if_present("ledger/", "credit_portal.ledger.urls"),
    *include_if_present("api/", "credit_portal.api_router"),
    *include_if_present("", "credit_portal.portal.root_urls"),
    path("i18n/", include("django.conf.urls.i18n")),
]
urlpatterns += i18n_patterns(
    *include_if_present("accounts/", "credit_portal.accounts.urls"),
    *include_if_present("staff/accounts/", "credit_portal.accounts.staff_urls"),
    *include_if_present("staff/notices/", "credit_portal.notices.urls"),
    *include_if_present("staff/commitments/", "commitments.urls"),
    *include_if_present("staff/", "credit_portal.desk.urls"),
    *include_if_present("", "credit_portal.portal.urls"),
    prefix_default_language=False,
)
handler400 = "credit_portal.portal.errors.bad_request"
handler403 = "credit_portal.portal.errors.forbidden"
handler404 = "credit_portal.portal.errors.not_found"
handler500 = "credit_portal.portal.errors.failed"
__all__ = ["settings", "urlpatterns"]
