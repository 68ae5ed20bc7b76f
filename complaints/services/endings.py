"""What ends with an answer, a withdrawal, or when a body has a case no more.

Nothing reminds of or escalates what was answered: requests for time fall away, supervision letters
end, every clock is closed.
"""

from __future__ import annotations

from complaints.codes import LetterState, MotionKind, MotionState
from complaints.models import Case
from complaints.services import clocks, parts
from complaints.services.steps import LETTER
from credit_portal.common import clock
from credit_portal.workflow import services as workflow


def answered(row: Case) -> None:
    """It was answered or refused: the clocks are met or late by today."""
    clocks.ended(row)
    _fall_away(row)


def withdrawn(row: Case) -> None:
    """The duty is gone."""
    clocks.fell_away(row)
    parts.end_all(row)
    _fall_away(row)


def merged(row: Case) -> None:
    """It is answered with another case: what was asked for or ordered in it falls away with its
    clocks; what time it was given stays with them, for the day on which it goes on by itself."""
    clocks.fell_away(row)
    _fall_away(row)


def left_body(row: Case) -> None:
    """The body returned it or it was taken back: total goes on, handling begins anew elsewhere."""
    clocks.left_body(row)
    parts.end_all(row)
    _fall_away(row)


def _fall_away(row: Case) -> None:
    for motion in row.motions.select_for_update().filter(state=MotionState.ASKED):
        motion.state, motion.version = MotionState.LAPSED, motion.version + 1
        motion.save(update_fields=["state", "version"])
    stopped = row.motions.filter(
        kind=MotionKind.PAUSE, state=MotionState.GRANTED, resumed_on=None
    )  # fmt: skip
    stopped.update(resumed_on=clock.today())
    for letter in row.letters.select_for_update().filter(state=LetterState.ISSUED):
        letter.state, letter.version = LetterState.ENDED, letter.version + 1
        letter.save(update_fields=["state", "version"])
        workflow.cancel(LETTER, letter)
