"""What the demonstration shows of breaches of trust: a case of every stage."""

from __future__ import annotations

import datetime as dt
from typing import Any

from complaints import codes as reported_codes
from complaints import models as reported
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.publishing.models import Displayed
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.selectors import my_work
from integrity_files import codes, codes_consequences, codes_letters, codes_records
from integrity_files import codes_objections as objections
from integrity_files import models as kept
from integrity_files import selectors_records as selectors
from integrity_files.codes_repair import RepairState
from integrity_files.codes_reporting import ItemState, ReportState

#: From this day on some determinations of the story are made under order 36.
BOTH_ORDERS = dt.date(2026, 7, 1)
#: What is there for a moment only, and what comes of a correction to a minor record.
NOT_TOLD = {codes_records.Shown.WAITING, codes_records.Shown.WITHDRAWN}


def states(model: Any, field: str = "state") -> set[str]:
    """Every value of a field."""
    return set(model.objects.values_list(field, flat=True))


def check() -> None:
    """Nothing that a visitor would look for is missing."""
    check_leads()
    check_records()
    check_what_follows()
    check_the_office()
    check_complaints()


def check_leads() -> None:
    """In each state, from each source."""
    assert states(kept.Lead) >= set(codes.LeadState.values) - {codes.LeadState.SUPERSEDED}
    assert states(kept.Lead, "origin") >= {"broken", "document", "hand"}
    assert kept.Lead.objects.filter(source_type="list.court", state="new").count() > 1
    assert set(kept.Lead.objects.values_list("is_demo", flat=True)) == {True}


def check_records() -> None:
    """In each state, with each fate of display, general and serious under both orders."""
    assert states(kept.Record) == set(codes_records.RecordState.values)
    rows = kept.Record.objects.prefetch_related("hidings")
    fates = {selectors.shown(row) for row in rows} - {""}
    assert fates == set(codes_records.Shown.values) - NOT_TOLD, fates
    public = Displayed.objects.filter(kind="breach").values_list("ref", flat=True)
    shown = set(kept.Record.objects.filter(ref__in=public).values_list("rule_set", "severity"))
    orders = {"R58", "R36"} if clock.today() >= BOTH_ORDERS else {"R58"}
    assert shown >= {(order, severity) for order in orders for severity in ("general", "serious")}
    assert kept.RecordCorrection.objects.exists()
    assert kept.RecordHiding.objects.get().state == "open"
    kinds = set(Deadline.objects.filter(outcome="", overdue_at=None).values_list("kind", flat=True))
    ours = ("record_rectify", "record_statement", "consequence", "lead_verify")
    assert kinds >= {f"integrity_files.{kind}" for kind in ours}, kinds


def check_what_follows() -> None:
    """Objections, tips, repairs and consequences at each stage."""
    on_the_way = set(objections.OPEN) - {objections.ObjectionState.INCOMPLETE}
    decided = {objections.ObjectionState.DECIDED, objections.ObjectionState.APPEALED}
    assert states(kept.Objection) >= on_the_way | decided
    assert states(kept.Tip) == set(objections.TipState.values)
    assert states(kept.Repair) >= set(RepairState.values) - {
        RepairState.DRAFT, RepairState.WITHDRAWN, RepairState.MOOT,
    }  # fmt: skip
    assert kept.Repair.objects.exclude(code="").exists(), "a certificate"
    assert states(kept.Consequence) >= {"ordered", "running", "reported", "accepted"}
    kinds = codes_consequences.ConsequenceKind
    barred = kept.Consequence.objects.get(kind=kinds.HONOURS)
    assert barred.last_day is not None and barred.last_day > clock.today()


def check_complaints() -> None:
    """In each state, by each way in; with each clock, and what comes of them."""
    assert states(reported.Case) == set(reported_codes.CaseState.values)
    assert states(reported.Case, "channel") == set(reported_codes.Channel.values)
    assert not reported.Case.objects.filter(is_demo=False).exists()
    assert states(reported.Motion, "kind") == {"extension", "pause"}
    assert reported.Case.objects.exclude(merged_into=None).get().state == "accepted"
    assert reported.Case.objects.filter(reopened=1).exists()
    assert kept.Lead.objects.get(origin="complaint").state == codes.LeadState.TRUE
    assert reported.PublicAnswer.objects.get().ref in set(
        Displayed.objects.filter(kind="answer").values_list("ref", flat=True)
    )
    assert reported.UnsealRequest.objects.get().state == "asked"
    assert Deadline.objects.filter(kind="complaints.handling", overdue_at__isnull=False).exists()
    assert not reported.Identity.objects.filter(case__is_anonymous=True).exists()


def check_the_office() -> None:
    """Letters, batches, a query; and that the two who did nothing before have something to do."""
    assert states(kept.Letter) >= {"draft", "issued"}
    waiting = codes_letters.PaperState.ENTERED
    assert kept.LetterAnswer.objects.filter(state=waiting).exists()
    assert states(kept.ReportBatch) == {ReportState.PREPARED, ReportState.ANSWERED}
    assert states(kept.ReportItem) >= {ItemState.SENT, ItemState.ACCEPTED, ItemState.REFUSED}
    answer = kept.DisqualificationAnswer.objects.get()
    assert [line["barred"] for line in answer.lines] == [True, False, False]
    for name in ("demo-credit-officer-2", "demo-credit-reviewer-3", "demo-superior-filer"):
        assert list(my_work(User.objects.get(username=name))), name
