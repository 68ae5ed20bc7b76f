"""Staff API of leads, records, objections, repairs and consequences: one table says how each kind
of case is listed, read and acted on; lists, cases and transitions are made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema, extend_schema_view

from credit_portal.workflow.case_api import (
    CaseView,
    Empty,
    ListView,
    Step,
    Subject,
    acts_view,
)
from integrity_files import (
    selectors_consequences,
    selectors_leads,
    selectors_objections,
    selectors_records,
    selectors_repair,
    services,
)
from integrity_files.api import filters
from integrity_files.api import serializers as shapes
from integrity_files.services import objection_decision as deciding
from integrity_files.services import objection_filing as filing
from integrity_files.services import objection_office as office


@dataclass(frozen=True)
class Noun:
    """A kind of case: its address, how it is listed (the newest first), read and acted on."""

    address: str
    subject: Subject
    rows: Callable[[Any], QuerySet[Any]]
    order: tuple[str, ...]
    narrowed_by: type[Any]
    steps: dict[str, Step] = field(default_factory=dict)


LEADING = {
    "take": Step(services.take_lead, Empty, "Verify it myself"),
    "assign": Step(services.assign_lead, shapes.LeadHandler, "Give it to an officer"),
    "find_true": Step(services.find_true, shapes.LeadTrue, "Say that it is true"),
    "doubt": Step(services.propose_untrue, shapes.Found, "Say that it is not true"),
    "send_back": Step(services.return_lead, shapes.Reasoned, "Send a finding back", True),
    "close": Step(services.confirm_untrue, Empty, "Confirm that it is not true", True),
    "order": Step(services.order_rectification, shapes.LeadOrder,
                  "Order rectification: a record begins"),
}  # fmt: skip
RECORDING = {
    "extend": Step(services.extend_rectification, shapes.Extension, "Extend the time to rectify"),
    "report": Step(services.report_rectification, shapes.Done, "Report the rectification"),
    "accept": Step(services.accept_rectification, shapes.Found, "Accept the rectification", True),
    "refuse": Step(services.refuse_rectification, shapes.Found, "Do not accept it", True),
    "notice": Step(services.serve_notice, shapes.Notified, "Serve the notice"),
    "draft": Step(services.draft_statement, shapes.Statement, "Keep a draft of the statement"),
    "statement": Step(services.file_statement, shapes.Statement,
                      "Hand in the statement of the body"),
    "consider": Step(services.consider_statement, shapes.Considered, "Consider the statement"),
    "propose_drop": Step(services.propose_drop, shapes.Reasoned, "Propose to drop it", True),
    "drop": Step(services.confirm_drop, Empty, "Confirm that it is dropped", True),
    "send_back": Step(services.return_proposal, shapes.Reasoned, "Send a proposal back", True),
    "decide": Step(services.decide_determination, Empty, "Decide as proposed", True),
    "hide": Step(services.hide_record, shapes.Hidden, "Hide it at once", True),
    "confirm_hiding": Step(services.confirm_hiding, Empty, "Confirm the hiding", True),
    "end_hiding": Step(services.end_hiding, shapes.ShownAgain, "Show it again", True),
    "return_motion": Step(
        services.return_motion, shapes.Reasoned, "Send a proposal of the office back", True
    ),
    "decide_motion": Step(services.decide_motion, Empty, "Decide as the office proposed", True),
}  # fmt: skip
OBJECTING = {
    "accept": Step(office.accept, Empty, "Accept it and mark the record"),
    "ask": Step(office.ask_to_complete, shapes.Reasoned, "Ask once for what is missing"),
    "refuse": Step(office.refuse, shapes.Reasoned, "Do not take it up"),
    "repeat": Step(office.answer_by_reference, shapes.Earlier, "Answer by the earlier decision"),
    "transfer": Step(office.transfer, shapes.Letter, "Transfer it to the source organ"),
    "stop_clock": Step(office.stop_clock, shapes.Stopping, "Stop the clock"),
    "resume_clock": Step(office.resume_clock, Empty, "Let the clock run again"),
    "verify": Step(office.verify, shapes.Finding, "Say what was found"),
    "propose": Step(deciding.propose, shapes.Deciding, "Propose the decision", True),
    "send_back": Step(deciding.send_back, shapes.Reasoned, "Send a proposal back", True),
    "decide": Step(deciding.decide, Empty, "Decide as proposed", True),
    "appeal": Step(filing.appeal_by_desk, shapes.Appealing, "Appeal, by the desk of the body"),
    "propose_appeal": Step(
        deciding.propose_appeal, shapes.Deciding, "Propose the decision on the appeal", True
    ),
    "send_back_appeal": Step(
        deciding.send_back_appeal, shapes.Reasoned, "Send a proposal on the appeal back", True
    ),
    "decide_appeal": Step(deciding.decide_appeal, Empty, "Decide the appeal as proposed", True),
}
REPAIRING = {
    "confirm": Step(
        services.confirm_repair, Empty, "Confirm what was filed in the name of the body", True
    ),
    "complete": Step(services.complete_repair, shapes.Completed, "Hand in what was missing"),
    "withdraw": Step(services.withdraw_repair, Empty, "Take it back"),
    "close": Step(services.close_unanswered, Empty, "Close it: the papers did not come"),
    "accept": Step(services.accept_repair, Empty, "Accept it for examination"),
    "ask": Step(services.ask_missing, shapes.Missing, "Ask once for what is missing"),
    "refuse": Step(services.refuse_acceptance, shapes.Refusal, "Refuse acceptance"),
    "extend": Step(services.extend_result, shapes.Extension, "Extend the time of the result"),
    "propose": Step(services.propose_repair, shapes.Outcome, "Propose the result", True),
    "send_back": Step(services.return_repair, shapes.Reasoned, "Send a proposal back", True),
    "decide": Step(services.decide_repair, Empty, "Decide as proposed", True),
}
FOLLOWING = {
    "report": Step(services.report_consequence, shapes.Done, "Report how it was carried out"),
    "confirm": Step(services.confirm_consequence, Empty, "Confirm it as a second person", True),
    "strike": Step(services.strike_consequence, shapes.Reasoned, "Do not confirm it", True),
    "refuse": Step(services.refuse_consequence, shapes.Found, "Do not accept the proof", True),
    "accept": Step(services.accept_consequence, shapes.Found, "Accept what was carried out", True),
}
NOUNS = (
    Noun(
        "leads", Subject("lead_id", selectors_leads.lead, None, shapes.LeadOut),
        selectors_leads.visible_to, ("created_at", "id"), filters.LeadFilter, LEADING,
    ),
    Noun(
        "breaches", Subject("record_id", selectors_records.record, None, shapes.RecordOut),
        selectors_records.visible_to, ("created_at", "id"), filters.RecordFilter, RECORDING,
    ),
    Noun(
        "objections",
        Subject("objection_id", selectors_objections.objection, None, shapes.ObjectionOut),
        selectors_objections.visible_to, ("created_at", "id"), filters.ObjectionFilter, OBJECTING,
    ),
    Noun(
        "repairs", Subject("repair_id", selectors_repair.repair, None, shapes.RepairOut),
        selectors_repair.visible_to, ("created_at", "id"), filters.RepairFilter, REPAIRING,
    ),
    Noun(
        "consequences",
        Subject(
            "consequence_id", selectors_consequences.consequence, None, shapes.ConsequenceOut
        ),
        selectors_consequences.visible_to, ("created_at", "id"), filters.ConsequenceFilter,
        FOLLOWING,
    ),
)  # fmt: skip


def list_view(noun: Noun) -> type[ListView]:
    """The list of a kind of case, within the scope of whoever asks."""

    def rows(self: ListView) -> QuerySet[Any]:
        """In my scope."""
        return noun.rows(self.request.user)

    view = type(
        f"{noun.address}_list", (ListView,),
        {"order": noun.order, "filterset_class": noun.narrowed_by, "get_queryset": rows,
         "serializer_class": noun.subject.shape},
    )  # fmt: skip
    described = extend_schema(
        operation_id=f"{noun.address}_list",
        summary=f"List {noun.address} that I may see, the newest first",
        responses=noun.subject.shape(many=True),
    )
    return extend_schema_view(get=described)(view)


def case_view(noun: Noun) -> type[CaseView]:
    """One case, with its version in the ETag."""
    members = {"subject": noun.subject, "serializer_class": noun.subject.shape}
    view = type(f"{noun.address}_case", (CaseView,), members)
    described = extend_schema(
        operation_id=f"{noun.address}_read", summary=f"Read one of the {noun.address}"
    )
    return extend_schema_view(get=described)(view)


def addresses(noun: Noun) -> list[URLPattern]:
    """All addresses of a kind of case."""
    case = f"{noun.address}/<uuid:pk>/"
    found = [
        path(f"{noun.address}/", list_view(noun).as_view(), name=noun.address),
        path(case, case_view(noun).as_view(), name=f"{noun.address}-case"),
    ]
    if noun.steps:
        acts = acts_view(noun.address, noun.subject, noun.steps)
        where = f"{case}transitions/<slug:name>/"
        found.append(path(where, acts.as_view(), name=f"{noun.address}-act"))
    return found
