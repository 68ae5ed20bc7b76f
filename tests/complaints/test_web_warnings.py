"""What tells who somebody is, found in a text; sums, dates and references are not."""

import pytest

from complaints.web_warnings import find, masked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("11010519491231002X", "身份证号码"),
        ("110105 19491231 002x", "身份证号码"),
        ("139 1234 5678", "电话号码"),
        ("+8613912345678", "电话号码"),
        ("024-22812345", "电话号码"),
        ("6222021234567890128", "银行账号"),
        ("wang@example.cn", "电子邮箱地址"),
    ],
)
def test_it_is_found_and_masked(text: str, kind: str) -> None:
    whole = f"联系我：{text}，谢谢"
    (found,) = find(whole)
    assert str(found.kind) == kind and found.text == text
    assert text not in masked(whole)
    assert masked(whole).endswith("，谢谢")


@pytest.mark.parametrize(
    "text",
    ["2024-03-15", "1200000.00", "110105194912310021", "6222021234567890123", "SY-C2026-0001234S",
     "〔2024〕12号", "12345", "20240315123456"],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find(text) == [] and masked(text) == text
