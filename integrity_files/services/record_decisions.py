"""The determination: proposed on a document with legal force, decided by a second person."""

from __future__ import annotations

import unicodedata
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid
from integrity_files import catalogue, display
from integrity_files import policies as base
from integrity_files import policies_records as policies
from integrity_files.codes import Visibility
from integrity_files.codes_records import DETERMINED_STATES, FileUse, Leniency
from integrity_files.models import (
    CatalogueItem,
    DisplayRuleSet,
    Record,
    RecordLeniency,
    SubjectKind,
)
from integrity_files.selectors_responsible import is_named
from integrity_files.services import record_publication as publication
from integrity_files.services import record_responsible as responsible
from integrity_files.services import record_steps as steps
from integrity_files.services.entries import record_entry
from integrity_files.services.record_files import attach

PAPER = ("paper", "paper_title", "paper_number", "paper_organ")
OVERRIDE = ("override_longest", "override_shortest", "override_needed", "override_zh")
PERIOD = ("first_day", "shortest_until", "last_day", "repair_from")
WEIGHED = (
    "item", "rule_set", "severity", "weighing_zh", *PAPER, "paper_key", "paper_date", "paper_file",
    *OVERRIDE, *PERIOD,
)  # fmt: skip
CATEGORY = "O2"


def key_of(organ: str, number: str) -> str:
    """A document's organ and number as they are compared: no blanks, one form of brackets."""
    text = unicodedata.normalize("NFKC", f"{organ}|{number}").casefold()
    return "".join(char for char in text if not char.isspace())[:100]


@transaction.atomic
def propose_determination(
    *, actor: User, record_id: UUID, weighed: dict[str, Any], upload: Any = None,
    leniencies: dict[str, str] | None = None, expected_version: int | None = None,
) -> Record:  # fmt: skip
    """Propose the determination on a legally effective document (no. 49 of 2020).

    `weighed`: item (code), severity, weighing_zh, paper (S1–S8), paper_title, paper_number,
    paper_organ, paper_date, and where another law sets a period override_longest,
    override_shortest (months), override_needed, with override_zh, its citation. `leniencies`
    gives the evidence by reason. Raises Invalid naming the field ("date_future", "paper_unfit",
    "document_twice", "file_missing", "file_twice", "override_uncited" …), Conflict.
    """
    row = steps.locked(actor, record_id, policies.HANDLE, expected_version)
    actor = steps.capacity(actor, policies.HANDLE, row)
    weigh(row, weighed)
    if upload:
        row.paper_file = attach(row, upload, FileUse.BASIS, actor)
    if row.paper_file_id is None:
        raise Invalid(
            "file_missing", _("Attach the document on which the record rests."), field="file"
        )
    row.proposer, row.proposed_on, row.back_zh = actor, clock.today(), ""
    steps.move(row, "propose", actor, *WEIGHED, "proposer", "proposed_on", "back_zh")
    _lenient(row, leniencies or {})
    steps.note(row, "proposed", actor, severity=row.severity, item=_code(row))
    told = steps.office(row, policies.DECIDE)
    steps.tell("record_proposed", row, told, "proposed")
    return row


def _code(row: Record) -> str:
    return row.item.code if row.item is not None else ""


def weigh(row: Record, weighed: dict[str, Any]) -> None:
    """Set what is determined on the row, checked, with its display; saves nothing."""
    row.item = catalogue.require_item(str(weighed.get("item") or ""))
    row.weighing_zh = steps.words(weighed.get("weighing_zh"), "weighing_zh", 3000)
    _override(row, weighed)
    reweigh(row, weighed)


def reweigh(row: Record, weighed: dict[str, Any]) -> None:
    """Set severity, document and display under the version of the item that the row keeps."""
    item = row.item
    assert item is not None  # noqa: S101 - set by `weigh`, kept by a constraint
    row.severity = _severity(item, str(weighed.get("severity") or ""))
    _document(row, item, weighed)
    row.rule_set = catalogue.set_for(item, row.paper_date)  # type: ignore[arg-type]
    set_period(row, item, row.rule_set)


