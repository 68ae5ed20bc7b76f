"""What the public sees of a commitment: the only place that picks public fields.

A report publishes only the fact that there is one; what it says, its figures and its public
files follow with the confirmed outcome. A person is named only as the holder of a post that is
both principal and public (政府信息公开条例 art. 20(2); ``domain.md`` 1.12).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from commitments import (
    codes,
    disclosures_change,
    disclosures_clocks,
    disclosures_old_accounts,
    policies,
    rules,
    schedule,
    selectors,
    wording,
)
from commitments.disclosures_inherited import inherited
from commitments.models import (
    ClockRequest,
    Commitment,
    CommitmentEvent,
    CommitmentPeriod,
    Evidence,
    Inheritance,
    PerformanceReport,
    Verification,
)
from commitments.policies_personal import personal, publication
from commitments.public_parts import PUBLIC_EVENTS
from commitments.public_parts import day as _day
from commitments.public_parts import file as _file
from commitments.public_parts import organisation as _organisation
from commitments.public_parts import sheet as _sheet
from commitments.public_parts import source as _source
from commitments.public_parts import standing as _standing
from commitments.public_parts import step as _step
from commitments.public_parts import texts as _texts
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.directory.models import Appointment, Post
from credit_portal.directory.selectors import holder_on, holders_at

Document = dict[str, Any]
#: Verifications of what was determined before, and the code of the fact that the public reads.
AGAIN = {
    codes.OpenedBecause.CONTRADICTED.value: "contested",
    codes.OpenedBecause.OBJECTED.value: "objected",
}


@dataclass(frozen=True)
class Facts:
    """Everything a public document is made of, read once."""

    commitment: Commitment
    holder: str | None
    holder_on: dt.date | None
    periods: list[CommitmentPeriod]
    reports: list[PerformanceReport]
    evidence: list[Evidence]
    verifications: list[Verification]
    events: list[CommitmentEvent]
    milestones: list[Any] = field(default_factory=list)
    co_posts: list[Post] = field(default_factory=list)
    clock_requests: list[ClockRequest] = field(default_factory=list)
    inheritances: list[Inheritance] = field(default_factory=list)


def facts(ids: Iterable[UUID]) -> list[Facts]:
    """Facts of several commitments in a fixed number of queries, in the order of their keys."""
    rows = [(row, _holder_day(row, clock.today())) for row in selectors.for_disclosure(ids)]
    holders = holders_at((row.post_on(day), day) for row, day in rows)
    return [_facts_of(row, day, holders.get((row.post_on(day).pk, day))) for row, day in rows]


def _holder_day(row: Commitment, today: dt.date) -> dt.date:
    """The day whose holder of the post is named beside the promise.

    Of a lawful end its day; of a void promise the day on which it was made.

    The responsible day of the last determined outcome (the file of that holder got the entry,
    ``rules.responsible_day``); today while nothing is determined.
    """
    if row.outcome in codes.LAWFUL_ENDS:
        return row.outcome_on or today
    if row.outcome == codes.Outcome.VOID:
        return row.registered_on or today
    judged = _confirmed(row.verifications.all())
    if row.outcome == codes.Outcome.OPEN or not judged:
        return today
    last = judged[-1]
    return rules.responsible_day(last.due_on, last.kept_on, last.closed_on or today)


def _facts_of(row: Commitment, day: dt.date, appointment: Appointment | None) -> Facts:
    holder, day = _named(row, appointment, day)
    return Facts(
        commitment=row,
        holder=holder,
        holder_on=day if holder else None,
        periods=_periods_of(row),
        reports=list(row.reports.all()),
        evidence=list(row.evidence.all()),
        verifications=list(row.verifications.all()),
        events=list(row.events.all()),
        milestones=list(row.milestones.all()),
        co_posts=[one.post for one in row.co_responsibilities.all()],
        clock_requests=list(row.clock_requests.all()),
        inheritances=list(row.inheritances.all()),
    )


def _periods_of(row: Commitment) -> list[CommitmentPeriod]:
    """Its measuring periods; once the promise has ended, those that were determined."""
    found = list(row.periods.all())
    if row.outcome not in codes.ENDED:
        return found
    return [one for one in found if one.outcome != codes.PeriodOutcome.OPEN]


def _named(
    row: Commitment, appointment: Appointment | None, day: dt.date
) -> tuple[str | None, dt.date]:
    """Whom the document names and as of which day: of a person's own commitment always him."""
    own = personal(row)
    if own is None:
        # whoever held the post from which it passed on later is not named beside the present one
        same = row.post_on(day) == row.post
        return _public_holder(row.post, appointment) if same else None, day
    return str(own.appointment.person.name) if publication(row).is_public else None, own.named_on


def _public_holder(post: Post, appointment: Appointment | None) -> str | None:
    if appointment is None or not (post.is_principal and post.is_public):
        return None
    return str(appointment.person.name)


