"""How a text of an article goes to the public: from a draft by one person to the approval by
another. Who may stands in `article_policies`."""

from django.utils.translation import gettext_lazy as _

from credit_portal.publishing.models.article import EditionState
from credit_portal.workflow.machine import Machine, Transition

DRAFT, SUBMITTED = EditionState.DRAFT.value, EditionState.SUBMITTED.value
APPROVED, GIVEN_UP = EditionState.APPROVED.value, EditionState.GIVEN_UP.value

MACHINE = Machine(
    "state",
    [
        Transition(
            "submit", (DRAFT,), SUBMITTED, label=_("Hand in for approval"),
            hint=_("Another person of the office looks at it as the public will see it."),
        ),
        Transition(
            "take_back", (SUBMITTED,), DRAFT, label=_("Take back"),
            hint=_("It becomes a draft again; nothing was published."),
        ),
        Transition(
            "send_back", (SUBMITTED,), DRAFT, label=_("Send back"),
            hint=_("With the reason; whoever drafted it changes it."),
        ),
        Transition(
            "approve", (SUBMITTED,), APPROVED, label=_("Approve and publish"),
            hint=_("It is public within a minute, under the exact text shown here."),
        ),
        Transition(
            "give_up", (DRAFT,), GIVEN_UP, label=_("Give the draft up"),
            hint=_("It stays on file and is never published."),
        ),
    ],
    initial=DRAFT,
)  # fmt: skip
