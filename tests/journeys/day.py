"""Twenty cases that wait for one administrator on 22 April 2026, all due by then."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from credit_portal.accounts.models import RoleGrant
from credit_portal.common import acts, clock
from credit_portal.publishing import services as publishing
from integrity_files import services
from integrity_files.services import objection_office, objection_reading
from tests import factories
from tests.integrity_files import (
    lead_scenes,
    objection_scenes,
    record_scenes,
    repair_scenes,
)

Staff = dict[str, Any]
HAPPENED: dict[str, Any] = {"happened_on": date(2026, 3, 10)}


def morning(day: int, month: int = 4) -> datetime:
    """Nine o'clock on a day of 2026."""
    return datetime(2026, month, day, 9, tzinfo=clock.TZ)


def administrator(bodies: Staff) -> Any:
    """One person of the credit office who handles and reviews, never both in one case."""
    found = factories.user(
        username="administrator", role="credit_officer", organisation=bodies["office"],
        title="信用专员", granted_on=bodies["city"],
    )  # fmt: skip
    RoleGrant.objects.create(user=found, role_id="credit_reviewer", organisation=bodies["city"],
                             starts_on=factories.START, origin="demo")  # fmt: skip
    again = type(found).objects.get(pk=found.pk)
    again.fresh = True
    return again


class Day:
    """What was arranged for whom; each case has a title of its own."""

    def __init__(self, bodies: Staff, me: Any) -> None:
        """`me` has the twenty cases; the others did the steps before."""
        staff = bodies["people"]
        self.me, self.body, self.post = me, bodies["bureau"], bodies["post"]
        self.colleague, self.reviewer = staff["verifier"], staff["reviewer"]
        self.filer, self.approver = staff["officer"], staff["approver"]
        self.number = 0

    def lead(self, scene: Any, who: Any) -> Any:
        """A lead with a title and a document of its own."""
        self.number += 1
        more = {"title_zh": f"线索{self.number}：拖欠工程款", "paper_date": date(2026, 3, 1),
                "paper_number": f"（2026）示例01民终{self.number}号", **HAPPENED}  # fmt: skip
        return scene(who, self.body, **more)

    def ordered(self, who: Any, excuses: tuple[str, ...] = ("E4",)) -> Any:
        """A record that begins."""
        lead = self.lead(lead_scenes.taken, who)
        lead_scenes.act(services.find_true, who, lead, finding="属实。", excuses=list(excuses))
        return acts.run(
            services.order_rectification, actor=who, lead_id=lead.pk, order="三十日内付清。"
        ).value

    def noticed(self, who: Any) -> Any:
        """A record with its notice."""
        row = self.ordered(who)
        notice = {**record_scenes.NOTICE, "title_zh": f"记录{self.number}：拖欠工程款"}
        return record_scenes.act(services.serve_notice, who, row, notice=notice)

    def stated(self, row: Any) -> Any:
        """The body made its statement."""
        return record_scenes.act(
            services.file_statement, self.filer, row, text="资金已列入预算。", short="已列入预算。"
        )

    def heard(self, who: Any) -> Any:
        """The statement was considered."""
        row = self.stated(self.noticed(who))
        return record_scenes.act(services.consider_statement, who, row, considered="不予采纳。")

    def proposed(self, who: Any, severity: str = "general") -> Any:
        """The determination is proposed on a document of its own."""
        row = self.heard(who)
        return self.propose(row, who, severity)

    def propose(self, row: Any, who: Any, severity: str = "general") -> Any:
        """Propose it."""
        return record_scenes.propose(
            row, who, shade=self.number, severity=severity, paper_date=date(2026, 4, 2),
            paper_number=f"（2026）示例01民终{500 + self.number}号",
        )  # fmt: skip

    def decided(self, severity: str = "general") -> Any:
        """Determined by others."""
        row = self.proposed(self.colleague, severity)
        return record_scenes.act(services.decide_determination, self.reviewer, row)

    def promise(self) -> str:
        """The reference of a commitment on display."""
        self.number += 1
        row = objection_scenes.shown(
            self.filer, self.approver, self.post, title_zh=f"承诺{self.number}：按期交付学校",
            due_on=date(2026, 12, 1),
        )  # fmt: skip
        return str(row.ref)


def arrange(day: Day) -> dict[str, Any]:
    """The cases, in the order in which they came; the clock goes from 23 March to 22 April."""
    me, other, kept = day.me, day.colleague, {}
    clock.begin_at(morning(23, month=3))
    reported = day.ordered(other, excuses=())
    clock.advance_to(morning(8))
    day.lead(lead_scenes.opened, other)
    day.lead(lead_scenes.taken, me)
    kept["lead"] = day.lead(lead_scenes.taken, me)
    doubted = day.lead(lead_scenes.taken, other)
    lead_scenes.act(services.propose_untrue, other, doubted, finding="款项已付清，有凭证。")
    day.stated(day.noticed(me))
    kept["statement"] = day.stated(day.noticed(me))
    kept["heard"] = day.heard(me)
    day.proposed(other)
    kept["proposed"] = day.proposed(other)
    record_scenes.act(services.report_rectification, day.filer, reported, text="已付清。",
                      done_on=clock.today())  # fmt: skip
    hidden, asked, examined = day.decided(), day.decided("minor"), day.decided("minor")
    refs = [day.promise() for _n in range(7)]
    clock.advance_to(morning(13))
    objection_scenes.accepted(refs[2], other)
    objection_scenes.verified(refs[3], other)
    objection_scenes.proposed(refs[4], other)
    objection_scenes.tip(refs[5])
    kept["tip"] = objection_scenes.tip(refs[6])[0]
    repair_scenes.proposed(day.filer, other, examined)
    clock.advance_to(morning(17))
    repair_scenes.file(day.filer, asked)
    clock.advance_to(morning(21))
    objection_scenes.filed(refs[0])
    kept["objection"] = objection_scenes.filed(refs[1])[0]
    record_scenes.act(services.hide_record, other, hidden, reason="court", words="法院裁定。")
    clock.advance_to(morning(22) - timedelta(hours=1))
    publishing.publish_all()
    return kept


def lend_a_hand(day: Day, kept: dict[str, Any]) -> None:
    """The second case of each kind is done: some by the administrator, some by colleagues."""
    lead_scenes.act(services.propose_untrue, day.me, kept["lead"], finding="已付清。")
    row = record_scenes.act(
        services.consider_statement, day.me, kept["statement"], considered="不予采纳。"
    )
    day.number += 1
    day.propose(row, day.me)
    day.number += 1
    day.propose(kept["heard"], day.me)
    record_scenes.act(services.decide_determination, day.reviewer, kept["proposed"])
    objection_scenes.act(
        objection_office.refuse, day.colleague, kept["objection"], reason="不是当事人。"
    )
    acts.run(objection_reading.answer_tip, actor=day.colleague, tip_id=kept["tip"].pk,
             words="记录无误。")  # fmt: skip
