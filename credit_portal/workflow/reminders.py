"""Reminders as data: which plan holds for a body, who may set it, and what the sweep asks."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from credit_portal.accounts.models import User
from credit_portal.accounts.scope import within
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import actor_id
from credit_portal.common.db import lock
from credit_portal.common.errors import Invalid, NotAllowed, Stale
from credit_portal.directory.models import Organisation
from credit_portal.workflow.models_reminders import ReminderPlan

SET: Final = "workflow.set_reminders"
EARLIEST, MOST = 90, 6
#: (lowest, highest) of the other numbers.
BOUNDS: Final = {"approver_from": (1, 30), "superior_from": (1, 14), "escalate_after": (1, 30)}

#: The plan of the nearest body at or above a deadline's; `{column}` of it, or null.
_NEAREST = """(select p.{column} from workflow_reminderplan p
    join directory_organisation above on above.id = p.organisation_id
    join directory_organisation own on own.id = d.organisation_id
   where starts_with(own.path, above.path) order by length(above.path) desc limit 1)"""


def planned_offsets() -> list[int] | None:
    """All offsets that some plan asks for; None when there is no plan (then kinds keep theirs)."""
    plans = list(ReminderPlan.objects.values_list("remind_before", flat=True))
    return sorted({day for plan in plans for day in plan}) if plans else None


def asks_for(own: Sequence[int]) -> str:
    """SQL condition: the plan in force asks for a reminder `%(offset)s` days before, or, where no
    plan holds, the kind itself does."""
    nearest = _NEAREST.format(column="remind_before")
    listed = ", ".join(str(int(day)) for day in own) or "null"
    return f"%(offset)s = any(coalesce({nearest}, array[{listed}]::smallint[]))"


def escalated_from() -> str:
    """SQL of the days after which the superior is told: the plan's, else `%(after)s`."""
    return f"coalesce({_NEAREST.format(column='escalate_after')}, %(after)s)"


def plan_for(body: Organisation) -> ReminderPlan | None:
    """The plan that holds for a body: its own, or that of the nearest above it."""
    steps = body.path.strip("/").split("/")
    paths = ["/" + "/".join(steps[: n + 1]) + "/" for n in range(len(steps))]
    plans = ReminderPlan.objects.filter(organisation__path__in=paths).select_related("organisation")
    return max(plans, key=lambda one: len(one.organisation.path), default=None)


def own_plan(body: Organisation) -> ReminderPlan | None:
    """The body's own plan, if it has one."""
    return ReminderPlan.objects.filter(organisation=body).first()


def bodies_for(user: User) -> Any:
    """Bodies whose plan the user may set."""
    return Organisation.objects.filter(within(user, SET, ""), active=True).order_by("path")


@transaction.atomic
def set_plan(
    *, actor: User, organisation: Organisation, remind_before: Iterable[int], approver_from: int,
    superior_from: int, escalate_after: int, expected_version: int = 0,
) -> ReminderPlan:  # fmt: skip
    """Set the plan of a body, within bounds. Raises NotAllowed, Invalid, Stale when somebody set
    it meanwhile (`expected_version` 0: there was none)."""
    if not actor.may(SET, organisation):
        raise NotAllowed("not_allowed", _("You may not set the reminders of this body."))
    days = sorted(set(remind_before), reverse=True)
    numbers = {"approver_from": approver_from, "superior_from": superior_from,
               "escalate_after": escalate_after}  # fmt: skip
    _check(days, numbers)
    lock(Organisation, organisation.pk)
    plan = ReminderPlan.objects.filter(organisation=organisation).first()
    if (plan.version if plan else 0) != expected_version:
        raise Stale("stale", _("Somebody else changed this meanwhile. Reload the page."))
    old = _told(plan) if plan else None
    plan = plan or ReminderPlan(organisation=organisation, version=0)
    plan.remind_before = days
    for name, value in numbers.items():
        setattr(plan, name, value)
    plan.version += 1
    plan.changed_by, plan.changed_title = actor_id(actor), actor.title
    plan.changed_at = clock.now()
    plan.save()
    audit.record("workflow.set_reminders", actor=actor, target=plan, organisation=organisation,
                 old=old, new=_told(plan))  # fmt: skip
    return plan


def _told(plan: ReminderPlan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in ("remind_before", *BOUNDS)}


def _check(days: list[int], numbers: dict[str, int]) -> None:
    if not 1 <= len(days) <= MOST or not all(1 <= day <= EARLIEST for day in days):
        raise Invalid(
            "reminders_bounds",
            _("Give one to six days, each from 1 to 90 before the due day."),
            field="remind_before",
        )
    for name, value in numbers.items():
        lowest, highest = BOUNDS[name]
        if not lowest <= value <= highest:
            raise Invalid(
                "reminders_bounds",
                _("Between %(lowest)s and %(highest)s.") % {"lowest": lowest, "highest": highest},
                field=name,
            )
