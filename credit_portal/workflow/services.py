"""Every write to deadlines. Called by the services of cases, in their transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from credit_portal.audit import services as audit
from credit_portal.common import clock, rows
from credit_portal.common.actors import SYSTEM, Actor, actor_id
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.directory.models import Organisation
from credit_portal.workdays import calendar_file
from credit_portal.workdays import selectors as workdays
from credit_portal.workdays.models import DeadlineRule
from credit_portal.workdays.selectors import Result
from credit_portal.workflow import calendars, explanations, recompute
from credit_portal.workflow.calendars import CalendarLoaded
from credit_portal.workflow.models import Deadline, DeadlineExtension, DeadlinePause

LOAD_CALENDAR = "workflow.load_calendar"


@transaction.atomic
def start_deadline(
    *,
    kind: str,
    case: Model,
    organisation: Organisation,
    start_on: date,
    rule: DeadlineRule | str | None = None,
    unit: str = "",
    count: int | None = None,
    roll: bool = False,
    due_on: date | None = None,
    explanation: dict[str, Any] | None = None,
) -> Deadline:
    """Start a clock: by `rule` (a code, or a version), by `unit` and `count`, or to a `due_on`.

    A rule given by code is the version in force on `start_on`; it is kept with the deadline.
    `explanation` may replace the one made for a given date. Raises Conflict when a deadline of
    this kind is already open for the case, NotFound for a rule not in force, Invalid for a
    period that cannot be counted or a due day before the start.
    """
    if isinstance(rule, str):
        rule = workdays.rule_on(rule, start_on)
    if rule is not None:
        unit, count, roll = rule.unit, rule.count, rule.roll
    if (unit != "") == (due_on is not None) or bool(unit) != (count is not None):
        raise Invalid("deadline_basis", _("Give a rule, a period or a date, and only one of them."))
    known = recompute.held_calendar()
    deadline = _begun(kind, case, organisation, start_on, rule=rule, unit=unit, count=count,
                      roll=roll)  # fmt: skip
    _set(deadline, _given(start_on, due_on, explanation)
         or recompute.result(deadline, (), (), known))  # fmt: skip
    _insert([deadline])
    return deadline


def start_deadlines(
    *, case: Model, organisation: Organisation, start_on: date, rules: Mapping[str, str]
) -> list[Deadline]:
    """Start several clocks of a case from one day, each by the rule in force on it: codes of
    rules by kinds of clocks, as `start_deadline` would one after the other. The transaction is the
    caller's, and a refusal ends it."""
    known, made = recompute.held_calendar(), []
    found = workdays.rules_called(rules.values(), start_on)
    for kind, code in rules.items():
        rule = found[code]
        deadline = _begun(kind, case, organisation, start_on, rule=rule, unit=rule.unit,
                          count=rule.count, roll=rule.roll)  # fmt: skip
        _set(deadline, recompute.result(deadline, (), (), known))
        made.append(deadline)
    _insert(made)
    return made


def _begun(
    kind: str, case: Model, organisation: Organisation, start_on: date, **basis: Any
) -> Deadline:
    now = clock.now()
    return Deadline(
        kind=kind, case_type=case._meta.label_lower, case_id=case.pk, organisation=organisation,
        start_on=start_on, created_at=now, updated_at=now, **basis,
    )  # fmt: skip


