"""Whoever is accused, stands in for the accused, or keeps out of a case learns nothing of it: not
on its pages, nor by a list, a count, a search, an export, a feed or a line of work (T3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from complaints import selectors, selectors_identity
from complaints.models import Case
from complaints.services import intake, links, recusals, unsealing
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.services import appoint, create_post
from credit_portal.notices.models import Notice
from credit_portal.workflow.selectors import my_work
from tests import factories
from tests.commitments.test_deputies import stand_in
from tests.complaints import scenes as scene
from tests.complaints import walks
from tests.complaints.scenes import Cast, act

pytestmark = pytest.mark.django_db
TITLE = "一件只有标题为证的投诉"


@pytest.fixture
def accused_post(cast: Cast) -> Any:
    """A post of the body that its approver holds."""
    made = create_post(
        actor=SYSTEM, organisation=cast.body, title_zh="分管负责人", title_en="In charge",
        is_principal=False, is_public=False,
    )  # fmt: skip
    appoint(
        actor=SYSTEM, post=made, person=cast.head.person, kind="regular",
        starts_on=date(2025, 1, 1),
    )  # fmt: skip
    return made


@pytest.fixture
def row(cast: Cast, accused_post: Any, vault: Any) -> Case:
    """A complaint about that post, with the body."""
    begun = acts.run(
        intake.begin, actor=cast.operator, channel="phone", accused_id=cast.body.pk,
        accused_post_id=accused_post.pk, operator=cast.operator, identity={"name": "王小明"},
        facts={**scene.FACTS, "is_anonymous": False, "title_zh": TITLE},
    ).value  # fmt: skip
    return scene.handling(cast, begun)


@pytest.fixture
def deputy(cast: Cast, row: Case) -> Any:
    """He stands in for the accused."""
    made = factories.user(username="deputy", role=None, organisation=cast.body, title="办公室主任")
    stand_in(made, cast.head)
    return type(made).objects.get(pk=made.pk)


def other_account(cast: Cast, city: Any) -> Any:
    """The accused has a second account, with a role at the hotline."""
    made = factories.user(
        username="second_account", role="hotline_supervisor", organisation=cast.body,
        title="兼职", granted_on=city,
    )  # fmt: skip
    made.person = cast.head.person
    made.save(update_fields=["person"])
    return type(made).objects.get(pk=made.pk)


def barred(cast: Cast, row: Case, deputy: Any, city: Any) -> dict[str, Any]:
    """Everybody who must not know, by why."""
    people = {"recused": cast.operator, "recused by a supervisor": cast.handler}
    acts.run(recusals.recuse_self, actor=cast.operator, case_id=row.pk, answer=lambda _done: {})
    act(recusals.recuse, cast.supervisor, row, user_id=cast.handler.pk)
    return {
        "accused": cast.head, "deputy": deputy, "second account": other_account(cast, city),
        **people,
    }  # fmt: skip


def test_they_learn_nothing_anywhere(cast: Cast, row: Case, deputy: Any, city: Any) -> None:
    asked = acts.run(
        unsealing.ask, actor=cast.supervisor, number=row.number, reason="须核实。"
    ).value
    about = walks.about([row.pk, asked.pk, *row.notes.values_list("pk", flat=True)])
    plain = walks.plain()
    marks = [row.number.encode(), str(row.pk).encode(), TITLE.encode()]
    found = []
    for why, user in barred(cast, row, deputy, city).items():
        client = walks.browser(type(user).objects.get(pk=user.pk))
        for path in plain:
            _status, text = walks.read(client, path)
            found += [(why, path) for mark in marks if mark in text]
        for path in about:
            status, text = walks.read(client, path)
            if status not in (404, 405) or any(mark in text for mark in marks[:2]):
                found.append((why, f"{path} {status}"))
            if client.post(path).status_code not in (403, 404, 405):
                found.append((why, f"POST {path}"))
    assert found == []


def test_they_are_in_no_count_and_no_line(cast: Cast, row: Case, deputy: Any, city: Any) -> None:
    for why, user in barred(cast, row, deputy, city).items():
        again = type(user).objects.get(pk=user.pk)
        assert selectors.visible_to(again).count() == 0, why
        assert selectors.visible_ids(again, [str(row.pk)]) == set(), why
        assert not selectors_identity.cases_for(again).exists(), why
        assert not selectors_identity.visible_to(again).exists(), why
        assert row.number not in {item.reference for item in my_work(again)}, why
    assert selectors.visible_to(cast.supervisor).count() == 1


def test_nobody_of_them_is_told_or_asked(cast: Cast, row: Case, deputy: Any, city: Any) -> None:
    people = barred(cast, row, deputy, city)
    acts.run(unsealing.ask, actor=cast.supervisor, number=row.number, reason="须核实。")
    assert scene.told("complaint_unseal_asked").isdisjoint(
        {user.username for user in people.values()}
    )
    for why in ("accused", "deputy", "second account"):
        assert not Notice.objects.filter(recipient=people[why]).exists(), why


def test_a_linked_case_tells_nothing_either(cast: Cast, row: Case) -> None:
    other = scene.dispatched(cast)
    act(links.relate, cast.operator, other, other_id=row.pk)
    client = walks.browser(type(cast.head).objects.get(pk=cast.head.pk))
    page = client.get(reverse("relations:case", args=[other.pk]))
    assert page.status_code == 200
    assert row.number not in page.content.decode()


def test_others_of_the_same_role_go_on(cast: Cast, row: Case, bureau: Any) -> None:
    head = factories.user(
        username="second_head", role="approver", organisation=bureau, title="副局长"
    )
    assert selectors.visible_to(head).get() == row
    client = walks.browser(head)
    assert client.get(reverse("relations:case", args=[row.pk])).status_code == 200
