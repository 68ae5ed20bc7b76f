"""What would tell who wrote a text is found, and words stand in its place."""

import itertools
from typing import Any

import pytest

from complaints import redaction
from complaints.redaction import IN_PLACE, Kind, find, redact


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13912345678。", "电话【手机号】。"),
        ("打139-1234-5678或+86 139 1234 5678", "打【手机号】或【手机号】"),
        ("１３９１２３４５６７８", "【手机号】"),
        ("一三九一二三四五六七八", "【手机号】"),
        ("13800138000、13800138001", "【手机号】、【手机号】"),
        ("座机024-22721234", "座机【电话】"),
        ("电话：22721234", "电话：【电话】"),
        ("身份证210102199003071234", "身份证【身份证号】"),
        ("证号 210102 19900307 123x", "证号 【身份证号】"),
        ("旧证210102900307123", "旧证【身份证号】"),
        ("卡号6222020200112230", "卡号【银行账号】"),
        ("4111 1111 1111 1111", "【银行账号】"),
        ("账号 21001400008059001234", "账号 【银行账号】"),
        ("+8613912345678", "【手机号】"),
        ("证号11010519491231002X，", "证号【身份证号】，"),
        ("卡号6222021234567890128", "卡号【银行账号】"),
        ("写到 a.b@qq.com", "写到 【邮箱】"),
        ("家住沈河区青年大街106号3单元502室，来信", "家住【住址】，来信"),
        ("阳光小区12号楼2单元301", "阳光小区【住址】"),
        ("某小区3栋502室", "某小区【住址】"),
        ("我叫王小明住在", "我叫【姓名】住在"),
        ("我叫王明，王明说过", "我叫【姓名】，【姓名】说过"),
        ("联系人：欧阳修文", "联系人：【姓名】"),
        ("姓名：李雷；", "姓名：【姓名】；"),
        ("反映人是张三丰的邻居", "反映人是【姓名】的邻居"),
    ],
)  # fmt: skip
def test_it_is_masked(text: str, masked: str) -> None:
    assert redact(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "承诺编号SY-C2026-0001234S，金额1200000元", "2026年11月29日至12月31日", "2026-11-29",
        "沈政发〔2026〕12号", "青年大街106号政务大厅3楼", "合同号20261129001234567",
        "2024-03-15", "1200000.00", "6222021234567890123", "12345", "20240315123456",
        "第一百二十三条第二款", "共拖欠三百五十万元，涉及42户", "我是一名小企业主",
    ],
)  # fmt: skip
def test_it_is_left_as_it_is(text: str) -> None:
    assert redact(text).text == text
    assert find(text) == ()


def test_places_are_those_of_the_text_as_it_was_given() -> None:
    text = "我叫王小明，电话１３９１２３４５６７８，卡号6222020200112230。"
    found = redact(text)
    assert [one.kind for one in found.findings] == [Kind.NAME, Kind.MOBILE, Kind.CARD]
    assert [text[one.start : one.end] for one in found.findings] == [
        "王小明", "１３９１２３４５６７８", "6222020200112230",
    ]  # fmt: skip
    assert redact(found.text).text == found.text
    assert set(IN_PLACE) == set(Kind)


def test_what_overlaps_is_masked_once() -> None:
    text = "账号13912345678 住址沈河区3栋502室13912345678"
    spans = [(one.start, one.end) for one in find(text)]
    assert spans == sorted(spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    assert "139" not in redact(text).text


class Counted(str):
    """A text that counts how often a piece of it is looked at."""

    looked = 0

    def __getitem__(self, place: Any) -> str:
        type(self).looked += 1
        return super().__getitem__(place)


@pytest.mark.parametrize("times", [100, 1_000])
def test_a_name_said_again_and_again_costs_what_the_text_is_long(times: int) -> None:
    text, Counted.looked = Counted("我叫张三" * times), 0
    assert len(list(redaction._names(text))) == times
    assert Counted.looked <= 2 * len(text)


@pytest.mark.parametrize(
    "piece",
    ["我叫张三", "1号", "a", "1", "a.", "家住", "电话", "138 ", "@a", "一号楼", "姓名：", "1-2-"],
)
def test_no_text_takes_long(piece: str) -> None:
    """Quadratic work on 10,000 characters, let alone cubic, does not end within a test's time."""
    text = (piece * 10_000)[:10_000]
    assert len(redact(text).text) <= 5 * len(text)
