"""What steps about breaches of trust do; each a service for `acts.run`, as in `deeds`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from commitments.models import Verification
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.directory import uscc
from credit_portal.directory.models import Organisation
from credit_portal.imports import services as imports
from credit_portal.imports.models import ImportBatch
from credit_portal.workflow import receipts
from integrity_files import letter_drafts, services
from integrity_files.codes_consequences import BASES, ConsequenceKind
from integrity_files.codes_reporting import Channel
from integrity_files.models import (
    Consequence,
    Lead,
    Letter,
    Objection,
    Record,
    Repair,
    ReportBatch,
    ReportLine,
    Tip,
)
from integrity_files.services import (
    disqualifications,
    letter_answers,
    letters,
    objection_decision,
    objection_filing,
    objection_office,
    objection_reading,
    report_batches,
    report_items,
)
from integrity_files.services.objection_steps import OBJECTOR

Id = UUID | str
MAIL = "shili@example.com"
FICTION = "（演示材料，内容均为虚构）"
LIST = (
    "iname,partyTypeName,caseCode,courtName,regDate,publishDate,duty,performance",
    "{},1,（{}）示例01执{}号,示例市中级人民法院,{},{},支付合同价款及利息,全部未履行",
)


def _paper(title: str, *lines: str) -> Any:
    # Imported late: drawing is needed by the loader only, not by the web process.
    from credit_portal.desk.demo import papers  # noqa: PLC0415

    return papers.make("pdf", title, [*lines, FICTION], [])


# -- leads -----------------------------------------------------------------------------------------
def lead_open(*, actor: User, body_id: Id, facts: Mapping[str, Any]) -> Lead:
    """By hand, or from a document with its file."""
    number = facts.get("paper_number")
    return services.open_lead(
        actor=actor, organisation_id=UUID(str(body_id)), facts=dict(facts),
        upload=_paper(facts["title_zh"], number) if number else None,
    )  # fmt: skip


def lead_of(*, actor: User, commitment_id: Id) -> Lead:
    """Take the lead that a promise found broken or void left."""
    found = Verification.objects.filter(commitment_id=commitment_id).values_list("pk", flat=True)
    keys = [str(key) for key in found]
    row = Lead.objects.filter(source_id__in=keys, state="new").latest("created_at")
    return services.take_lead(actor=actor, lead_id=row.pk)


def lead_list(*, actor: User, names: Sequence[str]) -> ImportBatch:
    """A list of a court with a row for each of these bodies, imported as leads."""
    from credit_portal.desk.demo import texts  # noqa: PLC0415 - read by the loader only

    known = {body.key: body.number for body in texts.bodies()}
    today = clock.today()
    rows = [LIST[0]]
    for number, key in enumerate(names):
        body = Organisation.objects.get(code=uscc.fictional(known[key]))
        dated, shown = today - dt.timedelta(40), today - dt.timedelta(9)
        rows.append(LIST[1].format(body.name_zh, dated.year, 210 + number, dated, shown))
    batch = imports.upload(
        actor=actor, handler="court_list", content="\n".join(rows).encode(),
        file_name="示例市中级人民法院失信被执行人名单.csv",
    )  # fmt: skip
    batch = imports.commit(actor=actor, batch=imports.preview(actor=actor, batch=batch))
    while imports.commit_chunk(actor=actor, batch=batch):
        pass
    return batch


# -- records ---------------------------------------------------------------------------------------
def record_report(*, actor: User, record_id: Id, text: str, done_on: dt.date) -> Record:
    """With evidence."""
    return services.report_rectification(
        actor=actor, record_id=UUID(str(record_id)), text=text, done_on=done_on,
        upload=_paper("整改材料", text, str(record_id)),
    )  # fmt: skip


def record_propose(*, actor: User, record_id: Id, weighed: Mapping[str, Any]) -> Record:
    """With the document on which it rests."""
    title, number = weighed["paper_title"], weighed["paper_number"]
    return services.propose_determination(
        actor=actor, record_id=UUID(str(record_id)), weighed=dict(weighed),
        upload=_paper(title, weighed["paper_organ"], number),
    )  # fmt: skip


# -- objections ------------------------------------------------------------------------------------
def _ref(record_id: Id) -> str:
    return Record.objects.values_list("ref", flat=True).get(pk=record_id)


def objection_file(*, actor: Actor, record_id: Id, ground: str, words: str, name: str) -> Objection:
    """A fictional firm objects with its licence; nobody keeps the receipt."""
    return objection_filing.file_objection(
        actor=OBJECTOR, receipt_digest=receipts.issue()[1], ref=_ref(record_id),
        objector="firm", ground=ground, words=words,
        party={"name": name, "email": MAIL, "mobile": "", "proof": "licence"},
        proof_file=_paper("营业执照", name),
    )  # fmt: skip


def objection_desk(*, actor: User, record_id: Id, ground: str, words: str) -> Objection:
    """The body objects by its desk, with a paper."""
    return objection_filing.object_by_desk(
        actor=actor, ref=_ref(record_id), ground=ground, words=words,
        upload=_paper("异议证明材料", words),
    )  # fmt: skip


def tip_file(*, actor: Actor, record_id: Id, words: str) -> Tip:
    """Anyone sends a tip."""
    return objection_filing.file_tip(
        actor=OBJECTOR, receipt_digest=receipts.issue()[1], ref=_ref(record_id), ground="other",
        words=words,
    )  # fmt: skip


# -- repair and consequences -----------------------------------------------------------------------
def repair_file(*, actor: User, record_id: Id, done: str, correction: str) -> Repair:
    """With evidence and the signed commitment."""
    return services.file_repair(
        actor=actor, record_id=UUID(str(record_id)), done=done, correction=correction,
        pledged=True, upload=_paper("履行义务证明", done),
    )  # fmt: skip


def consequence_order(
    *, actor: User, record_id: Id, kind: str, words: str, owner_id: Id, months: int | None = None
) -> Consequence:
    """Ordered on the text that its kind usually rests on."""
    return services.order_consequence(
        actor=actor, record_id=UUID(str(record_id)), kind=kind, what=words,
        basis=BASES[ConsequenceKind(kind)], owner_id=UUID(str(owner_id)), months=months,
    )  # fmt: skip


def consequence_report(
    *, actor: User, consequence_id: Id, text: str, done_on: dt.date
) -> Consequence:
    """Carried out, with proof."""
    return services.report_consequence(
        actor=actor, consequence_id=UUID(str(consequence_id)), text=text, done_on=done_on,
        upload=_paper("落实情况证明", text),
    )  # fmt: skip


# -- letters, batches, queries ---------------------------------------------------------------------
def letter_about(*, actor: User, record_id: Id, kind: str) -> Letter:
    """A letter about a record, as it is drafted from its page."""
    row = Record.objects.select_related("organisation", "lead").get(pk=record_id)
    given = letter_drafts.of_record(row, kind)
    texts = {name: value for name, value in given.items() if name != "kind"}
    return letters.draft_letter(actor=actor, kind=kind, texts=texts, record_id=row.pk)


def letter_answer(
    *, actor: User, letter_id: Id, received_on: dt.date, paper_date: dt.date, organ: str,
    number: str, gist: str,
) -> Letter:  # fmt: skip
    """An answer on paper with its scan."""
    return letter_answers.enter_answer(
        actor=actor, letter_id=UUID(str(letter_id)), received_on=received_on,
        paper_date=paper_date, organ=organ, number=number, gist=gist,
        upload=_paper("复函", organ, number, gist),
    )  # fmt: skip


def report_prepare(*, actor: User) -> ReportBatch:
    """What waits to be reported goes into a batch."""
    while report_items.gather_reports():
        pass
    return report_batches.prepare_batch(actor=actor, channel=Channel.BODIES)


def report_answer(*, actor: User, batch_id: Id, record_id: Id) -> ReportBatch:
    """The platform took all but one record."""
    line = ReportLine.objects.get(
        batch=UUID(str(batch_id)), item__record=UUID(str(record_id))
    )  # fmt: skip
    return report_batches.enter_answers(
        actor=actor, batch_id=line.batch_id,
        refused={line.position: ("E102", "主体名称与统一社会信用代码不一致")},
    )  # fmt: skip


def honours_ask(
    *, actor: User, aim: str, honour: str, document_number: str, keys: Sequence[str]
) -> Any:
    """Put a query on file about these bodies of the cast."""
    from credit_portal.desk.demo import texts  # noqa: PLC0415 - read by the loader only

    known = {body.key: body.number for body in texts.bodies()}
    return disqualifications.ask(
        actor=actor, aim=aim, honour=honour, document_number=document_number,
        bodies=[uscc.fictional(known[key]) for key in keys],
    )  # fmt: skip


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        lead_open, lead_of, lead_list, record_report, record_propose, objection_file,
        objection_desk, tip_file, repair_file, consequence_order, consequence_report,
        letter_about, letter_answer, report_prepare, report_answer, honours_ask,
    )
} | {
    "lead_take": services.take_lead,
    "lead_true": services.find_true,
    "lead_doubt": services.propose_untrue,
    "lead_untrue": services.confirm_untrue,
    "record_order": services.order_rectification,
    "record_accept": services.accept_rectification,
    "record_notice": services.serve_notice,
    "record_draft": services.draft_statement,
    "record_state": services.file_statement,
    "record_hear": services.consider_statement,
    "record_responsible": services.name_responsible,
    "record_decide": services.decide_determination,
    "record_drop": services.propose_drop,
    "record_dropped": services.confirm_drop,
    "record_hide": services.hide_record,
    "objection_accept": objection_office.accept,
    "objection_transfer": objection_office.transfer,
    "objection_verify": objection_office.verify,
    "objection_propose": objection_decision.propose,
    "objection_decide": objection_decision.decide,
    "objection_appeal": objection_filing.appeal_by_desk,
    "tip_answer": objection_reading.answer_tip,
    "repair_ask": services.ask_missing,
    "repair_accept": services.accept_repair,
    "repair_refuse": services.refuse_acceptance,
    "repair_propose": services.propose_repair,
    "repair_decide": services.decide_repair,
    "consequence_confirm": services.confirm_consequence,
    "consequence_accept": services.accept_consequence,
    "letter_issue": letters.issue_letter,
    "report_release": report_batches.release_batch,
    "honours_answer": disqualifications.answer,
}  # fmt: skip
"""Every deed by its name in the plan; services whose arguments are plain stand for themselves."""
