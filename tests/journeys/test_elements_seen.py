"""What axe need not look at again is really nothing new; anything else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys import elements_seen

pytestmark = pytest.mark.browser
PAGE = "<html lang={}><title>x</title><main><h1>a</h1><ul>{}</ul>{}</main></html>"
ROW = "<li id=n{}><a href=/{}>text</a></li>"


NEW = (
    "<p>text</p>", "<h3>skipped a level</h3>", "<a href=/1>text</a>", "<ul><li></li></ul>",
    "<ul><li><a href='/1'></a></li></ul>", "<ul><li role=none><a href='/1'>text</a></li></ul>",
    "<ul hidden><li><a href='/1'>text</a></li></ul>", "<ul class=faint></ul>",
    "<ul id=n1></ul>", "<ul aria-labelledby=nothing></ul>", "<h1>another</h1>",
)  # fmt: skip


def new_on(page: Page, rows: int = 3, more: str = "", language: str = "zh-Hans") -> set[str]:
    """What is new on a page of so many rows and something below."""
    listed = "".join(ROW.format(number, number) for number in range(rows))
    page.set_content(PAGE.format(language, listed, more))
    return elements_seen.new_on(page)


def test_what_axe_could_judge_otherwise_is_new(
    page: Page, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(elements_seen, "LONG", False)
    monkeypatch.setattr(elements_seen, "_file", lambda: tmp_path / "seen")
    elements_seen.keep(new_on(page))
    assert new_on(page, rows=7, language="en") == set(), "more of the same, in our other language"
    assert [more for more in NEW if not new_on(page, more=more)] == []
    assert new_on(page, language="de")
    page.evaluate("document.title = ''")
    assert elements_seen.of_whole(elements_seen.new_on(page)), "a title is missing"
    new_on(page, more="<nav aria-label=a></nav><nav aria-label=b></nav>")
    elements_seen.keep(elements_seen.new_on(page))
    assert new_on(page, more="<nav aria-label=a></nav><nav aria-label=a></nav>") == {"namesakes: 1"}
    page.set_viewport_size({"width": 390, "height": 844})
    assert new_on(page)
