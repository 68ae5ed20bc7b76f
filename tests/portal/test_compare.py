"""Versions side by side: what differs is marked word by word, and nothing is passed over."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from credit_portal.directory import uscc
from credit_portal.directory.models import Organisation
from credit_portal.portal import differences
from credit_portal.publishing.models import Displayed
from tests.portal.support import commitment
from tests.publishing.support import publish, source


def marked(pieces: list[differences.Piece]) -> str:
    """The text with what differs in brackets."""
    return "".join(f"[{one.text}]" if one.differs else one.text for one in pieces)


@pytest.mark.parametrize(
    ("old", "new", "left", "right"),
    [
        ("新增车位一百个。", "新增车位八十个。", "新增车位[一百]个。", "新增车位[八十]个。"),
        ("Paid by 5 May.", "Paid by 12 June.", "Paid by [5] [May].", "Paid by [12] [June]."),
        ("甲。乙。", "甲。丙丙。乙。", "甲。乙。", "甲。[丙丙。]乙。"),
        ("", "新增", "", "[新增]"),
        ("进行中", "逾期履行", "[进行中]", "[逾期履行]"),
        ("一样", "一样", "一样", "一样"),
    ],
)  # fmt: skip
def test_words_that_differ_are_marked(old: str, new: str, left: str, right: str) -> None:
    before, after = differences.words(old, new)
    assert (marked(before), marked(after)) == (left, right)


def test_long_texts_cost_little_and_stay_whole() -> None:
    old, new = "的" * 20_000, "了的" * 10_000
    before, after = differences.words(old, new)
    assert "".join(one.text for one in before) == old
    assert "".join(one.text for one in after) == new


@pytest.mark.django_db
def test_two_versions_stand_side_by_side(
    bureau: Any, officer: Any, approver: Any, credit_reviewer: Any
) -> None:
    one = source()

    def put(text: str, **more: Any) -> Displayed:
        document = commitment(bureau, text, evidence_required_zh="", is_demo=len(text) > 5)
        given = {"kind": "commitment", "source": one, "document": document, **more}
        return Displayed.objects.get(rec=publish(bureau, officer, approver, **given).rec)

    ref = put("新增车位一百个").ref
    address = f"/records/{ref}/compare/"
    assert "只有一个版本" in Client().get(address).content.decode()
    put("车位八十个")
    put("车位九十个", act="correct", erase_previous=True)
    page = Client().get(address).content.decode()
    assert "文本已不再公开" in page and "八十" not in page  # a corrected text is erased
    put("新增车位六十个")
    body = Client().get(address).content.decode()
    for text in ("删除：", "九", "六", "is_demo"):
        assert text in body, text
    assert body.count("<ins>") >= 2 and body.count("<del>") >= 1
    reports = [{"filed_on": None, "text_zh": "", "text_en": "x"}]
    told = commitment(bureau, "新增车位六十个", evidence_required_zh="", reports=reports)
    publish(bureau, officer, approver, kind="commitment", source=one, document=told)
    page = Client().get(f"{address}?old=4&new=5").content.decode()
    assert "没有差别" not in page and "<code>reports.text_en</code>" in page
    same = Client().get(f"{address}?old=4&new=4")
    assert "没有差别" in same.content.decode()
    english = Client().get(f"/en{address}?old=4&new=3").content.decode()
    assert "Version 3 of" in english
    shown = Client().get(f"/records/{ref}/?version=2").content.decode()
    assert "文本已不再公开" in shown and f'href="{address}"' in shown
    assert Client().get("/records/SY-C2020-0000001A/compare/").status_code == 404


@pytest.mark.django_db
def test_a_record_says_how_to_cite_preview_and_print_it(
    bureau: Any, officer: Any, approver: Any
) -> None:
    document = commitment(bureau, outcome="kept")
    decision = publish(bureau, officer, approver, kind="commitment", document=document)
    row = Displayed.objects.get(rec=decision.rec)
    body = Client().get(f"/records/{row.ref}/").content.decode()
    assert f"{bureau.name_zh}. {row.title_zh}: {row.ref}[EB/OL]. (" in body
    assert f'<meta property="og:title" content="{row.title_zh}">' in body
    assert f"/records/{row.ref}/?version=1" in body
    assert f"SHA-256 {decision.doc_sha}" in body
    assert f"/objections/tip/?record={row.ref}" in body


@pytest.mark.django_db
def test_home_leads_straight_to_a_reference_or_code(
    bureau: Any, officer: Any, approver: Any
) -> None:
    document = commitment(bureau)
    decision = publish(bureau, officer, approver, kind="commitment", document=document)
    ref = Displayed.objects.get(rec=decision.rec).ref
    code = uscc.fictional(7)
    Organisation.objects.filter(pk=bureau.pk).update(code=code, code_is_fictional=True)
    ways = {ref.lower(): f"/records/{ref}/", code.lower(): f"/organisations/{bureau.slug}/"}
    for typed, address in ways.items():
        answer = Client().get("/search/", {"q": f" {typed} ", "go": "1"})
        assert (answer.status_code, answer["Location"]) == (302, address)
        assert Client().get("/search/", {"q": typed}).status_code == 200
    assert Client().get("/search/", {"q": "停车", "go": "1"}).status_code == 200