@transaction.atomic
def start_like(
    source: Deadline, *, case: Model, kind: str = "", organisation: Organisation | None = None
) -> Deadline:
    """Start a clock that counts as `source` does, which was closed or is of another kind: from its
    first day, by its version of the rule, with what it was extended by and while it stood still.

    Raises Conflict when a deadline of this kind is already open for the case.
    """
    recompute.hold_calendar()
    now = clock.now()
    made = Deadline(
        kind=kind or source.kind, case_type=case._meta.label_lower, case_id=case.pk,
        organisation=organisation or source.organisation, rule=source.rule, unit=source.unit,
        count=source.count, roll=source.roll, start_on=source.start_on,
        suspended_on=source.suspended_on, created_at=now, updated_at=now,
    )  # fmt: skip
    _set(made, recompute.of(source))
    if made.suspended_on is not None:
        made.explanation = explanations.stopped(made.explanation, made.suspended_on)
    _insert([made])
    copied: list[Any] = [*source.extensions.all(), *source.pauses.all()]
    for one in copied:
        one.pk, one._state.adding, one.deadline = None, True, made
        one.save(force_insert=True)
    return made


def _given(
    start_on: date, due_on: date | None, explanation: dict[str, Any] | None
) -> Result | None:
    """The result of a due day that is given as a date; None when there is none."""
    if due_on is None:
        return None
    if due_on < start_on:
        sentence = _("The due day lies before the start.")
        raise Invalid("due_before_start", sentence, field="due_on")
    told = explanations.of_date(start_on, due_on) | (explanation or {})
    told |= {"due": due_on.isoformat(), "provisional": False}
    return Result(due_on, due_on, False, told)


def _insert(deadlines: Sequence[Deadline]) -> None:
    """In a transaction of the caller's own, which the refusal ends."""
    try:
        rows.insert(*deadlines)
    except IntegrityError as error:
        if "deadline_one_open" not in str(error):
            raise
        raise Conflict(
            "deadline_already_open", _("This deadline is already running for the case.")
        ) from error


@transaction.atomic
def satisfy(kind: str, case: Model, *, at: datetime | None = None) -> Deadline | None:
    """Close the open deadline of a kind: met on or before its due day, late after it.

    A stopped clock counts as running again on the day. Returns None when none is open.
    """
    deadline = _locked(kind, case)
    if deadline is None:
        return None
    moment = at or clock.now()
    day = moment.astimezone(clock.TZ).date()
    if deadline.suspended_on is not None:
        _run_again(deadline, max(day, deadline.suspended_on), SYSTEM)
    deadline.satisfied_at, deadline.satisfied_on = moment, day
    met = day <= deadline.due_on
    deadline.outcome = Deadline.Outcome.MET if met else Deadline.Outcome.LATE
    _save(deadline)
    return deadline


@transaction.atomic
def cancel(kind: str, case: Model) -> Deadline | None:
    """Close the open deadline of a kind without a result (the duty fell away), or do nothing."""
    return _close(kind, case, Deadline.Outcome.CANCELLED)


@transaction.atomic
def close_missed(kind: str, case: Model) -> Deadline | None:
    """Close the open deadline of a kind as not performed, or do nothing when none is open.

    Somebody has found that the duty was not done and will not be: that is neither met nor late.
    """
    return _close(kind, case, Deadline.Outcome.MISSED)


def _close(kind: str, case: Model, outcome: Deadline.Outcome) -> Deadline | None:
    """Close the open deadline without a day of fulfilment."""
    deadline = _locked(kind, case)
    if deadline is None:
        return None
    if deadline.suspended_on is not None:
        _run_again(deadline, max(clock.today(), deadline.suspended_on), SYSTEM)
    deadline.outcome = outcome
    _save(deadline)
    return deadline


