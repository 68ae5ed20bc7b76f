"""The components: what they show, in both languages, and what they never let through."""

from datetime import date, datetime
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from credit_portal.common import clock
from credit_portal.common.templatetags import _dates, _documents, ui
from tests.portal.support import EXPLAINED, STANDING


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 9, 25))


def render(source: str, language: str = "zh-hans", **values: Any) -> str:
    """A template text with the components loaded."""
    with override(language):
        return Template("{% load ui %}" + source).render(Context(values))


@pytest.mark.parametrize("code", ui.OUTCOMES)
def test_each_outcome_has_two_to_four_characters(code: str) -> None:
    with override("zh-hans"):
        assert 2 <= len(ui.outcome_name(code)) <= 4
    assert f'class="seal {code}' in render("{% seal code %}", code=code)


def test_the_large_seal_is_read_once() -> None:
    text = render('{% seal "kept_late" "big" %}')
    assert '<span class="vh">逾期履行</span>' in text
    assert text.count('aria-hidden="true"') == 2


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (date(2026, 11, 25), "2026年11月25日 周三", "25 Nov 2026, Wed"),
        ("2026-11-25", "2026年11月25日 周三", "25 Nov 2026, Wed"),
        (
            datetime(2026, 11, 24, 23, 0, tzinfo=clock.TZ),
            "2026年11月24日 周二",
            "24 Nov 2026, Tue",
        ),
        (None, "", ""),
        ("nonsense", "", ""),
    ],
)
def test_dates_are_written_as_the_house_writes_them(value: Any, zh: str, en: str) -> None:
    assert render("{{ v|cn_date }}", v=value) == zh
    assert render("{{ v|cn_date }}", "en", v=value) == en


def test_moments_show_beijing_time() -> None:
    assert (
        render("{{ v|cn_datetime }}", v="2026-11-24T16:30:00+00:00") == "2026年11月25日 周三 00:30"
    )
    assert render("{{ v|cn_datetime }}", v="2026-11-24") == "2026年11月24日 周二"
    assert (
        render("{{ v|cn_short }} {{ w|cn_short }}", v="2026-11-24", w="2025-01-02")
        == "11月24日 2025年1月2日"
    )


def test_an_explained_date_shows_every_day_and_the_same_as_a_table() -> None:
    text = render("{% explained_date e %}", e=EXPLAINED)
    for part in (
        "自2026年9月24日的次日起算。",
        "中秋节",
        "第1天",
        "届满",
        "<caption>",
        "不计入（中秋节）",
    ):
        assert part in text
    assert text.count("<li ") == 5 and "中间 2 天" in text and text.count('<th scope="row">') == 4
    assert "Holiday" in render("{% explained_date e %}", "en", e=EXPLAINED)


def test_a_long_period_shows_both_ends() -> None:
    text = render(
        "{% explained_date e %}", e={**EXPLAINED, "days": [], "unit": "month", "count": 3}
    )
    assert "3 个月" in text and 'class="gap"' in text


def test_a_provisional_date_says_so_and_nothing_shows_nothing() -> None:
    assert "暂定" in render("{% explained_date e %}", e={**EXPLAINED, "provisional": True})
    assert render("{% explained_date e %}", e=None).strip() == ""


@pytest.mark.parametrize(
    ("due_on", "state", "left"),
    [
        (date(2026, 9, 29), "soon", 2),
        (date(2026, 9, 25), "today", 0),
        (date(2026, 9, 20), "over", 5),
    ],
)
def test_the_clock_counts_in_the_unit_of_the_deadline(due_on: date, state: str, left: int) -> None:
    found = _dates.read_clock(due_on, date(2026, 9, 24), EXPLAINED)
    assert (found.state, found.left if state != "today" else 0) == (state, left)


def test_the_clock_card_takes_rows_and_dicts_and_shows_what_is_done() -> None:
    deadline = {
        "due_on": "2026-10-30",
        "start_on": "2026-09-01",
        "explanation": None,
        "provisional": False,
    }
    assert "35" in render("{% clock_card d %}", d=deadline)
    assert "已于" in render("{% clock_card d %}", d={**deadline, "satisfied_at": date(2026, 9, 20)})
    stopped = render("{% clock_card d %}", d={**deadline, "suspended_on": date(2026, 9, 20)})
    assert "2026年9月20日" in stopped and "<b" not in stopped and "10月30日" not in stopped
    assert render("{% clock_card d %}", d=None).strip() == ""


def test_rate_bars_add_up_and_small_samples_stand_apart() -> None:
    rows = [{"label": "甲", "kept": 3, "broken": 1}, {"label": "乙", "kept": 1, "few": True}]
    text = render("{% rate_bars rows %}", rows=rows)
    assert "75.0%（4）" in text and "乙（1）" in text.replace("\n", "")
    assert sum(float(part["width"]) for part in ui.bar_segments(rows[0])) == pytest.approx(100)


