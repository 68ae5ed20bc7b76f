"""The days of a holiday notice, read as its text writes them."""

from datetime import date

import pytest

from credit_portal.common.errors import Invalid
from credit_portal.workdays import notice_text
from credit_portal.workdays.calendar_file import SpecialDay

#: State Council notice for 2026, its seven items as published.
OF_2026 = """各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
"""


def dates(days: list[SpecialDay], kind: str) -> list[date]:
    return [day.date for day in days if day.kind == kind]


def test_it_reads_a_notice_as_published() -> None:
    found = notice_text.read(OF_2026, 2026)
    assert len(dates(found.days, "holiday")) == 33
    assert [f"{day:%m-%d}" for day in dates(found.days, "makeup")] == [
        "01-04", "02-14", "02-28", "05-09", "09-20", "10-10",
    ]  # fmt: skip
    assert len(found.passed_over) == 2
    assert found.days[0] == SpecialDay(date(2026, 1, 1), "holiday", "元旦", "New Year's Day")


def test_what_it_writes_it_reads() -> None:
    days = notice_text.read(OF_2026, 2026).days
    assert notice_text.read(notice_text.write(days, 2026), 2026).days == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("元旦：1月1日放假", ["2027-01-01"]),
        ("元旦: 12月31日至1月2日放假，共3天", ["2026-12-31", "2027-01-01", "2027-01-02"]),
        ("元旦：2026年12月31日、1月1日放假", ["2026-12-31", "2027-01-01"]),
        ("元旦：2027-01-01至2027-01-02放假", ["2027-01-01", "2027-01-02"]),
        ("国庆节：9月30日至10月2日放假", ["2027-09-30", "2027-10-01", "2027-10-02"]),
        ("抗战胜利纪念日/Victory Day：9月3日（星期五）放假", ["2027-09-03"]),
    ],
)
def test_it_reads(text: str, days: list[str]) -> None:
    found = notice_text.read(text, 2027).days
    assert [day.date.isoformat() for day in found] == days


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("元旦：1月1日（周四）放假", "周五"),  # the first of January 2027 is a Friday
        ("元旦：1月1日至3日放假，共4天", "4"),
        ("元旦：1月3日至1日放假", "2027-01-03"),
        ("元旦：2月30日放假", "2月30日"),
        ("元旦：13月1日放假", "13月1日"),
        ("元旦：3日放假", "3日"),
        ("1月1日放假", "1"),
        ("元旦：放假", "1"),
        ("元旦：1月1日放假\n假日：1月1日放假", "2027-01-01"),
        ("没有日期的文字", ""),
        ("", ""),
    ],
)
def test_it_refuses_what_is_not_clear(text: str, part: str) -> None:
    with pytest.raises(Invalid) as caught:
        notice_text.read(text, 2027)
    assert caught.value.field == "days" and part in str(caught.value.message)


def test_it_finds_days_that_cannot_be() -> None:
    days = notice_text.read("元旦：1月1日放假。1月4日上班。2025年12月31日放假。", 2027).days
    assert len(notice_text.problems(days, 2027)) == 2
