"""The small safe markup: what it writes, and that nothing hostile comes through."""

from __future__ import annotations

import re
import time

import pytest

from credit_portal.common import markup

ALLOWED = re.compile(
    r"</?(?:p|h2|h3|ul|ol|li|blockquote|strong|br)>"
    r"|<a href=\"[^\"<>]*\"(?: rel=\"external noopener nofollow\")?>|</a>"
)
HOSTILE = [
    "<script>alert(1)</script>", "## <img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))", "[x](//evil.example)", "[x](/\\evil.example)",
    "[x](data:text/html,<b>)", '[x](https://a.example/" onclick="alert(1))',
    "[<b>x</b>](https://a.example/)", "**<i>**", "[[x](https://a.example)](https://b.example)",
    "- <li onclick=x>", "&lt;script&gt;", "[x](vbscript:x)", "[x](\tjavascript:x)",
    '"><svg/onload=alert(1)>', "[x](https://a.example/'onmouseover='x)",
]  # fmt: skip


def test_each_element_is_written() -> None:
    text = "## 要求\n第一行\n第二行 **重点**\n\n- 甲\n- 乙\n1. 一\n2、二\n> 引文\n### 小标题\n[账本](/ledger/)、[网](https://a.example/?a=1&b=2)"
    assert markup.html(text) == (
        "<h2>要求</h2>\n<p>第一行<br>第二行 <strong>重点</strong></p>\n"
        "<ul><li>甲</li><li>乙</li></ul>\n"
        "<ol><li>一</li><li>二</li></ol>\n<blockquote><p>引文</p></blockquote>\n<h3>小标题</h3>\n"
        '<p><a href="/ledger/">账本</a>、<a href="https://a.example/?a=1&amp;b=2"'
        ' rel="external noopener nofollow">网</a></p>'
    )
    assert markup.plain("## 甲\n- **乙** [丙](/x)") == "甲\n乙 丙"
    assert markup.html("") == "" and markup.bad_links("[a](ftp://x) [b](/ok)") == ["ftp://x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_comes_through(text: str) -> None:
    written = markup.html(text)
    rest = ALLOWED.sub("", written)
    assert "<" not in rest and ">" not in rest, written
    for address in re.findall(r'href="([^"]*)"', written):
        assert address.startswith("https://") or address.startswith("/"), written


def test_long_texts_take_no_time() -> None:
    start = time.perf_counter()
    for text in ("[" * 40_000, "**" * 20_000, "[a](" * 10_000, "> " * 20_000, "- [x](" * 8000):
        markup.html(text)
    (one,) = markup.blocks("- x\n" * 40_000)
    assert len(one.lines) == 40_000
    assert time.perf_counter() - start < 3
