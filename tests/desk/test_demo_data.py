"""Demonstration data: one plan, told once, whatever happens on the way."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commitments.codes import LIVELIHOOD_SECTORS
from commitments.models import Commitment, Verification
from credit_portal.accounts.selectors import demo_accounts
from credit_portal.common import clock, invariants, loading
from credit_portal.common.models import IdempotencyKey
from credit_portal.desk.demo import plan as planning
from credit_portal.desk.demo import runner, texts
from credit_portal.desk.demo.steps import Of, Plan
from credit_portal.directory.models import Organisation, Person
from credit_portal.publishing.models import Decision, Displayed
from credit_portal.workdays.selectors import is_workday
from credit_portal.workflow.selectors import my_work
from integrity_files.models import FileEntry
from tests.commitments import scenes
from tests.desk import demo_stages

SIZE, SEED = 12, 7
PRESENT = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def demonstration(settings: Any, vault_keys: Any) -> None:
    """Outside of a demonstration nothing fictional is reported upward; who reported is sealed."""
    settings.DEMO = True


def weekday(day: dt.date) -> bool:
    """A calendar without holidays."""
    return day.weekday() < 5


def the_plan() -> Plan:
    """The plan that was begun in this database."""
    kept = runner.begun_with()
    assert kept is not None
    present = dt.date.fromisoformat(kept["present"])
    return planning.make(kept["size"], kept["seed"], present, is_workday)


def story_of(plan: Plan) -> dict[str, tuple[str, str, str]]:
    """What the database says of each promise of the plan: title, state, outcome."""
    cases = runner.case_ids(plan)
    rows = {row.pk: row for row in Commitment.objects.all()}
    return {
        name: (rows[key].title_zh, rows[key].state, rows[key].outcome)
        for name, key in cases.items()
    }


def refs() -> list[tuple[str, str]]:
    """Public references of promises with their titles; old accounts and yearly sheets have
    stories of their own."""
    rows = Displayed.objects.filter(kind="commitment")
    rows = rows.exclude(row__contains='"origin"').exclude(row__contains='"sheet_year"')
    return list(rows.order_by("ref").values_list("ref", "title_zh"))


def expected_refs(plan: Plan) -> list[str]:
    """Titles in the order in which they are approved, and so published."""
    drafts = {
        step.key: step.arguments["fields"]["title_zh"]
        for step in plan.steps
        if step.deed == "draft"
    }
    return [
        drafts[step.arguments["commitment_id"].key] for step in plan.steps if step.deed == "approve"
    ]


def test_the_same_plan_for_the_same_day() -> None:
    first = planning.make(40, SEED, PRESENT, weekday)
    assert first == planning.make(40, SEED, PRESENT, weekday)
    assert first != planning.make(40, SEED + 1, PRESENT, weekday)


@pytest.mark.parametrize("size", [1, 12, 60, 260])
def test_steps_refer_to_earlier_steps_only(size: int) -> None:
    plan = planning.make(size, SEED, PRESENT, weekday)
    known: set[str] = {""}
    for step in plan.steps:
        wanted = {value.key for value in step.arguments.values() if isinstance(value, Of)}
        assert wanted | {step.actor} <= known, step
        known.add(step.key)
    assert len(known) == len(plan.steps) + 1, "every key is used once"
    assert plan.steps[-1].at.date() < PRESENT
    assert all(weekday(step.at.date()) for step in plan.steps if step.deed == "approve")


def test_outcomes_are_mixed_as_in_life() -> None:
    plan = planning.make(260, planning.DEFAULT_SEED, PRESENT, weekday)
    drafted = sum(step.deed == "draft" for step in plan.steps)
    assert drafted == 260
    proposed = [
        step.arguments["outcome"]
        for step in plan.steps
        if step.deed == "propose" and step.key.startswith("past:") and step.key.endswith(":propose")
    ]
    share = {code: proposed.count(code) / len(proposed) for code in set(proposed)}
    assert 0.65 <= share["kept"] <= 0.8
    assert min(share["kept_late"], share["partly_kept"], share["broken"]) >= 0.05


def test_every_sector_is_promised_in_both_languages() -> None:
    plan = planning.make(260, planning.DEFAULT_SEED, PRESENT, weekday)
    filings = [step.arguments["fields"] for step in plan.steps if step.deed == "draft"]
    assert {fields["sector"] for fields in filings} >= set(LIVELIHOOD_SECTORS)
    for fields in filings:
        assert not re.search(r"[{}]", fields["title_zh"] + fields["matter_zh"])
        assert not re.search(r"[一-鿿{}]", fields["title_en"] + fields["matter_en"])


def test_every_body_is_visibly_fictional() -> None:
    assert all("示例" in body.name[0] and "Sample" in body.name[1] for body in texts.bodies())


@pytest.mark.committed
@pytest.mark.slow
def test_it_goes_on_where_it_was_killed(db: None, monkeypatch: Any) -> None:
    take, count = runner.Run._take, iter(range(10_000))

    def killed_at_times(self: runner.Run, step: Any) -> None:
        if next(count) in (40, 170):
            raise KeyboardInterrupt
        take(self, step)

    monkeypatch.setattr(runner.Run, "_take", killed_at_times)
    for _time in range(2):
        with pytest.raises(KeyboardInterrupt):
            runner.load(size=SIZE, seed=SEED)
    result = runner.load(size=SIZE, seed=SEED)
    assert not result.passed_over
    assert result.done_before == 169
    check_everything()


@pytest.mark.committed
def test_it_tells_the_whole_story_once(db: None) -> None:
    out = io.StringIO()
    call_command("demo_data", size=SIZE, seed=SEED, stdout=out)
    assert "0 left out" in out.getvalue()
    check_everything()
    keys, decisions = IdempotencyKey.objects.count(), Decision.objects.count()
    call_command("demo_data", stdout=out)
    assert "stand already" in out.getvalue()
    assert (IdempotencyKey.objects.count(), Decision.objects.count()) == (keys, decisions)
    with pytest.raises(CommandError, match="new database"):
        call_command("demo_data", size=SIZE + 1)
    check_work_for_everybody()
    demo_stages.check()


def check_everything() -> None:
    """The database says what the plan says, and all sentences hold."""
    plan = the_plan()
    titles = expected_refs(plan)
    assert [title for _ref, title in refs()] == titles
    assert len(story_of(plan)) == SIZE
    confirmed = {
        step.key.rsplit(":", 1)[0]: step
        for step in plan.steps
        if step.deed == "confirm" and "ends_on" not in step.arguments
    }
    proposed = {
        step.key.split(":propose")[0]: step.arguments["outcome"]
        for step in plan.steps
        if step.deed == "propose"
    }
    for name, (_title, _state, outcome) in story_of(plan).items():
        if not name.startswith("standing"):
            assert outcome == (proposed[name] if name in confirmed else "open")
    assert invariants.broken() == {}
    assert abs(clock.now() - dt.datetime.now(clock.TZ)) < dt.timedelta(seconds=5)
    assert not Decision.objects.filter(done_at=None).exists()
    check_only_fiction()


def check_only_fiction() -> None:
    """Nothing real carries a promise, an entry or a name."""
    for body in Organisation.objects.all():
        assert body.is_demo and body.code_is_fictional and "示例" in body.name_zh
    assert all(person.is_demo and "示例" in person.name for person in Person.objects.all())
    assert all(Commitment.objects.values_list("is_demo", flat=True))
    assert FileEntry.objects.exists()


def check_work_for_everybody() -> None:
    """Who signs in by a role finds cases of every sort at once."""
    grants = demo_accounts()
    assert all(grant.user.username.startswith("demo-") for grant in grants)
    with_work = {grant.role_id for grant in grants if list(my_work(grant.user))}
    ours = {
        getattr(grant.user.organisation, "kind", "") for grant in grants if grant.role_id == "filer"
    }
    assert "street_office" in ours
    assert with_work >= {"filer", "approver", "credit_officer", "credit_reviewer"}
    assert with_work >= {"hotline_operator", "hotline_supervisor", "case_handler"}
    assert Verification.objects.filter(state="open").exists()
    assert Verification.objects.filter(state="proposed").exists()
    states = set(Commitment.objects.values_list("state", flat=True))
    assert states >= {"submitted", "registered"}


@pytest.mark.committed
def test_it_refuses_a_database_in_use(db: None, officer: Any, post: Any) -> None:
    scenes.draft(officer, post)
    with pytest.raises(CommandError, match=r"already|已"):
        call_command("demo_data", size=SIZE)
    assert runner.begun_with() is None


def test_progress_is_asked_for_in_demonstration_only(
    db: None, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.DEMO = False
    with django_assert_num_queries(0):
        assert loading.banner() is None
    settings.DEMO = True
    loading._known.clear()
    loading.keep(41)
    assert loading.banner() == {"percent": 41}
    with django_assert_num_queries(0):
        assert loading.percent() == 41, "asked again within two seconds"
    loading._known.clear()
    loading.keep(loading.DONE)
    assert loading.banner() is None