def _severity(item: CatalogueItem, severity: str) -> str:
    if item.subject_kind != SubjectKind.ORGANISATION:
        raise Invalid("item_unfit", _("This item is about persons, not bodies."), field="item")
    if severity not in item.severities:
        raise Invalid(
            "severity_unfit", _("The item of the directory has no such severity."),
            field="severity",
        )  # fmt: skip
    return severity


def _document(row: Record, item: CatalogueItem, weighed: dict[str, Any]) -> None:
    for name in PAPER:
        setattr(row, name, str(weighed.get(name) or "").strip())
    if row.paper not in item.sources:
        raise Invalid(
            "paper_unfit",
            _("The item of the directory does not rest on documents of this kind."),
            field="paper",
        )
    for name in PAPER[1:]:
        if not getattr(row, name):
            raise Invalid(
                "paper_missing",
                _("A document has a title, a number, an organ that issued it, and a date."),
                field=name,
            )
    row.paper_date = steps.past(weighed.get("paper_date"), "paper_date")
    row.paper_key = key_of(row.paper_organ, row.paper_number)
    twin = Record.objects.filter(organisation=row.organisation, paper_key=row.paper_key)
    if twin.filter(state__in=DETERMINED_STATES).exclude(pk=row.pk).exists():
        raise Invalid(
            "document_twice",
            _("Another record about this body rests on this very document already."),
            field="paper_number",
        )


def _override(row: Record, weighed: dict[str, Any]) -> None:
    """Another law may set its own period, or need a minor one to be displayed; it is cited."""
    row.override_longest = weighed.get("override_longest") or None
    row.override_shortest = weighed.get("override_shortest")
    row.override_needed = bool(weighed.get("override_needed"))
    row.override_zh = str(weighed.get("override_zh") or "").strip()
    given = row.override_longest or row.override_shortest is not None or row.override_needed
    if given and len(row.override_zh) < 2:
        raise Invalid(
            "override_uncited", _("Cite the law that sets another period."), field="override_zh"
        )


def set_period(row: Record, item: CatalogueItem, rules: DisplayRuleSet) -> None:
    """Compute the display of the record; what the directory does not show to the public has no
    days of display. Raises Invalid ("override_short")."""
    override = display.Override(row.override_longest, row.override_shortest, row.override_needed)
    assert row.paper_date is not None  # noqa: S101 - set by `_document`
    try:
        found = catalogue.period_of(rules, row.severity, row.paper_date, override)
    except ValueError as error:
        raise Invalid(
            "override_short",
            _("The longest display is not shorter than the shortest."),
            field="override_longest",
        ) from error
    shown = item.visibility == Visibility.PUBLIC
    row.first_day = found.first_day if shown else None
    row.last_day = found.last_day if shown else None
    row.shortest_until, row.repair_from = found.shortest_until, found.repair_from


def _lenient(row: Record, leniencies: dict[str, str]) -> None:
    RecordLeniency.objects.filter(record=row).delete()
    for reason, evidence in leniencies.items():
        if reason not in Leniency.values or not evidence.strip():
            continue
        RecordLeniency.objects.create(
            record=row, reason=reason,
            evidence_zh=steps.words(evidence, f"evidence_{reason}", 2000),
        )  # fmt: skip


@transaction.atomic
def return_proposal(
    *, actor: User, record_id: UUID, reason: str, expected_version: int | None = None
) -> Record:
    """Send a proposal back; the reason stands on its page until the next one."""
    row = steps.locked(actor, record_id, policies.DECIDE, expected_version)
    actor = steps.capacity(actor, policies.DECIDE, row)
    row.back_zh = steps.words(reason, "reason", 2000)
    steps.move(row, "send_back", actor, "back_zh")
    steps.note(row, "sent_back", actor)
    if row.proposer is not None:
        steps.tell("record_sent_back", row, [row.proposer], "sent_back")
    return row


