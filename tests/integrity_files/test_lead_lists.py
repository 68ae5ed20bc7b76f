"""Court lists and lists of penalties as leads: persons are never kept, a row is one lead."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory import uscc
from credit_portal.imports import services
from credit_portal.imports.models import ImportBatch, ImportRow
from integrity_files.importing import rows
from integrity_files.models import Lead
from integrity_files.services import take_lead
from tests.integrity_files import lead_scenes

HEADERS = ("iname", "cardNum", "partyTypeName", "caseCode", "gistId", "courtName",
           "businessEntity",
           "regDate", "publishDate", "duty", "performance")  # fmt: skip
PERSON = ("张某某", "2101****0011", "0", "（2025）示例01执9号", "", "示例法院", "", "2025-11-20",
          "", "还款", "全部未履行")  # fmt: skip
FIRM = ("示例贸易公司", uscc.fictional(77, kind="91"), "1", "（2025）示例01执8号", "", "某院",
        "王某某", "2025-11-20", "", "", "")  # fmt: skip


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def body_row(name: str, case: str = "（2025）示例01执123号", party: str = "1", **more: str) -> Any:
    """A row of the court list about a body."""
    cells = dict(zip(HEADERS, (name, "1121********", party, case, "（2025）示例01民终1号",
                               "示例市中级人民法院", "李某某", "2025年11月20日", "2026/1/20",
                               "支付工程款", "全部未履行"), strict=True))  # fmt: skip
    return tuple((cells | more).values())


def csv(*lines: Any, headers: Any = HEADERS) -> bytes:
    """A file."""
    return "\n".join(",".join(line) for line in (headers, *lines)).encode()


def uploaded(actor: Any, content: bytes, handler: str = "court_list") -> ImportBatch:
    """A file, previewed."""
    batch = services.upload(actor=actor, handler=handler, content=content, file_name="名单.csv")
    return services.preview(actor=actor, batch=batch)


def imported(actor: Any, content: bytes, handler: str = "court_list") -> ImportBatch:
    """A file, imported."""
    batch = services.commit(actor=actor, batch=uploaded(actor, content, handler))
    while services.commit_chunk(actor=actor, batch=batch):
        pass
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize(
    ("text", "court", "penalty"),
    [("1", True, False), ("０", False, False), ("0", False, False), ("", False, False),
     ("02", False, True), ("01", False, False), ("04", False, False), ("自然人", False, False),
     ("个体工商户", False, False), ("法人及非法人组织", True, True), ("?", False, False)],
)  # fmt: skip
def test_in_doubt_a_row_is_about_a_person(text: str, court: bool, penalty: bool) -> None:
    assert rows.is_organisation(text, rows.COURT_PARTIES) is court
    assert rows.is_organisation(text, rows.PENALTY_PARTIES) is penalty


@pytest.mark.django_db
def test_persons_and_firms_are_never_kept(credit_officer: Any, bureau: Any) -> None:
    batch = uploaded(credit_officer, csv(PERSON, body_row(bureau.name_zh), FIRM))
    kept = ImportRow.objects.get(batch=batch)
    assert (batch.options["withheld"], batch.rows_total) == (2, 1)
    everything = str([kept.raw, kept.cleaned, batch.columns])
    for word in ("张某某", "李某某", "王某某", "2101****0011"):
        assert word not in everything
    with pytest.raises(Invalid) as error:
        uploaded(credit_officer, csv(PERSON))
    assert error.value.code == "import_all_withheld"
    with pytest.raises(Invalid) as error:
        uploaded(credit_officer, csv(("甲", "乙"), headers=("iname", "caseCode")))
    assert error.value.code == "party_column_missing"


@pytest.mark.django_db
def test_a_row_is_one_lead_with_its_paper(credit_officer: Any, bureau: Any) -> None:
    row = body_row(bureau.name_zh)
    imported(credit_officer, csv(row, row))
    lead = Lead.objects.get()
    assert (lead.origin, lead.category, lead.state) == ("document", "B10", "new")
    assert (lead.paper, lead.paper_number) == ("S1", "（2025）示例01执123号")
    assert (str(lead.paper_date), str(lead.happened_on)) == ("2025-11-20", "2026-01-20")
    assert "全部未履行" in lead.facts_zh
    again = uploaded(credit_officer, csv(row))
    assert (again.rows_duplicate, again.rows_to_do) == (1, 0)
    by_hand = lead_scenes.opened(credit_officer, bureau)
    same = body_row(bureau.name_zh, by_hand.paper_number)
    assert uploaded(credit_officer, csv(same)).rows_duplicate == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "code"),
    [({"iname": "没有这个局"}, "body_unknown"), ({"iname": "示例市信用办"}, "body_not_yours"),
     ({"regDate": "去年"}, "date_unreadable"), ({"regDate": "2027-01-01"}, "date_future"),
     ({"caseCode": "", "gistId": ""}, "case_missing")],
)  # fmt: skip
def test_a_bad_row_says_what_to_do(
    credit_officer: Any, bureau: Any, more: dict[str, str], code: str
) -> None:
    batch = uploaded(credit_officer, csv(body_row(bureau.name_zh, **more)))
    (row,) = batch.rows.all()
    assert [problem["code"] for problem in row.errors] == [code]


@pytest.mark.django_db
def test_penalties_are_leads_too(credit_officer: Any, bureau: Any) -> None:
    headers = ("CF_XDR_MC", "CF_XDR_LB", "CF_FRDB", "CF_WSH", "CF_CFJG", "CF_JDRQ", "CF_SY",
               "CF_NR_FK")  # fmt: skip
    row = (bureau.name_zh, "02", "李某某", "示例罚〔2025〕12号", "示例市应急管理局", "20251120",
           "未按规定公开", "3.5")  # fmt: skip
    imported(credit_officer, csv(row, headers=headers), "penalty_list")
    lead = Lead.objects.get()
    assert (lead.paper, lead.paper_number, lead.source_type) == (
        "S2", "示例罚〔2025〕12号", "list.penalty",
    )  # fmt: skip
    assert "李某某" not in lead.facts_zh


@pytest.mark.django_db
def test_taken_back_until_somebody_verifies(credit_officer: Any, bureau: Any) -> None:
    row = csv(body_row(bureau.name_zh))
    batch = imported(credit_officer, row)
    services.undo(actor=credit_officer, batch=batch)
    assert Lead.objects.get().state == "superseded"
    batch = imported(credit_officer, row)
    lead = Lead.objects.get(state="new")
    lead_scenes.act(take_lead, credit_officer, lead)
    with pytest.raises(Conflict) as error:
        services.undo(actor=credit_officer, batch=batch)
    assert error.value.code == "lead_taken"
