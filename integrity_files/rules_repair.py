"""From when a record may be repaired, why, and what it takes. Pure: no ORM.

Sources: order 36 (信用修复管理办法) and order 58; conditions (all of them): the shortest display is
over, the breach is corrected and the duty performed, a public credit commitment that the material
is true, and nothing else in law against it (domain.md 1.2). By order 58 there is no repair for
three years after false material [not verified: the length is the parameter REP-FALSE].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from credit_portal.common.templatetags._dates import long_date
from credit_portal.workdays.arithmetic import ONE_DAY, add_months


@dataclass(frozen=True)
class Facts:
    """What the rule needs of a record; every day is a calendar day of the city.

    `rules` and `severity` are names as they are shown; `barred_until` is the last day without
    repair after false material of the same body; `law` cites another law that sets the period.
    """

    rules: str
    severity: str
    determined_on: date
    shortest_until: date
    repair_from: date
    last_day: date | None = None
    corrected_on: date | None = None
    objected_on: date | None = None
    repaired_on: date | None = None
    barred_until: date | None = None
    is_determined: bool = True
    is_revoked: bool = False
    law: str = ""


@dataclass(frozen=True)
class Item:
    """A line of the checklist; `needed` False: it counts in, and is not asked for."""

    code: str
    text: str
    is_done: bool
    detail: str = ""
    needed: bool = True


def _day(day: date | None) -> str:
    return str(long_date(day, False))


def earliest(facts: Facts) -> date:
    """The first day on which repair may be asked for, provided that the duty is performed."""
    if facts.barred_until is None:
        return facts.repair_from
    return max(facts.repair_from, facts.barred_until + ONE_DAY)


def is_barred(facts: Facts) -> bool:
    """Whether it is the earlier false material that decides the day."""
    return facts.barred_until is not None and facts.barred_until >= facts.repair_from


def because(facts: Facts) -> str:
    """Why from that day, as the second half of a sentence."""
    if is_barred(facts):
        return _(
            "false material was found in an earlier application of the body and excludes repair"
            " until %(day)s"
        ) % {"day": _day(facts.barred_until)}
    told = {"severity": facts.severity, "rules": facts.rules, "law": facts.law,
            "day": _day(facts.shortest_until)}  # fmt: skip
    if facts.repair_from == facts.determined_on:
        text = _("under %(rules)s a %(severity)s record may be repaired as soon as the duty is"
                 " performed")  # fmt: skip
    elif facts.law:
        text = _("the shortest display that another law sets (%(law)s) ends with %(day)s")
    else:
        text = _("under %(rules)s the shortest display of a %(severity)s record ends with %(day)s")
    return text % told


def sentence(facts: Facts) -> str:
    """ "Repair may be asked for from 3 March 2027 on, because …" """
    return _("Repair may be asked for from %(day)s on, because %(why)s.") % {
        "day": _day(earliest(facts)), "why": because(facts),
    }  # fmt: skip


def bar(facts: Facts, today: date) -> tuple[str, str] | None:
    """Why the record cannot be repaired at all now, as code and words; None when nothing bars."""
    if facts.is_revoked:
        return "repair_revoked", _("The record was revoked. There is nothing left to repair.")
    if not facts.is_determined:
        return "repair_not_determined", _("Only a determined record can be repaired.")
    if facts.repaired_on is not None:
        text = _("The record was repaired already, on %(day)s.")
        return "repair_twice", text % {"day": _day(facts.repaired_on)}
    if facts.objected_on is not None:
        text = _(
            "The record is under objection since %(day)s. Repair may be asked for once the"
            " objection is decided."
        )
        return "repair_objected", text % {"day": _day(facts.objected_on)}
    if facts.last_day is not None and facts.last_day < today:
        text = _("Its display ended by itself with %(day)s. There is no display left to end.")
        return "repair_expired", text % {"day": _day(facts.last_day)}
    return None


def refusal(facts: Facts, today: date) -> tuple[str, str] | None:
    """Why no application may be filed today: what bars it, or the day from which it is possible."""
    found = bar(facts, today)
    if found is None and today < earliest(facts):
        return "repair_early", sentence(facts)
    return found


def checklist(
    facts: Facts, today: date, *, has_evidence: bool = False, is_pledged: bool = False,
    has_corrected_itself: bool = False, has_training: bool = False,
) -> list[Item]:  # fmt: skip
    """What repair takes, in the order of order 36, each with what is known of it."""
    return [
        _shortest(facts, today),
        _duty(facts, has_evidence),
        Item(
            "pledge", _("Public credit commitment: the material is true, and the body answers for"
                        " it"), is_pledged,
        ),
        _honest(facts, today),
        Item("self", _("Self-correction: loss recovered, effect removed, harm prevented"),
             has_corrected_itself, _("Counts in; not required."), needed=False),
        Item("training", _("Integrity training taken by the people concerned"), has_training,
             _("Counts in; not required."), needed=False),
    ]  # fmt: skip


def _shortest(facts: Facts, today: date) -> Item:
    detail = sentence(facts) if not is_barred(facts) else ""
    return Item(
        "shortest", _("The shortest display is over"), today >= facts.repair_from, detail
    )  # fmt: skip


def _duty(facts: Facts, has_evidence: bool) -> Item:
    if facts.corrected_on is not None:
        detail = _("The rectification was accepted; corrected on %(day)s.") % {
            "day": _day(facts.corrected_on)
        }
    elif has_evidence:
        detail = _("Evidence is attached; the office examines it.")
    else:
        detail = _("Attach evidence, or have the rectification accepted first.")
    done = facts.corrected_on is not None or has_evidence
    return Item("duty", _("The breach is corrected and the duty performed"), done, detail)


def _honest(facts: Facts, today: date) -> Item:
    barred = facts.barred_until is not None and facts.barred_until >= today
    detail = sentence(facts) if barred else ""
    return Item("honest", _("No false material in an earlier application"), not barred, detail)


def missing(items: list[Item]) -> list[Item]:
    """What is needed and not there yet."""
    return [one for one in items if one.needed and not one.is_done]


def without_repair_until(found_on: date, months: int) -> date:
    """The last day without repair after false material was found, and of the longer display.

    Order 58: three years from the finding [mem-M]; `months` is the parameter REP-FALSE.
    """
    return add_months(found_on, months)


def longer_display(last_day: date | None, today: date, until: date) -> date | None:
    """The last day of display after false material: never earlier than it was; None where the
    record is not shown, or no longer (nothing comes back by this)."""
    if last_day is None or last_day < today or until <= last_day:
        return None
    return until


PLEDGE_ZH = (
    "本单位郑重承诺：一、所提供的信用修复申请材料真实、准确、完整，已纠正失信行为并履行相关义务；"
    "二、严格遵守法律法规和政策规定，信守合同和承诺，不以机构调整、人员更替为由拒不履行；"
    "三、如有虚假材料或者违背本承诺，自愿承担相应责任，接受依法延长公示、一定期限内不予信用修复等处理；"
    "四、同意本承诺向社会公开。"
)
"""The public credit commitment, as it is signed and published (order 36: that the material is true
and the consequences are accepted). Legal text, in Chinese whatever the language of the page."""


def outcome_words(outcome: str) -> Any:
    """What a result means, for the certificate's and the notice's readers."""
    return {
        "grant": pgettext("repair", "Granted: its display ends, and its sharing stops."),
        "refuse": pgettext("repair", "Not granted: the record stays as it is."),
        "false": pgettext("repair", "False material: shown longer, and no repair for a time."),
    }.get(outcome, "")
