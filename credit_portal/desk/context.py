"""Navigation of staff pages: what this user may open, and how much waits there."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from commitments.policies import APPROVE, CONFIRM, VERIFY
from commitments.selectors import waiting_for_approval
from credit_portal.desk.forms import handlers_for
from credit_portal.directory import policies as directory
from credit_portal.notices.selectors import unread_count
from credit_portal.publishing import article_policies as articles
from credit_portal.workflow import change_selectors
from credit_portal.workflow.hand_overs import ACKNOWLEDGE


def staff(request: HttpRequest) -> dict[str, Any]:
    """Entries of the side navigation and the count of unread notices, for staff only. What a page
    does not show, such as that of a refusal, is not looked up for it."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    if user is None or not user.is_authenticated or match is None:
        return {"staff_nav": []}
    return {
        "staff_nav": SimpleLazyObject(partial(_entries, request, user)),
        "staff_notices": SimpleLazyObject(partial(_notices, user)),
        "staff_next": _next(request.path) if match.kwargs else "",
    }


def _notices(user: Any) -> dict[str, Any]:
    """Where a person's notices are, and how many he has not read."""
    return {"url": reverse("notices_inbox"), "count": unread_count(user.pk)}


def _next(path: str) -> str:
    """From the page of one case to the next case of one's work."""
    return f"{reverse('desk:next')}?{urlencode({'after': path})}"


REPORTS = "integrity_files.see_reports"
CATALOGUE = "integrity_files.revise_catalogue"
OBJECTIONS = (
    "integrity_files.handle_objections", "integrity_files.decide_objections",
    "integrity_files.object",
)  # fmt: skip
LEADS = ("integrity_files.handle_leads", "integrity_files.decide_leads")
RECORDS = tuple(f"integrity_files.{one}_records" for one in ("handle", "decide", "answer"))
REPAIRS = tuple(
    f"integrity_files.{one}" for one in ("apply_repair", "handle_repairs", "decide_repairs")
)
CONSEQUENCES = tuple(
    f"integrity_files.{one}_consequences" for one in ("order", "confirm", "carry_out")
)
LETTERS = ("integrity_files.draft_letters", "integrity_files.issue_letters")
HOTLINE = ("complaints.take",)
ARTICLES = articles.OFFICE
ORDERS = ("complaints.exchange",)
ANSWERS = ("complaints.publish",)
QUERIES = ("integrity_files.query_disqualifications",)
COMPLAINTS = tuple(f"complaints.{one}" for one in ("take", "supervise", "handle", "approve",
                                                   "review"))  # fmt: skip
UNSEALING = ("complaints.ask_unseal", "complaints.confirm_unseal")


def _of_complaints(user: Any) -> list[tuple[str, str, bool]]:
    """Complaints, and the leads that some of them become."""
    return [
        ("hotline:desk", _("Hotline desk"), _holds(user, HOTLINE)),
        ("complaint_desk:index", _("Complaints and reports"), _holds(user, COMPLAINTS)),
        ("complaint_desk:board", _("Complaints: board"), _holds(user, COMPLAINTS[1:2])),
        ("complaint_exchange:orders", _("12345 work orders"), _holds(user, ORDERS)),
        ("complaint_exchange:answers", _("Public answers"), _holds(user, ANSWERS)),
        ("unsealing:index", _("Who reported"), _holds(user, UNSEALING)),
        ("leads:index", _("Leads"), _holds(user, LEADS)),
    ]