def test_facts_leave_out_what_is_empty_and_escape_the_rest() -> None:
    text = render(
        "{% facts pairs %}",
        pairs=[("甲", ""), ("乙", "<b>"), ("丙", ["一", "二"]), ("丁", "戊", "/x/")],
    )
    assert "甲" not in text and "&lt;b&gt;" in text and "<p>二</p>" in text and 'href="/x/"' in text


class Sample(forms.Form):
    """Something to fill in."""

    title = forms.CharField(label="标题", help_text="简短")
    note = forms.CharField(label="备注", required=False)
    sure = forms.BooleanField(label="确认")


def test_a_field_links_label_help_and_error() -> None:
    form = Sample({"note": "x"})
    text = render(
        "{% error_summary f %}{% field f.title %}{% field f.note %}{% field f.sure %}", f=form
    )
    assert 'href="#id_title"' in text and 'role="alert"' in text
    assert (
        'for="id_title"' in text
        and 'id="id_title_error"' in text
        and 'id="id_title_helptext"' in text
    )
    assert 'aria-invalid="true"' in text and "选填" in text


def test_no_error_no_summary() -> None:
    assert render("{% error_summary f %}", f=Sample()).strip() == ""


def test_acts_are_posts_with_their_key_and_one_submission_key() -> None:
    acts = [
        {
            "name": "approve",
            "label": "批准",
            "hint": "立即公开",
            "key": "A",
            "url": "/x/",
            "tone": "main",
            "fields": None,
        },
        {
            "name": "return",
            "label": "退回",
            "key": "",
            "url": "/y/",
            "tone": "",
            "fields": Sample(),
            "version": 3,
        },
        {"name": "open", "label": "打开", "url": "/z/", "method": "get"},
    ]
    text = render("{% acts_panel acts %}", acts=acts, csrf_token="t" * 32)
    assert text.count('method="post"') == 2 and text.count('name="idempotency_key"') == 2
    assert 'data-key="A"' in text and 'name="version" value="3"' in text and 'href="/z/"' in text


def test_the_pager_serves_keyset_and_numbered_pages() -> None:
    request = RequestFactory().get("/?a=1")
    page = Paginator(range(50), 10).page(2)
    text = render("{% pager p %}", p=page, request=request)
    assert "a=1&amp;page=3" in text and "第 2 页，共 5 页" in text
    assert 'href="?cursor=x"' in render(
        "{% pager p %}", p={"next_url": "?cursor=x", "previous_url": ""}
    )


def test_codes_are_grouped_without_changing_them() -> None:
    text = render("{{ c|code_groups }}", c="11210100MB0000000X")
    assert text.count("<span>") == 5
    assert "".join(text.split("<span>")[1:]).replace("</span>", "") == "11210100MB0000000X"


def test_the_other_language_keeps_the_page() -> None:
    request = RequestFactory().get("/records/?q=a")
    source = "{% other_language as o %}{{ o.url|safe }}"
    assert render(source, request=request) == "/en/records/?q=a"
    assert render(source) == ""


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        ("2026-09-01", "2026-09-30", "2026年9月", "Sep 2026"),
        ("2026-07-01", "2026-09-30", "2026年第三季度", "Q3 2026"),
        ("2026-07-01", "2026-12-31", "2026年下半年", "H2 2026"),
        ("2026-01-01", "2026-12-31", "2026年", "2026"),
        ("2026-02-01", "2026-04-30", "2026年2月1日 – 2026年4月30日", "1 Feb 2026 – 30 Apr 2026"),
    ],
)
def test_whole_periods_bear_their_names(first: str, last: str, zh: str, en: str) -> None:
    period = {"starts_on": first, "ends_on": last}
    with override("zh-hans"):
        assert _documents.period_name(period) == zh
    with override("en"):
        assert _documents.period_name(period) == en


def test_a_document_of_an_unknown_kind_still_shows() -> None:
    text = render("{% public_document d %}", d={"kind": "later", "text_zh": "正文", "timeline": []})
    assert "正文" in text


def test_the_standard_is_told_in_a_sentence() -> None:
    with override("zh-hans"):
        assert _documents.standard(STANDING["standing"]) == "按期办结率不低于 95%。"


def test_a_choice_without_a_value_says_what_to_do() -> None:
    class Form(forms.Form):
        post = forms.ChoiceField(choices=[("", "---------"), ("a", "甲")])

    text = render("{% field f.post %}", f=Form())
    assert '<option value="" selected>请选择</option>' in text
    assert "---------" not in text