@transaction.atomic
def suspend(
    kind: str, case: Model, *, ground: str, actor: Actor, on: date | None = None
) -> Deadline:
    """Stop the clock from a day on (today); that day and those after it are not counted.

    `ground` is a code such as "third_party_opinion", "appraisal", "supplement". Raises Conflict
    when no such deadline runs, it stands still already, or has ended. A deadline given as a date
    can be stopped too: the date moves by as many calendar days as the clock stood still.
    """
    deadline, day = _running(kind, case), on or clock.today()
    if deadline.suspended_on is not None:
        raise Conflict("deadline_stopped", _("The clock stands still already."))
    if _is_over(deadline, day):
        raise Conflict("deadline_over", _("The period has already ended."))
    last = deadline.pauses.order_by("-stopped_on").first()
    if day < deadline.start_on or (last and last.resumed_on and day < last.resumed_on):
        raise Invalid("pause_too_early", _("The pause begins too early."), field="on")
    _ground(ground)
    DeadlinePause.objects.create(
        deadline=deadline, stopped_on=day, ground=ground, stopped_by=actor_id(actor)
    )
    deadline.suspended_on = day
    deadline.explanation = explanations.stopped(deadline.explanation, day)
    _save(deadline)
    audit.record(
        "workflow.suspend", actor=actor, target=deadline, new={"on": str(day)}, ground=ground
    )
    return deadline


@transaction.atomic
def resume(kind: str, case: Model, *, actor: Actor, on: date | None = None) -> Deadline:
    """Let the clock run again from a day on (today), which counts; the due day moves accordingly.

    Raises Conflict when it does not stand still, Invalid for a day before it was stopped.
    """
    deadline, day = _running(kind, case), on or clock.today()
    if deadline.suspended_on is None:
        raise Conflict("deadline_runs", _("The clock is not standing still."))
    if day < deadline.suspended_on:
        raise Invalid("resume_too_early", _("The pause ends before it begins."), field="on")
    before = deadline.due_on
    _run_again(deadline, day, actor)
    _save(deadline)
    audit.record(
        "workflow.resume", actor=actor, target=deadline,
        old={"due_on": str(before)}, new={"due_on": str(deadline.due_on), "on": str(day)},
    )  # fmt: skip
    return deadline


@transaction.atomic
def extend(
    kind: str,
    case: Model,
    *,
    ground: str,
    actor: Actor,
    unit: str = "",
    count: int | None = None,
    on: date | None = None,
) -> Deadline:
    """Lengthen the same count, by what its rule allows or by `count` units when it has no rule.

    Raises Conflict when the period has ended, was extended as often as the rule allows, by more
    than it allows, or cannot be extended at all.
    """
    deadline, day = _running(kind, case), on or clock.today()
    if not deadline.unit:
        raise _is_a_date()
    if _is_over(deadline, day):
        raise Conflict("deadline_over", _("The period has already ended."))
    unit, count = _extension(deadline, unit, count)
    _ground(ground)
    made = DeadlineExtension.objects.create(
        deadline=deadline, unit=unit, count=count, ground=ground,
        decided_on=day, decided_by=actor_id(actor),
    )  # fmt: skip
    before, deadline.moved_by = deadline.due_on, f"extension:{made.pk}"
    recompute.hold_calendar()
    _set(deadline, recompute.of(deadline))
    if deadline.suspended_on is not None:
        deadline.explanation = explanations.stopped(deadline.explanation, deadline.suspended_on)
    _save(deadline)
    audit.record(
        "workflow.extend", actor=actor, target=deadline, ground=ground,
        old={"due_on": str(before)},
        new={"due_on": str(deadline.due_on), "unit": unit, "count": count},
    )  # fmt: skip
    return deadline


def _is_over(deadline: Deadline, day: date) -> bool:
    """Whether the period has ended for certain: never by a provisional date, nor while the clock
    stands still."""
    if deadline.overdue_at is not None:
        return True
    stands = deadline.suspended_on is not None or deadline.provisional
    return not stands and day > deadline.due_on


def _extension(deadline: Deadline, unit: str, count: int | None) -> tuple[str, int]:
    """Unit and length of an extension, within what the rule allows."""
    rule = deadline.rule
    if rule is None:
        if not unit or not count or count < 1:
            raise Invalid("extension_length", _("Say by how much."), field="count")
        return unit, count
    if rule.extendable_count is None:
        raise Conflict("not_extendable", _("The law does not allow extending this period."))
    if deadline.extensions.count() >= rule.extendable_times:
        sentence = _("This period was already extended as often as allowed.")
        raise Conflict("extended_enough", sentence)
    unit, count = unit or rule.extendable_unit, count or rule.extendable_count
    if unit != rule.extendable_unit or not 1 <= count <= rule.extendable_count:
        raise Conflict("extension_too_long", _("The extension is longer than the law allows."))
    return unit, count


