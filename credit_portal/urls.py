"""Assembly of addresses: /api, /ledger doors and operations without a language, pages with one."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from credit_portal.desk.views.feed import calendar

urlpatterns: list[URLPattern | URLResolver] = [
    path("ledger/", include("credit_portal.ledger.urls")),
    path("api/", include("credit_portal.api_router")),
    path("", include("credit_portal.portal.root_urls")),
    path("calendar/<str:secret>.ics", calendar, name="calendar-feed"),
    path("i18n/", include("django.conf.urls.i18n")),
    # Passwords are changed at one door, with its limits and its audit row.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
]
urlpatterns += i18n_patterns(
    path("accounts/notifications/", include("credit_portal.notices.own_urls")),
    path("accounts/", include("credit_portal.accounts.urls")),
    path("staff/accounts/", include("credit_portal.accounts.staff_urls")),
    path("staff/notices/", include("credit_portal.notices.urls")),
    path("staff/hotline/", include("complaints.desk_urls")),
    path("staff/commitments/", include("commitments.urls")),
    path("staff/complaints/", include("complaints.exchange_urls")),
    path("staff/complaints/", include("complaints.case_urls")),
    path("staff/catalogue/", include("integrity_files.urls")),
    path("staff/leads/", include("integrity_files.lead_urls")),
    path("staff/records/", include("integrity_files.record_urls")),
    path("staff/objections/", include("integrity_files.objection_urls")),
    path("staff/repairs/", include("integrity_files.repair_urls")),
    path("staff/reporting/", include("integrity_files.reporting_urls")),
    path("staff/consequences/", include("integrity_files.consequence_urls")),
    path("staff/letters/", include("integrity_files.letter_urls")),
    path("staff/disqualifications/", include("integrity_files.disqualification_urls")),
    path("staff/complaints/unsealing/", include("complaints.unsealing_urls")),
    path("staff/complaints/relations/", include("complaints.relations_urls")),
    path("staff/directory/", include("credit_portal.desk.directory.urls")),
    path("staff/", include("credit_portal.desk.urls")),
    path("catalogue/", include("integrity_files.public_urls")),
    path("objections/", include("integrity_files.objection_public_urls")),
    path("repairs/", include("integrity_files.repair_public_urls")),
    path("breaches/statistics/", include("integrity_files.statistics_public_urls")),
    path("", include("complaints.public_answer_urls")),
    path("old-accounts/", include("commitments.public_urls")),
    path("complaints/", include("complaints.public_urls")),
    path("", include("commitments.public_urls_kept")),
    path("", include("credit_portal.portal.urls")),
    prefix_default_language=False,
)
handler400 = "credit_portal.portal.errors.bad_request"
handler403 = "credit_portal.portal.errors.forbidden"
handler404 = "credit_portal.portal.errors.not_found"
handler500 = "credit_portal.portal.errors.failed"
