"""News, notices, policies and help of two years; one text waits for approval, one was corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from credit_portal.desk.demo import cast, texts
from credit_portal.desk.demo.steps import Days, Of, Step, moment

SMALL, SHORT = 60, 6
LANGUAGES = ("zh", "en")
#: Which articles of the file go on: the key of the one that waits, of the one that is corrected.
WAITING, CORRECTED = 14, 13


def steps(size: int, days: Days, present: dt.date) -> list[Step]:
    """All steps, each article drafted and approved on one working day."""
    rows = texts.read("articles")["article"]
    chosen = rows if size >= SMALL else rows[-SHORT:]
    found: list[Step] = []
    for number, row in enumerate(rows):
        if row in chosen:
            found += _steps(number, row, days, present)
    return found


def _steps(number: int, row: Mapping[str, Any], days: Days, present: dt.date) -> list[Step]:
    day = days.on_or_before(present - dt.timedelta(row["ago"]))
    key, author = f"article:{number}", cast.OFFICERS[number % len(cast.OFFICERS)]
    drafted = Step(moment(day, 9, 31), key, "write_article", author, {
        "section": row["section"], "wording": wording(row, present, day),
    })  # fmt: skip
    if number == WAITING:
        return [drafted]
    found = [drafted, _approval(f"{key}:approve", moment(day, 10, 12), key, number)]
    if number == CORRECTED:
        later = days.after(day, 1)
        found += [
            Step(moment(later, 9, 40), f"{key}:correct", "correct_article", author, {
                "article_id": Of(key), "reason": "办公时间有误",
                "wording": {"summary_zh": "冬季办公时间调整（已更正）。"},
            }),
            _approval(f"{key}:again", moment(later, 10, 20), key, number),
        ]  # fmt: skip
    return found


def _approval(key: str, at: dt.datetime, article: str, number: int) -> Step:
    reviewer = cast.REVIEWERS[number % len(cast.REVIEWERS)]
    return Step(at, key, "approve_article", reviewer, {"article_id": Of(article)})


def wording(row: Mapping[str, Any], present: dt.date, day: dt.date) -> dict[str, Any]:
    """The texts and days of an article, as the service takes them; dates as ISO text."""
    found: dict[str, Any] = {}
    for name in ("title", "summary", "body", "organ"):
        for place, language in enumerate(LANGUAGES):
            found[f"{name}_{language}"] = row.get(name, ("", ""))[place]
    for name, field in (("dated", "dated"), ("from", "force_from"), ("until", "force_until")):
        when = row.get(name)
        if f"{name}_ago" in row:
            when = present - dt.timedelta(row[f"{name}_ago"])
        if when is not None:
            found[field] = when.isoformat()
    dated = found.get("dated", "")
    found["number_zh"] = row.get("number", "").replace("{year}", dated[:4])
    if "display_days" in row:
        found["until"] = (day + dt.timedelta(row["display_days"])).isoformat()
    return found
