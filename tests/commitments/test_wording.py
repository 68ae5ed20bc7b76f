"""Sentences of the public timeline."""

from commitments import wording


def test_a_step_writes_its_days_out() -> None:
    zh, en = wording.step("due_extended", {"old": "2026-04-27", "new": "2026-05-14", "ground": ""})
    assert "2026年4月27日" in zh and "2026年5月14日" in zh
    assert "2026-04-27" not in zh + en


def test_a_period_is_named_by_its_days() -> None:
    told = {"from": "2026-01-01", "until": "2026-03-31"}
    zh, en = wording.step("reported", told)
    assert zh.startswith("2026年1月1日") and "2026-01-01" not in en