def _entries(request: HttpRequest, user: Any) -> list[dict[str, Any]]:
    wanted: list[tuple[str, str, bool]] = [
        ("desk:home", _("My work"), True),
        ("commitments:board", _("Commitments"), bool(_sees_commitments(user))),
        ("commitments:sheets", _("Yearly sheets"), bool(_sees_commitments(user))),
        ("commitments:approve-many", _("Approvals"), bool(user.organisation_paths(APPROVE))),
        ("commitments:old-accounts", _("Old accounts"), bool(_sees_commitments(user))),
        ("commitments:campaigns", _("Campaigns"), bool(_sees_commitments(user))),
        ("commitments:contradictions", _("Contradictions"), bool(_checks(user))),
        *_of_complaints(user),
        ("records:index", _("Breach records"), _holds(user, RECORDS)),
        *_after_records(user),
        ("desk_directory:index", _("Directory"), bool(user.organisation_paths(directory.READ))),
        ("desk:hand-overs", _("Hand-overs"), bool(user.organisation_paths(ACKNOWLEDGE))),
        ("desk:succession-new", _("Succession"), bool(user.organisation_paths(directory.SUCCEED))),
        ("desk:imports", _("Imports"), bool(handlers_for(user))),
        ("desk:calendar", _("Holiday calendar"), user.may("workflow.load_calendar")),
        ("integrity_files:catalogue", _("Credit directory"), user.may(CATALOGUE)),
        ("desk:rules", _("Time limits"), user.may("workdays.revise_rule")),
        ("desk:reminders", _("Reminders"), bool(user.organisation_paths("workflow.set_reminders"))),
        (
            "commitments:sheet-parameters",
            _("Sheets: names and numbers"),
            user.may("publishing.revise_livelihood"),
        ),
        ("desk:changes", _("Changes by two people"), change_selectors.may_see_any(user)),
        ("accounts_staff_index", _("Accounts and roles"), user.may("accounts.manage")),
        ("desk:audit", _("Audit trail"), user.may("audit.read")),
        ("notices_outbox", _("Outbox"), user.may("notices.operate")),
        ("accounts_profile", _("My profile"), True),
        ("accounts_tokens", _("API tokens"), True),
        ("desk:clock", _("Demonstration clock"), settings.DEMO),
    ]
    entries: list[dict[str, Any]] = [
        {"url": reverse(name), "label": label, "count": _count(name, user)}
        for name, label, shown in wanted
        if shown
    ]
    here = _nearest(request.path, [entry["url"] for entry in entries])
    return [{**entry, "current": entry["url"] == here} for entry in entries]


def _nearest(path: str, urls: list[str]) -> str:
    """The entry under which a page stands: the longest address that its own begins with."""
    home = reverse("desk:home")
    fits = [url for url in urls if path == url or (url != home and path.startswith(url))]
    return max(fits, key=len, default="")


def _count(name: str, user: Any) -> int:
    """How much waits there; only where one query tells."""
    if name == "desk:changes":
        return change_selectors.waiting_for(user).count()
    return waiting_for_approval(user).count() if name == "commitments:approve-many" else 0


def _checks(user: Any) -> list[str]:
    return [*user.organisation_paths(VERIFY), *user.organisation_paths(CONFIRM)]


def _sees_commitments(user: Any) -> list[str]:
    verbs = ("file", "approve", "verify", "confirm")
    return [path for verb in verbs for path in user.organisation_paths(f"commitments.{verb}")]


def _of_hotline(user: Any) -> list[tuple[str, str, bool]]:
    """Complaints, the board of who leads, orders of the 12345 platform, answers, identities."""
    return [
        ("complaint_desk:index", _("Complaints and reports"), _holds(user, COMPLAINTS)),
        ("complaint_desk:board", _("Complaints: board"), _holds(user, COMPLAINTS[1:2])),
        ("complaint_exchange:orders", _("12345 work orders"), _holds(user, ORDERS)),
        ("complaint_exchange:answers", _("Public answers"), _holds(user, ANSWERS)),
        ("unsealing:index", _("Who reported"), _holds(user, UNSEALING)),
    ]


def _after_records(user: Any) -> list[tuple[str, str, bool]]:
    """Objections, repair, what follows records, letters about them, what is reported upward."""
    return [
        ("objections-desk:index", _("Objections"), _holds(user, OBJECTIONS)),
        ("repair_desk:index", _("Credit repair"), _holds(user, REPAIRS)),
        ("consequences:index", _("Consequences"), _holds(user, CONSEQUENCES)),
        ("letters:index", _("Letters"), _holds(user, LETTERS)),
        ("desk:articles", _("News and policies"), _holds(user, ARTICLES)),
        ("disqualifications:index", _("Honours list"), _holds(user, QUERIES)),
        ("reporting:index", _("Reporting upward"), _holds(user, (REPORTS,))),
    ]


def _holds(user: Any, verbs: tuple[str, ...]) -> bool:
    """Whether he holds one of the verbs over any body."""
    return any(user.organisation_paths(verb) for verb in verbs)
