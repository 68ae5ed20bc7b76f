"""`/api/guide/`: the API by examples that anybody can paste into a terminal.

The commands are data, so that a test runs each of them, as it stands here, against a server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from rest_framework.settings import api_settings

from credit_portal.publishing import selectors

#: What stands for a record or body where nothing has been published yet.
SAMPLE = {"REF": "SY-C2026-0001234S", "SLUG": "sample", "BODY": "示例局"}


@dataclass(frozen=True)
class Example:
    """A command, why one would want it, and what its output shows at least."""

    key: str
    title: Any
    text: Any
    command: str
    shows: str

    def for_site(self, values: dict[str, str]) -> str:
        """The command with its placeholders filled in."""
        text = self.command
        for name, value in values.items():
            text = text.replace(f"<{name}>", value)
        return text


EXAMPLES = (
    Example(
        "list", _("List records"),
        _("The newest first, up to 100 a page. Conditions narrow the list: kind, organisation, "
          "division, sector, category, outcome, due_after, due_before."),
        'curl "<SITE>/api/v1/records/?kind=commitment&limit=2"',
        '"results"',
    ),
    Example(
        "search", _("Search"),
        _("Every word must stand in the record; a whole reference finds its record."),
        'curl -G "<SITE>/api/v1/records/" --data-urlencode "q=<WORD>" -d limit=2',
        '"results"',
    ),
    Example(
        "pages", _("Page on, or copy everything"),
        _("Each answer names the address of the next page; take it as it is. Records that are "
          "published meanwhile do not shift the pages."),
        'url="<SITE>/api/v1/records/?limit=100"\n'
        'while [ -n "$url" ]; do\n'
        '  curl -s "$url" -o page.json\n'
        '  cat page.json >> records.json; echo >> records.json\n'
        "  url=$(jq -r '.next // empty' page.json)\n"
        "done\n"
        "wc -l records.json",
        "records.json",
    ),
    Example(
        "record", _("One record"),
        _("The document as it was approved and published, with all versions. A record that has "
          "left the display answers 410 with reason, date and basis, one that was never public "
          "404."),
        'curl "<SITE>/api/v1/records/<REF>/"',
        '"document"',
    ),
    Example(
        "proof", _("Its proof"),
        _("Position in the public log, salt and path as JSON, or as a file in the C2SP form for "
          "tools that others wrote."),
        'curl "<SITE>/api/v1/records/<REF>/proof/"\n'
        'curl -s -o record.tlog-proof "<SITE>/api/v1/records/<REF>/proof/?format=tlog-proof"\n'
        "head -1 record.tlog-proof",
        "c2sp.org/tlog-proof",
    ),
    Example(
        "verify", _("Verify it"),
        _("The signed head of the log and the key to check it with. The page of the ledger says "
          "how to verify record, log and consistency with tools that we did not write."),
        'curl "<SITE>/ledger/checkpoint"\ncurl "<SITE>/ledger/key"',
        "—",
    ),
    Example(
        "changes", _("Keep a copy up to date"),
        _("Ask for what changed since the last number you saw and keep `next_since` for the next "
          "time. Read the named records anew; delete those with `removed_at` from your copy. Once "
          "an hour is often enough."),
        'curl "<SITE>/api/v1/changes/?limit=100"\n'
        'curl "<SITE>/api/v1/changes/?since=0&limit=100"',
        '"next_since"',
    ),
    Example(
        "conditional", _("Ask only for what is new"),
        _("Every answer has an ETag. Send it back, and an unchanged answer is 304 without a body."),
        'curl -s --etag-save etag.txt -o list.json "<SITE>/api/v1/records/"\n'
        "curl -s --etag-compare etag.txt -o list.json -w '%{http_code}\\n' "
        '"<SITE>/api/v1/records/"',
        "304",
    ),
    Example(
        "bodies", _("Match names of bodies"),
        _("The reconciliation service finds the body behind a name, former name or code, also "
          "from OpenRefine: add <SITE>/api/reconcile/ there as a service."),
        "curl \"<SITE>/api/reconcile/\" --data-urlencode "
        "'queries={\"q0\": {\"query\": \"<BODY>\", \"limit\": 3}}'",
        '"result"',
    ),
    Example(
        "errors", _("Errors"),
        _("A refusal is problem+json (RFC 9457). Its `code` never changes its meaning, `detail` is "
          "a sentence in the language you ask for. Unknown parameters are refused, not ignored."),
        'curl -H "Accept-Language: en" "<SITE>/api/v1/records/?colour=red"',
        "unknown_parameter",
    ),
    Example(
        "limits", _("How much you may ask"),
        _("Each answer says what is left of your allowance: RateLimit-Policy names the number of "
          "requests (q) in a span of seconds (w), RateLimit how many are left (r) and in how many "
          "seconds all of them are there again (t). Above it, the answer is 429 with Retry-After. "
          "For bulk, use the open data files or the change feed."),
        'curl -sI "<SITE>/api/v1/records/" | grep -i ratelimit',
        "RateLimit-Policy",
    ),
)  # fmt: skip


def values(site: str) -> dict[str, str]:
    """What the placeholders stand for: this site, its newest record and the record's body."""
    row = selectors.published().only("ref", "organisation_slug", "organisation_name_zh").first()
    found = dict(SAMPLE)
    if row is not None:
        found = {
            "REF": row.ref,
            "SLUG": row.organisation_slug,
            "BODY": row.organisation_name_zh.replace("'", ""),
        }
    return {"SITE": site, "WORD": "停车", **found}


def language_of(request: HttpRequest) -> str:
    """What `language` asks for, else what the browser asks for: /api/ has no prefix."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language_from_request(request)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The guide in the language asked for."""
    language = language_of(request)
    filled = values(settings.PUBLIC_URL)
    with override(language):
        context = {
            "examples": [
                {
                    "key": one.key,
                    "title": one.title,
                    "text": str(one.text).replace("<SITE>", settings.PUBLIC_URL),
                    "command": one.for_site(filled),
                }
                for one in EXAMPLES
            ],
            "rate": api_settings.DEFAULT_THROTTLE_RATES["client"],
            "language": language,
        }
        response = render(request, "portal/guide.html", context)
    response["Content-Language"] = language
    response["Vary"] = "Accept-Language, Cookie"
    return response
