"""Closed code lists of the old accounts register and of rectification campaigns."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Ill(TextChoices):
    """The four ills of which the sources speak."""

    IGNORED = "ignored_by_successor", _("New officials ignore old accounts")
    DISCONTINUED = "policy_discontinued", _("A policy was not continued")
    NOT_PERFORMED = "agreement_not_performed", _("An agreement was not performed")
    NOT_HONOURED = "promise_not_honoured", _("A promise was not honoured")


class ClaimedBy(TextChoices):
    """Who filed the account."""

    BODY = "body", pgettext_lazy("claimant", "The body itself")
    FIRM = "firm", pgettext_lazy("claimant", "A firm or organisation")
    CITIZEN = "citizen", pgettext_lazy("claimant", "A person")


class Paper(TextChoices):
    """What the account rests on."""

    CONTRACT = "contract", _("Contract or agreement")
    POLICY = "policy", _("Policy document")
    MINUTES = "minutes", _("Minutes of a meeting")
    LETTER = "letter", _("Letter of commitment or reply")
    JUDGMENT = "judgment", _("Judgment or award")
    OTHER = "other", _("Other document")


class AccountState(TextChoices):
    """Where an account stands. That the body is silent is a mark of its own."""

    FILED = "filed", _("Filed, to be checked")
    INCOMPLETE = "incomplete", _("To be completed by the claimant")
    CHECKED = "checked", _("Checked, to be forwarded")
    WITH_BODY = "with_body", _("With the body, to be answered")
    ACCEPTING = "accepting", _("The body prepares the registration")
    CONTESTING = "contesting", _("The body prepares a contest")
    CONTESTED = "contested", _("Contested by the body")
    PROPOSED = "proposed", _("Decision proposed")
    UPHELD = "upheld", _("Upheld, to be registered by the body")
    ACCEPTED = "accepted", _("Registered as a public commitment")
    CLOSED = "closed", _("Not upheld, closed")
    REFUSED = "refused", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Withdrawn by the claimant")


class NoteKind(TextChoices):
    """Whose words a note keeps."""

    CLAIM = "claim", _("What was promised")
    FACTS = "facts", _("Further facts")
    REASON = "reason", _("Reason")
    CONTEST = "contest", _("Answer of the body")
    DECISION = "decision", _("Decision of the credit office")


class CampaignState(TextChoices):
    """Where a rectification campaign stands."""

    PLANNED = "planned", pgettext_lazy("campaign", "Planned")
    RUNNING = "running", pgettext_lazy("campaign", "Running")
    ACCEPTANCE = "acceptance", pgettext_lazy("campaign", "In acceptance")
    CLOSED = "closed", pgettext_lazy("campaign", "Closed, look-back to come")
    FINISHED = "finished", pgettext_lazy("campaign", "Finished")
    DROPPED = "dropped", pgettext_lazy("campaign", "Given up before it began")


class CaseState(TextChoices):
    """Where one case of a campaign stands."""

    OPEN = "open", pgettext_lazy("campaign case", "Open")
    CLAIMED = "claimed", pgettext_lazy("campaign case", "Said to be settled")
    SETTLED = "settled", pgettext_lazy("campaign case", "Settled, accepted")
    REOPENED = "reopened", pgettext_lazy("campaign case", "Reopened at the look-back")


#: The body owes an answer or a registration in these.
OWED = (AccountState.WITH_BODY, AccountState.ACCEPTING, AccountState.CONTESTING,
        AccountState.UPHELD)  # fmt: skip
#: Nothing more happens in these.
FINAL = (AccountState.ACCEPTED, AccountState.CLOSED, AccountState.REFUSED, AccountState.WITHDRAWN)
#: The body sees an account from here on.
SEEN_BY_BODY = tuple(
    state
    for state in AccountState.values
    if state not in {"filed", "incomplete", "checked", "refused"}
)
#: The claimant may withdraw in these.
WITHDRAWABLE = (AccountState.FILED, AccountState.INCOMPLETE, AccountState.CHECKED,
                AccountState.WITH_BODY, AccountState.CONTESTING, AccountState.CONTESTED,
                AccountState.UPHELD)  # fmt: skip
