"""A city to measure in: districts with bodies, large and small, and records of every kind.

What is really decided and published here are the patterns; `copies.py` makes as many records of
them as the bench asks for. A breach has no case behind it, so the guard that wants one rests.
Everything comes from a fixed seed.
"""

import random
from datetime import timedelta
from typing import Any

from credit_portal.common import clock
from credit_portal.common.ids import uuid7
from credit_portal.directory.models import Division, Organisation, OrganisationName
from credit_portal.portal.labels import CATEGORIES, SECTORS
from credit_portal.publishing import services
from credit_portal.publishing.models.livelihood import FIELDS
from integrity_files.disclosures_records import Document
from tests.bench.cases.people import Somebody, body, decided, run_sql
from tests.portal.support import commitment
from tests.publishing.support import decide, source

#: Bodies that share half of all records, and those that share the other half.
LARGE, SMALL = 40, 1_960
#: Patterns of records. One of so many is a breach, a promise of a yearly sheet, an incentive.
PATTERNS = 400
BREACH, SHEET, INCENTIVE = 5, 7, 200
YEARS = 5
UNASKED = "alter table publishing_decision disable trigger integrity_files_breach_published"
OUTCOMES = ("open",) * 4 + ("kept",) * 5 + (
    "kept_late", "partly_kept", "broken", "changed_lawfully", "withdrawn_lawfully", "not_reported",
)  # fmt: skip
PROMISED = ("新增停车位", "完成老旧小区改造", "压缩办理时限", "新建充电桩")
TEXT = "自受理之日起按期办结并书面答复，逾期未办结的向社会公开说明原因；"


def build(rows: int) -> list[Organisation]:
    """Found the bodies, publish the patterns and two removals; answers the bodies, large first."""
    large = [body(number) for number in range(1, min(LARGE, rows) + 1)]
    places = list(Division.objects.filter(level=Division.Level.STREET).select_related("parent"))
    districts = sorted({one.parent_id for one in places if one.parent_id})
    for number, one in enumerate(large[1:]):
        one.division_id = districts[number % len(districts)]
    Organisation.objects.bulk_update(large, ["division"])
    _publish(large, max(len(large), min(PATTERNS, rows // 50)))
    return [*large, *_small(large, places, min(SMALL, rows // 50))]


def _small(above: list[Organisation], places: list[Division], count: int) -> list[Organisation]:
    """Street offices and institutions below the large bodies, all at once."""
    now, found = clock.now(), []
    for number in range(count):
        parent = above[number % len(above)]
        one = Organisation(
            id=uuid7(),
            slug=f"unit-{number:05}",
            name_zh=f"示例街道办事处{number:05}",
            name_en=f"Demonstration Office {number:05}",
            kind="street_office",
            division=places[number % len(places)],
            parent=parent,
            created_at=now,
            updated_at=now,
        )
        one.path = f"{parent.path}{one.node}/"
        found.append(one)
    Organisation.objects.bulk_create(found)
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=one, name_zh=one.name_zh, name_en=one.name_en)
        for one in found
    )
    return found


def _publish(bodies: list[Organisation], count: int) -> None:
    """The patterns, and a record withdrawn for each of the two commonest grounds."""
    chance = random.Random(20261129)
    run_sql(UNASKED, alias="owner")
    for number in range(count):
        one = bodies[number % len(bodies)]
        kind = "breach" if number >= len(bodies) and number % BREACH == 0 else "commitment"
        document = _breach(one, chance) if kind == "breach" else _promise(one, number, chance)
        decided(one, kind=kind, document=document)
    services.publish_all(1000)
    for one, other in zip(bodies[:2], bodies[1::-1], strict=True):
        gone = source()
        decided(one, kind="commitment", document=commitment(one, "误公开"), source=gone)
        services.publish_all()
        decide(
            one, Somebody(one), Somebody(other), kind="commitment", source=gone, act="withdraw",
            document=None, basis="W01", reason="objection_upheld",
        )  # fmt: skip
        services.publish_all()


def _promise(one: Organisation, number: int, chance: random.Random) -> dict[str, Any]:
    """A commitment: open ones are due around today, others were due in the last years."""
    outcome, today = chance.choice(OUTCOMES), clock.today()
    days = chance.randint(-30, 365) if outcome == "open" else -chance.randint(1, 365 * YEARS)
    of_sheet = number % SHEET == 1
    more: dict[str, Any] = {}
    if of_sheet:
        more["sheet"] = {"year": today.year - number % YEARS, "division": "210102001"}
    if number % INCENTIVE == 3:
        more["incentives"] = [_incentive(chance)]
    return commitment(
        one,
        f"{chance.choice(PROMISED)}{number}处",
        sector=chance.choice(FIELDS if of_sheet else list(SECTORS)),
        category="livelihood" if of_sheet else chance.choice([*CATEGORIES]),
        outcome=outcome,
        due_on=(today + timedelta(days=days)).isoformat(),
        measure_zh=TEXT * chance.randint(1, 3),
        organisation=_named(one),
        **more,
    )


def _named(one: Organisation) -> dict[str, Any]:
    names = ("slug", "code", "name_zh", "name_en")
    return {name: getattr(one, name) for name in names} | {"division": one.division_id}


def _incentive(chance: random.Random) -> dict[str, Any]:
    return {
        "kind": "cash", "kind_zh": "资金奖励", "kind_en": "Cash", "industry": "equipment",
        "industry_zh": "装备制造", "industry_en": "Equipment", "firm": "newly_settled",
        "firm_zh": "新落户企业", "firm_en": "Newly settled", "measure": "percent",
        "value": str(chance.randint(1, 30)), "terms_zh": "按设备投资额", "terms_en": "",
    }  # fmt: skip


def _breach(one: Organisation, chance: random.Random) -> Document:
    """A record of a breach as integrity_files/disclosures_records.py makes its document."""
    day = (clock.today() - timedelta(days=chance.randint(30, 300))).isoformat()
    return {
        "v": 1, "kind": "breach", "title_zh": "拖欠道路工程款", "title_en": "",
        "organisation": _named(one), "category": f"B{chance.randint(1, 20):02}",
        "domain": chance.choice(("procurement", "bidding", "promotion", "debt", "other")),
        "severity": chance.choice(("minor", "general", "general", "serious")),
        "item": None, "happened_on": day, "counterparty": "private", "agreement_zh": "养护合同",
        "amount": "1200000.5", "performed_zh": "已付三成，其余未付。", "facts_zh": TEXT,
        "reasons_zh": "以负责人更替为由拒不支付。", "basis_zh": "《优化营商环境条例》第三十一条",
        "excuses": [], "statement": {"filed_on": None, "short_zh": ""}, "leniencies": [],
        "document": {"type": "S1", "title_zh": "民事判决书", "organ_zh": "示例市中级人民法院",
                     "number": f"民终{chance.randrange(10**6)}号", "date": day},
        "rectification": {"state": chance.choice(("ordered", "reported", "accepted")),
                          "ordered_on": day, "corrected_on": None},
        "display": {"rule_set": "2026", "rule_set_name_zh": "", "rule_set_name_en": "",
                    "determined_on": day, "first_day": day, "shortest_until": day,
                    "last_day": None, "repair_from": None, "override_zh": ""},
        "repair": None, "events": [{"on": day, "code": "decided"}], "is_demo": True,
    }  # fmt: skip