@transaction.atomic
def load_calendar(*, actor: Actor, text: str) -> CalendarLoaded:
    """Load the holiday arrangement of a year (CSV of `workdays.calendar_file`) and count at once.

    What `manage.py load_calendar` calls; on the desk two people do it (`calendar_changes`). The
    same file again changes nothing. Raises NotAllowed, Invalid naming the bad lines, Conflict
    while an earlier calendar is still being counted.
    """
    if actor is not SYSTEM and not actor.may(LOAD_CALENDAR, None):
        raise NotAllowed("not_allowed", _("You may not load the calendar."))
    return calendars.load(actor=actor, notices=calendar_file.parse(text.splitlines()))


def _locked(kind: str, case: Model) -> Deadline | None:
    return (
        Deadline.objects.select_for_update(of=("self",))
        .filter(kind=kind, case_type=case._meta.label_lower, case_id=case.pk, outcome="")
        .first()
    )


def _running(kind: str, case: Model) -> Deadline:
    deadline = _locked(kind, case)
    if deadline is None:
        raise Conflict("no_open_deadline", _("No deadline of this kind is running."))
    return deadline


def _ground(ground: str) -> None:
    if not 1 <= len(ground) <= 60:
        raise Invalid("ground_missing", _("Say why."), field="ground")


def _run_again(deadline: Deadline, day: date, actor: Actor) -> None:
    """Close the open pause and count anew."""
    pause = deadline.pauses.filter(resumed_on=None).get()
    pause.resumed_on, pause.resumed_by = day, actor_id(actor)
    pause.save(update_fields=["resumed_on", "resumed_by"])
    deadline.suspended_on = None
    before, deadline.moved_by = deadline.due_on, f"pause:{pause.pk}"
    recompute.hold_calendar()
    _set(deadline, recompute.of(deadline))
    if deadline.due_on != before:
        deadline.reminded_before = None


def preview(
    kind: str, case: Model, *, unit: str = "", count: int | None = None,
    stop_on: date | None = None, resume_on: date | None = None,
) -> Result:  # fmt: skip
    """What the open deadline would come to if it were extended (by what its rule allows), stopped
    from a day on, or let run again on one; changes nothing. Raises as `extend` would
    for what the rule forbids."""
    deadline = (
        Deadline.objects.select_related("rule")
        .filter(kind=kind, case_type=case._meta.label_lower, case_id=case.pk, outcome="")
        .first()
    )
    if deadline is None:
        raise Conflict("no_open_deadline", _("No deadline of this kind is running."))
    if stop_on is not None:
        told = explanations.stopped(deadline.explanation, stop_on)
        return Result(deadline.due_on, deadline.raw_due_on, deadline.provisional, told)
    if resume_on is not None:
        return recompute.of(deadline, resume_on=resume_on)
    if not deadline.unit:
        raise _is_a_date()
    found = recompute.of(deadline, more=[_extension(deadline, unit, count)])
    if deadline.suspended_on is None:
        return found
    told = explanations.stopped(found.explanation, deadline.suspended_on)
    return Result(found.due, found.raw_due, found.provisional, told)


def _is_a_date() -> Conflict:
    sentence = _("A deadline given as a date cannot be extended.")
    return Conflict("deadline_is_a_date", sentence)


def _set(deadline: Deadline, result: Result) -> None:
    deadline.due_on, deadline.raw_due_on = result.due, result.raw_due
    deadline.provisional = result.provisional
    deadline.explanation = result.explanation


def _save(deadline: Deadline) -> None:
    deadline.updated_at = clock.now()
    deadline.save()