def document(commitment: Commitment) -> Document:
    """The public document of a registered commitment as it stands now."""
    return build(facts([commitment.pk])[0])


def documents(ids: Iterable[UUID]) -> list[tuple[Commitment, Document]]:
    """Public documents of many commitments in a fixed number of queries."""
    return [(one.commitment, build(one)) for one in facts(ids)]


def registration_preview(commitment: Commitment, approver: Actor) -> Document:
    """What would be published if ``approver`` approved today; changes nothing."""
    return registration_of(facts([commitment.pk])[0], approver, clock.today())


def registration_of(found: Facts, approver: Actor, today: dt.date) -> Document:
    """The document of a filing as registered on ``today`` by ``approver``."""
    row = found.commitment
    row.state, row.registered_on = codes.State.REGISTERED, today
    approver = policies.capacity(approver, policies.APPROVE, row.organisation)
    event = step_of("registered", today, approver)
    periods = found.periods or schedule.first_periods(row, today)
    return build(replace(found, periods=periods, events=[*found.events, event]))


def outcome_preview(verification: Verification, confirmer: Actor) -> Document:
    """What would be published if ``confirmer`` confirmed today; changes nothing."""
    return outcome_of(
        facts([verification.commitment_id])[0], verification.pk, confirmer, clock.today()
    )


def outcome_of(found: Facts, verification_id: UUID, confirmer: Actor, today: dt.date) -> Document:
    """The document with the proposed outcome of one verification applied."""
    judged = next(one for one in found.verifications if one.pk == verification_id)
    judged.state, judged.closed_on = codes.VerificationState.CONFIRMED, today
    row = found.commitment
    data: dict[str, Any] = {"outcome": judged.outcome}
    if judged.period_id is None:
        row.outcome, row.outcome_on, row.kept_on = judged.outcome, today, judged.kept_on
        found = _without_rest(found, judged, today)
    else:
        period = next(one for one in found.periods if one.pk == judged.period_id)
        period.outcome, period.outcome_on, period.report = judged.outcome, today, judged.report
        row.outcome = rules.series_outcome(one.outcome for one in found.periods)
        row.outcome_on = None if row.outcome == codes.Outcome.OPEN else today
        data |= _span_data(period)
    data |= judged.review_data
    confirmer = policies.capacity(confirmer, policies.CONFIRM, row.organisation)
    event = step_of("outcome_confirmed", today, confirmer, data)
    return build(replace(with_holder(found, today), events=[*found.events, event]))


def _without_rest(found: Facts, judged: Verification, today: dt.date) -> Facts:
    """Its clock runs again; of a void promise nothing else is verified or measured any more."""
    disclosures_clocks.let_run(found.clock_requests, found.commitment, today)
    if judged.outcome != codes.Outcome.VOID:
        return found
    for task in found.verifications:
        if task.is_live:
            task.state, task.closed_on = codes.VerificationState.DISMISSED, today
    periods = [one for one in found.periods if one.outcome != codes.PeriodOutcome.OPEN]
    return replace(found, periods=periods)


def with_holder(found: Facts, today: dt.date) -> Facts:
    """The facts with the holder who answers for what has just been determined."""
    row = found.commitment
    day = _holder_day(row, today)
    holder, day = _named(row, holder_on(row.post_on(day), day), day)
    return replace(found, holder=holder, holder_on=day if holder else None)


def _span_data(period: CommitmentPeriod) -> dict[str, str]:
    return {"from": period.starts_on.isoformat(), "until": period.ends_on.isoformat()}


def title_en(actor: Actor) -> str:
    """English title of the post an actor holds, or of the job account; empty when it has none."""
    if actor is SYSTEM:
        return SYSTEM.title_en
    return actor.title_en if isinstance(actor, User) else ""


def step_of(
    name: str, on: dt.date, actor: Actor, data: dict[str, Any] | None = None
) -> CommitmentEvent:
    """A step of the story that is about to be written, unsaved."""
    return CommitmentEvent(
        name=name,
        on=on,
        at=clock.now(),
        actor_title=actor.title[:200],
        data={**(data or {}), "title_en": title_en(actor)},
    )


def build(found: Facts) -> Document:
    """The public document of these facts; pure."""
    row = found.commitment
    return {
        "v": 1,
        "kind": "commitment",
        "shape": row.shape,
        "category": row.category,
        **_texts(row, *codes.TEXTS),
        "sector": row.sector,
        "organisation": _organisation(row),
        "post": {
            **_texts(row.post, "title"),
            "holder": found.holder,
            "holder_on": _day(found.holder_on),
        },
        "co_posts": [_texts(post, "title") for post in found.co_posts],
        **_duty(found),
        "outcome": row.outcome,
        "outcome_on": _day(row.outcome_on),
        "kept_on": _day(row.kept_on),
        **_findings(_last_judgement(found)),
        "reports": _reports(found),
        "evidence": [_file(one) for one in found.evidence if _is_shown(one, found)],
        "status": _status(found),
        "timeline": [_step(event) for event in found.events if event.name in PUBLIC_EVENTS],
        "registered_on": _day(row.registered_on),
        "is_demo": row.is_demo,
        "source": _source(row),
        **disclosures_change.blocks(row, _last_judgement(found)),
        **disclosures_old_accounts.of_commitment(row),
        **({"bearer": "person"} if personal(row) else {}),
        **({"sheet": _sheet(row.sheet)} if row.sheet else {}),
        **inherited(found.inheritances),
    }


