"""A small city whose cases stand in every state, made through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from credit_portal.common import clock
from credit_portal.publishing.services import publish_all
from tests.commitments import scenes
from tests.journeys.people import settle


def build(**words: str) -> dict[str, Any]:
    """Bodies, people and cases by state; `words` stand in the texts of every commitment."""
    city = settle()
    people, post = city["people"], city["post"]
    officer, approver = people["officer"], people["approver"]
    due = {"due_on": clock.today() + timedelta(days=90), **words}
    cases = {
        "draft": scenes.draft(officer, post, **due),
        "submitted": scenes.submitted(officer, post, **due),
        "registered": scenes.registered(officer, approver, post, **due),
        "reported": scenes.registered(officer, approver, post, **due),
        "proposed": scenes.registered(officer, approver, post, **due),
        "decided": scenes.registered(officer, approver, post, **due),
    }
    report(cases, people)
    publish_all()
    return {**city, "cases": cases}


def report(cases: dict[str, Any], people: dict[str, Any]) -> None:
    """Reports on some of them, a proposal on one, an outcome of another."""
    for name in ("reported", "proposed", "decided"):
        scenes.fulfilled(cases[name], people["officer"], clock.today())
    publish_all()
    for name in ("proposed", "decided"):
        task = scenes.live(cases[name])
        proposed = scenes.propose(task, people["verifier"], "kept", kept_on=clock.today())
        if name == "decided":
            scenes.confirm(proposed, people["reviewer"])
