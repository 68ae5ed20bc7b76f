"""What the portal writes to people, and the facts each message needs.

Texts stand in `templates/notices/<code>.<language>.txt`, the first line being the subject.
Keys of a context (all of them text, JSON):

    title         what it is about: the promise, the import, the role
    reference     public or working reference, "" when there is none yet
    due_on        the day something is due, ISO date
    url           path of the page to open, beginning with one "/", without language prefix
    organisation  name of the body concerned
    actor_post    title of the post that acted
    reason        the words given for it
    outcome       code of an outcome (kept, kept_late, partly_kept, broken …)
    count         a number of rows, dates …
    errors        a number of rows with errors
    old_due_on    the day before it moved, ISO date

Instead of `title` a context may hold `title_zh` and `title_en` (so for every key): the language
of the recipient picks one, and falls back to the other. Keys not needed may be given or left out.
"""

from __future__ import annotations

from collections.abc import Mapping

NEEDED: Mapping[str, frozenset[str]] = {
    # to the approver: a promise waits for approval
    "commitment_submitted": frozenset({"title", "organisation", "actor_post", "url"}),
    # to the filer: returned with reason
    "commitment_returned": frozenset({"title", "actor_post", "reason", "url"}),
    # to the filer: approved, registered and on its way to the public page
    "commitment_registered": frozenset({"title", "url"}),
    # to the filer, then to his superior: the due day comes near
    "due_soon": frozenset({"title", "due_on", "url"}),
    "due_soon_superior": frozenset({"title", "organisation", "due_on", "url"}),
    # to credit officers and the body: the day passed, somebody must verify
    "verification_opened": frozenset({"title", "organisation", "due_on", "url"}),
    # to credit officers: the body reported, somebody must verify
    "report_filed": frozenset({"title", "organisation", "url"}),
    # to the verifier: the reviewer sent his outcome back
    "outcome_returned": frozenset({"title", "actor_post", "reason", "url"}),
    # to the filer: verification ended without an outcome
    "verification_dismissed": frozenset({"title", "actor_post", "reason", "url"}),
    # to the superior body: overdue and not determined
    "overdue_superior": frozenset({"title", "organisation", "due_on", "url"}),
    # to the reviewer: an outcome waits for confirmation
    "outcome_proposed": frozenset({"title", "organisation", "outcome", "actor_post", "url"}),
    # to the body: the outcome stands
    "outcome_confirmed": frozenset({"title", "organisation", "outcome", "url"}),
    # to whoever uploaded the file
    "import_finished": frozenset({"title", "count", "errors", "url"}),
    # to the other security administrators
    "grant_pending": frozenset({"title", "organisation", "actor_post", "url"}),
    "change_proposed": frozenset({"title", "actor_post", "url"}),
    "change_confirmed": frozenset({"title", "actor_post", "url"}),
    "change_refused": frozenset({"title", "actor_post", "url"}),
    # to those who follow deadlines: a calendar was loaded, these dates moved or became certain
    "dates_recounted": frozenset({"title", "count", "due_on", "cases", "url"}),
    # to system administrators: the holidays of a year are not known, so many dates provisional
    "calendar_missing": frozenset({"title", "count", "url"}),
    # to those whose dates moved when a calendar was loaded
    "calendar_moved": frozenset({"title", "due_on", "reason", "url"}),
}


class UnknownTemplate(LookupError):
    """A message that nobody wrote."""


def require(code: str, context: Mapping[str, object]) -> None:
    """Raise UnknownTemplate, or ValueError naming the facts that the context lacks."""
    if code not in NEEDED:
        raise UnknownTemplate(code)
    given = {key.removesuffix("_zh").removesuffix("_en") for key in context}
    if missing := NEEDED[code] - given:
        raise ValueError(f"{code} needs {', '.join(sorted(missing))}")
    url = context["url"]
    if not (isinstance(url, str) and url.startswith("/") and not url.startswith(("//", "/\\"))):
        raise ValueError(f"{code}: the url must be a path of this portal")
