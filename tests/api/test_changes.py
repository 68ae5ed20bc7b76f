"""A client that follows the change feed keeps an exact copy of what is displayed."""

import os
import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from credit_portal.common import clock
from credit_portal.publishing import selectors, services
from tests.publishing.support import decide, document, source

pytestmark = pytest.mark.django_db
RUNS = 8 if os.environ.get("LONG") == "1" else 1


class Copy:
    """A client: versions by reference, kept by the feed and the last days of display alone."""

    def __init__(self) -> None:
        self.since: int | None = None
        self.held: dict[str, tuple[int, str | None]] = {}

    def follow(self, limit: int) -> None:
        """Read on from where it was, page by page, until the feed says that there is no more."""
        while True:
            since = "" if self.since is None else f"&since={self.since}"
            answer = Client().get(f"/api/v1/changes/?limit={limit}{since}").json()
            for change in answer["results"]:
                self._take(change)
            self.since = answer["next_since"]
            if not answer["more"]:
                break

    def _take(self, change: dict[str, Any]) -> None:
        if change["removed_at"]:
            assert change["act"] in ("withdraw", "repair", "expire")
            self.held.pop(change["ref"], None)
        else:
            self.held[change["ref"]] = (change["version"], change["until"])

    def shown(self) -> dict[str, int]:
        """What the client shows today."""
        today = clock.today().isoformat()
        return {ref: n for ref, (n, until) in self.held.items() if until is None or until >= today}


def _step(chance: random.Random, things: list[Any], cast: dict[str, Any]) -> None:
    """A random lawful act on a random record, or a new one."""
    states = cast["states"]
    thing = chance.choice([*things, None, None])
    if thing is None:
        things.append(source())
        last = chance.choice([None, None, clock.today() + timedelta(days=chance.randint(0, 3))])
        decide(cast["bureau"], cast["officer"], cast["approver"], source=things[-1], until=last)
        states[things[-1].pk] = (True, last)
        return
    shown, last = states[thing.pk]
    if shown and last is not None and last < clock.today():
        return  # its end is for the job
    reasons = {"withdraw": "objection_upheld", "repair": "repaired"}
    act = chance.choice(["publish", "correct", "withdraw", "repair"]) if shown else "restore"
    content: dict[str, Any] = {"act": act, "source": thing}
    if act in reasons:
        content |= {"document": None, "reason": reasons[act]}
    elif act != "restore":
        content |= {"document": document(f"第{chance.random()}版"), "until": last}
    decide(cast["bureau"], cast["officer"], cast["credit_reviewer"], **content)
    states[thing.pk] = (act not in reasons, None if act == "restore" else last)


@pytest.mark.parametrize("seed", range(RUNS))
def test_a_follower_holds_exactly_what_is_displayed(
    seed: int, bureau: Any, officer: Any, approver: Any, credit_reviewer: Any, time_machine: Any
) -> None:
    chance, day, things = random.Random(seed), date(2026, 3, 2), []
    cast = {
        "bureau": bureau, "officer": officer, "approver": approver,
        "credit_reviewer": credit_reviewer, "states": {},
    }  # fmt: skip
    often, seldom = Copy(), Copy()
    for number in range(24):
        if number % 6 == 0:
            day += timedelta(days=1)
            time_machine.move_to(f"{day}T09:00:00+08:00", tick=False)
            assert often.shown() == _displayed()  # midnight passed and no job has run
        _step(chance, things, cast)
        if chance.random() < 0.5:
            services.publish_all()
            often.follow(limit=2)
            assert often.shown() == _displayed()
    services.publish_all()
    for copy, limit in ((often, 100), (seldom, 3)):
        copy.follow(limit)
        assert copy.shown() == _displayed()
    assert {"publish", "correct"} <= {one.act for one in selectors.changes_since(limit=1000)}


def _displayed() -> dict[str, int]:
    return dict(selectors.published().values_list("ref", "version"))


def test_the_feed_says_when_there_is_more(bureau: Any, officer: Any, approver: Any) -> None:
    for _number in range(3):
        decide(bureau, officer, approver)
    services.publish_all()
    first = Client().get("/api/v1/changes/?limit=2").json()
    assert (len(first["results"]), first["more"]) == (2, True)
    rest = Client().get(f"/api/v1/changes/?limit=2&since={first['next_since']}").json()
    assert (len(rest["results"]), rest["more"]) == (1, False)
    nothing = Client().get(f"/api/v1/changes/?since={rest['next_since']}").json()
    assert (nothing["results"], nothing["next_since"]) == ([], rest["next_since"])
