"""States of a batch and of an item that goes upward."""

from __future__ import annotations

from credit_portal.workflow.machine import Machine, Transition
from integrity_files import policies_reporting as policies
from integrity_files.codes_reporting import ItemState as Item
from integrity_files.codes_reporting import Mode
from integrity_files.codes_reporting import ReportState as S

BATCH = Machine(
    "state",
    transitions=[
        Transition("release", (S.PREPARED,), S.RELEASED.value, verb=policies.RELEASE),
        Transition("drop", (S.PREPARED,), S.DROPPED.value),
        Transition("answer", (S.RELEASED,), S.ANSWERED.value, verb=policies.PREPARE),
    ],
    initial=S.PREPARED.value,
)  # fmt: skip
"""By file: prepared by one, released by a second, answered when the platform's list is entered."""

SERVICE = Machine(
    "state",
    transitions=[
        Transition("settle", (S.SENDING,), S.ANSWERED.value),
        Transition("drop", (S.SENDING,), S.DROPPED.value),
        Transition("stop", (S.SENDING,), S.STOPPED.value),
        Transition("answer", (S.STOPPED,), S.ANSWERED.value, verb=policies.PREPARE),
    ],
    initial=S.SENDING.value,
)
"""By the service: on its way until every line is answered. Where a record in it is gone, it is put
back as long as nothing of it can have arrived; else it is stopped, and answered by hand."""


def by_hand(mode: str, step: str) -> Machine:
    """The machine by which people take a step: by the service they only enter an answer."""
    return SERVICE if mode == Mode.SERVICE and step == "answer" else BATCH


ITEM = Machine(
    "state",
    transitions=[
        Transition("send", (Item.WAITING,), Item.SENT.value),
        Transition("accept", (Item.SENT,), Item.ACCEPTED.value),
        Transition("refuse", (Item.SENT,), Item.REFUSED.value),
        Transition("put_back", (Item.SENT, Item.REFUSED), Item.WAITING.value),
        Transition("replace", (Item.WAITING, Item.UNFIT, Item.REFUSED), Item.REPLACED.value),
        Transition("misfit", (Item.WAITING,), Item.UNFIT.value),
    ],
    initial=Item.WAITING.value,
)
"""One version of a record: waiting or unfit, in a batch, accepted or refused; a newer version
replaces what was not taken."""