def _require_apart(actor: User, row: Record) -> None:
    """Whoever proposed it is another, does not work for the body by now, and was not named as
    responsible meanwhile."""
    base.require_second(actor, row.proposer, row.proposed_on or clock.today())
    if row.proposer is not None:
        base.require_outside(row.proposer, row.organisation)
    if is_named(row.proposer, row):
        raise Conflict(
            "proposer_named",
            _("Whoever proposed this is named as responsible himself. Send it back, so that"
              " somebody else proposes it."),
        )  # fmt: skip


@transaction.atomic
def decide_determination(
    *, actor: User, record_id: UUID, expected_version: int | None = None
) -> Record:
    """Decide it: entered into the files, the body told, shown where the directory says so.

    Raises NotAllowed ("four_eyes", "own_body"), ReauthenticationNeeded, Conflict
    ("proposer_moved" …).
    """
    row = steps.locked(actor, record_id, policies.DECIDE, expected_version)
    _require_apart(actor, row)
    actor = steps.capacity(actor, policies.DECIDE, row)
    row.decider, row.decided_on = actor, clock.today()
    steps.move(row, "decide", actor, "decider", "decided_on")
    steps.note(row, "decided", actor, severity=row.severity, item=_code(row))
    enter(row, actor)
    responsible.enter(row, actor)
    if publication.is_due(row):
        publication.show(row, proposer=row.proposer, approver=actor)
    repair_on = row.repair_from.isoformat() if row.repair_from else ""
    steps.tell("record_decided", row, steps.body(row), "decided", repair_on=repair_on)
    return row


def enter(row: Record, actor: Any, *, version: int = 1, corrects: Any = None) -> None:
    """The entry in the integrity file of the body: codes and days only."""
    days = {name: getattr(row, name).isoformat() for name in PERIOD if getattr(row, name)}
    record_entry(
        subject=row.organisation, category=CATEGORY, source=row, actor=actor,
        data={
            "state": row.state, "item": _code(row), "category": row.lead.category,
            "domain": row.domain, "severity": row.severity, "rule_set": row.rule_set_id,
            "document": row.paper, "determined_on": str(row.paper_date), **days,
        },
        occurred_on=row.paper_date or clock.today(), source_version=version, corrects=corrects,
    )  # fmt: skip


@transaction.atomic
def propose_drop(
    *, actor: User, record_id: UUID, reason: str, expected_version: int | None = None
) -> Record:
    """After the statement: it is not pursued, with the reasons; a second person confirms."""
    row = steps.locked(actor, record_id, policies.HANDLE, expected_version)
    actor = steps.capacity(actor, policies.HANDLE, row)
    row.drop_zh = steps.words(reason, "reason", 3000)
    row.proposer, row.proposed_on, row.back_zh = actor, clock.today(), ""
    steps.move(row, "propose_drop", actor, "drop_zh", "proposer", "proposed_on", "back_zh")
    steps.note(row, "drop_proposed", actor)
    told = steps.office(row, policies.DECIDE)
    steps.tell("record_proposed", row, told, "dropping")
    return row


@transaction.atomic
def confirm_drop(*, actor: User, record_id: UUID, expected_version: int | None = None) -> Record:
    """End it without a record. Raises NotAllowed ("four_eyes", "own_body"), Conflict
    ("proposer_moved" …)."""
    row = steps.locked(actor, record_id, policies.DECIDE, expected_version)
    _require_apart(actor, row)
    actor = steps.capacity(actor, policies.DECIDE, row)
    row.decider, row.decided_on, row.ended_on = actor, clock.today(), clock.today()
    steps.move(row, "drop", actor, "decider", "decided_on", "ended_on")
    steps.end_clocks(row)
    steps.note(row, "dropped", actor)
    steps.tell("record_closed", row, steps.body(row), "dropped")
    return row
