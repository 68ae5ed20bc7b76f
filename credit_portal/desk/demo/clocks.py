"""Due dates that move and milestones that are reached, in the stories of one-off promises."""

from __future__ import annotations

import datetime as dt

from credit_portal.desk.demo import cast
from credit_portal.desk.demo.filing import Promise

#: Rules of the templates that allow one extension.
EXTENDABLE = frozenset({"LIC-DONE", "INFO-REPLY"})
REACHED = ("节点任务已完成，相关材料已留存。", "The step is done; its papers are on file.")


def extended(promise: Promise) -> None:
    """The superior body grants a longer period, two days after the registration."""
    story, above = promise.story, promise.body.parent
    if not above or promise.fields.get("due_rule") not in EXTENDABLE:
        return
    day = story.days.after(story.today, 1)
    story.add("extend", "ask_extension", cast.filer(promise.body), day,
              commitment_id=promise.case, reason="涉及多个部门，需要会商。")  # fmt: skip
    story.add("grant", "grant_due_change", cast.approver(above), story.days.after(day, 1),
              commitment_id=promise.case)  # fmt: skip


def stopped(promise: Promise, *, resumed: bool) -> None:
    """The clock stands still during an expert review; sometimes it has ended by now."""
    story, above = promise.story, promise.body.parent
    if not above:
        return
    day = story.days.after(story.today, 2)
    story.add("stop", "ask_stop", cast.filer(promise.body), day, commitment_id=promise.case,
              reason="工程进入专家评审，评审期间无法推进。", organ="示例市专家评审中心",
              number=f"示评审〔{day.year}〕{promise.rng.randint(1, 90)}号",
              dated_on=day - dt.timedelta(1))  # fmt: skip
    story.add("grant", "grant_due_change", cast.approver(above), story.days.after(day, 1),
              commitment_id=promise.case)  # fmt: skip
    if resumed:
        back = story.days.after(day, promise.rng.randint(4, 15))
        story.add("resume", "resume_clock", cast.filer(promise.body), back,
                  commitment_id=promise.case)  # fmt: skip


def milestone(promise: Promise) -> None:
    """The first milestone is reached some days before or after its day."""
    first: dt.date = promise.milestones[0]["due_on"]
    done = promise.story.days.on_or_after(first + dt.timedelta(promise.rng.randint(-4, 4)))
    promise.story.add("milestone", "reach_milestone", cast.filer(promise.body), done,
                      commitment_id=promise.case, done_on=done, text=REACHED)  # fmt: skip


def template(promise: Promise) -> None:
    """The body keeps the promise as a template."""
    story = promise.story
    story.add("template", "keep_template", cast.filer(promise.body), story.today,
              commitment_id=promise.case, name=promise.fields["title_zh"][:60])  # fmt: skip