def _duty(found: Facts) -> Document:
    """Until when, by which steps and in which measuring periods it is to be done."""
    row = found.commitment
    return {
        **disclosures_clocks.blocks(row, found.clock_requests, found.milestones),
        "standing": _standing(row) if row.is_standing else None,
        "periods": [_period(row, period, found) for period in found.periods],
        "series": rules.series_counts([period.outcome for period in found.periods])
        if row.is_standing
        else None,
    }


def _findings(judged: Verification | None) -> dict[str, str]:
    return _texts(judged, "findings") if judged else {"findings_zh": "", "findings_en": ""}


def _period(row: Commitment, period: CommitmentPeriod, found: Facts) -> dict[str, Any]:
    determined = period.outcome != codes.PeriodOutcome.OPEN
    report = period.report if determined else None
    confirmed = reversed(_confirmed(found.verifications))
    judged = (
        next((one for one in confirmed if one.period_id == period.pk), None) if determined else None
    )
    value = None
    if report is not None and report.numerator is not None and report.denominator is not None:
        value = rules.exact_value(report.numerator, report.denominator, row.figure)
    return {
        "number": period.number,
        "starts_on": _day(period.starts_on),
        "ends_on": _day(period.ends_on),
        "partial": period.is_partial,
        "report_due_on": _day(period.report_due_on),
        "reported_on": _day(report.filed_on) if report else None,
        "numerator": wording.plain_number(report.numerator) if report else None,
        "denominator": wording.plain_number(report.denominator) if report else None,
        "value": rules.shown_value(value, row.target) or None,
        "outcome": period.outcome,
        "outcome_on": _day(period.outcome_on),
        **_findings(judged),
    }


def _confirmed(rows: Iterable[Verification]) -> list[Verification]:
    """Those that determined something, the last one last."""
    done = [one for one in rows if one.state == codes.VerificationState.CONFIRMED]
    return sorted(done, key=lambda one: (one.closed_on or dt.date.max, str(one.pk)))


def _last_judgement(found: Facts) -> Verification | None:
    done = _confirmed(found.verifications)
    void = [one for one in done if one.outcome == found.commitment.outcome == codes.Outcome.VOID]
    return (void or done)[-1] if done else None


def _decided_reports(found: Facts) -> list[PerformanceReport]:
    """Reports whose content is public: those of a determined outcome."""
    if not found.commitment.is_standing:
        unjudged = (codes.Outcome.OPEN, *codes.ENDED)
        return [] if found.commitment.outcome in unjudged else found.reports
    decided = {one.pk for one in found.periods if one.outcome != codes.PeriodOutcome.OPEN}
    return [report for report in found.reports if report.period_id in decided]


def _reports(found: Facts) -> list[dict[str, Any]]:
    return [
        {
            **_texts(report, "text"),
            "filed_on": _day(report.filed_on),
            "claim": report.claim,
            "done_on": _day(report.done_on),
        }
        for report in _decided_reports(found)
    ]


def _is_shown(one: Evidence, found: Facts) -> bool:
    if not one.is_public:
        return False
    if one.verification_id is not None:
        return one.verification_id in {judged.pk for judged in _confirmed(found.verifications)}
    if one.change_id is not None:
        ended = found.commitment.outcome in codes.LAWFUL_ENDS
        return ended and any(
            case.pk == one.change_id and case.state == "approved"
            for case in found.commitment.lawful_changes.all()
        )
    if one.report_id is not None:
        return one.report_id in {report.pk for report in _decided_reports(found)}
    return True


def _status(found: Facts) -> dict[str, Any] | None:
    """The bare fact of where things stand while an outcome is being verified; no verdict."""
    live = [one for one in found.verifications if one.is_live]
    if not live:
        return None
    latest = ([one for one in live if one.opened_because in AGAIN] or live)[-1]
    reports = [one for one in found.reports if one.period_id == latest.period_id]
    reports = [one for one in reports if one.claim != codes.Claim.PROGRESS]
    code = "reported" if reports else "due_passed"
    if latest.opened_because == codes.OpenedBecause.MANUAL and not reports:
        code = "verifying"
    on = reports[-1].filed_on if reports else latest.opened_on
    if latest.opened_because in AGAIN:
        code, on = AGAIN[latest.opened_because], latest.opened_on
    return {"code": code, "on": _day(on), **wording.status(code, on)}
