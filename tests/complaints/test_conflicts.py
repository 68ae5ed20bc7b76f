"""Whoever is accused, stands in for the accused, or keeps out of a case learns nothing of it: not
on its pages, nor by a list, a count, a search, an export, a feed or a line of work (T3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from complaints import selectors, selectors_identity
from complaints.models import Case
from complaints.services import acceptance, intake, links, recusals, unsealing
from credit_portal.accounts.models import User
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
#: The key of no case.
NOTHING = UUID(int=0x4000_8000_0000_0000_0000)


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


def barred(cast: Cast, row: Case, deputy: Any) -> dict[str, Any]:
    """Everybody who must not know, by why."""
    people = {"recused": cast.operator, "recused by a supervisor": cast.handler}
    acts.run(recusals.recuse_self, actor=cast.operator, case_id=row.pk, answer=lambda _done: {})
    act(recusals.recuse, cast.supervisor, row, user_id=cast.handler.pk)
    return {"accused": cast.head, "deputy": deputy, **people}


def test_they_learn_nothing_anywhere(cast: Cast, row: Case, deputy: Any) -> None:
    asked = acts.run(
        unsealing.ask, actor=cast.supervisor, number=row.number, reason="须核实。"
    ).value
    marks = [row.number.encode(), str(row.pk).encode(), TITLE.encode()]
    found = []
    people = barred(cast, row, deputy)
    for why in ("accused", "recused"):
        client = walks.browser(type(cast.head).objects.get(pk=people[why].pk))
        of_none: dict[str, tuple[int, int]] = {}
        for path in walks.plain():
            _status, text = walks.read(client, path)
            found += [(why, path) for mark in marks if mark in text]
        for key in (row.pk, asked.pk) if why == "accused" else (row.pk,):
            found += [(why, path) for path in differing(client, key, marks, of_none)]
    assert found == []


def differing(
    client: Any, key: UUID, marks: list[bytes], of_none: dict[str, tuple[int, int]]
) -> Iterator[str]:
    """Addresses of a case or a part of one that answer otherwise than those of none, or name it; a
    page may say its own address again. `of_none` keeps what those of none answered."""
    for path in walks.about([key]):
        other = path.replace(str(key), str(NOTHING))
        if other not in of_none:
            of_none[other] = walks.read(client, other)[0], client.post(other).status_code
        status, text = walks.read(client, path)
        said = text.replace(path.encode(), b"").replace(path[1:].encode(), b"")
        if status != of_none[other][0] or any(mark in said for mark in marks):
            yield f"{path} {status}"
        if client.post(path).status_code != of_none[other][1]:
            yield f"POST {path}"


def test_they_are_in_no_count_and_no_line(cast: Cast, row: Case, deputy: Any) -> None:
    for why, user in barred(cast, row, deputy).items():
        again = type(user).objects.get(pk=user.pk)
        assert selectors.visible_to(again).count() == 0, why
        assert selectors.visible_ids(again, [str(row.pk)]) == set(), why
        assert not selectors_identity.cases_for(again).exists(), why
        assert not selectors_identity.visible_to(again).exists(), why
        assert row.number not in {item.reference for item in my_work(again)}, why
    assert selectors.visible_to(cast.supervisor).count() == 1


def test_nobody_of_them_is_told_or_asked(cast: Cast, row: Case, deputy: Any) -> None:
    people = barred(cast, row, deputy)
    acts.run(unsealing.ask, actor=cast.supervisor, number=row.number, reason="须核实。")
    assert scene.told("complaint_unseal_asked").isdisjoint(
        {user.username for user in people.values()}
    )
    for why in ("accused", "deputy"):
        assert not Notice.objects.filter(recipient=people[why]).exists(), why


@pytest.mark.parametrize("who", ["head", "operator"])
def test_a_new_account_of_the_same_person_knows_no_more(
    cast: Cast, row: Case, city: Any, who: str
) -> None:
    """The accused, or one who keeps out, comes back under another name; his role sees all."""
    old = getattr(cast, who)
    if who == "operator":
        acts.run(recusals.recuse_self, actor=old, case_id=row.pk, answer=lambda _done: {})
    User.objects.filter(pk=old.pk).update(is_active=False)
    made = factories.user(
        username="again", role="hotline_supervisor", organisation=city, title="科长"
    )
    assert selectors.visible_to(made).exists()
    User.objects.filter(pk=made.pk).update(person=old.person)
    assert not selectors.visible_to(User.objects.get(pk=made.pk)).exists()


def test_naming_another_body_bars_the_accused_still(
    cast: Cast, accused_post: Any, other_bureau: Any
) -> None:
    begun = acts.run(
        intake.begin, actor=cast.operator, channel="phone", accused_id=cast.body.pk,
        accused_post_id=accused_post.pk, operator=cast.operator, identity={}, facts=scene.FACTS,
    ).value  # fmt: skip
    act(acceptance.name_body, cast.operator, begun, organisation_id=other_bureau.pk)
    assert begun.accused_post is None
    scene.dispatched(cast, begun)
    assert selectors.visible_to(cast.handler).get() == begun
    assert not selectors.visible_to(cast.head).exists()


def test_a_post_named_later_shuts_its_holder_out_and_frees_what_he_had(
    cast: Cast, bureau: Any
) -> None:
    row = scene.handling(cast)
    appoint(
        actor=SYSTEM, post=cast.handler.post, person=cast.handler.person, kind="regular",
        starts_on=date(2025, 1, 1),
    )  # fmt: skip
    post = {"post_id": cast.handler.post_id}
    scene.refused("post_unknown", acceptance.name_post, cast.operator, row, post_id=row.pk)
    act(acceptance.name_post, cast.operator, row, **post)
    scene.refused("post_named", acceptance.name_post, cast.operator, row, **post)
    assert not selectors.visible_to(cast.handler).exists()
    assert row.assignments.get().handler is None
    second = factories.user(
        username="second", role="case_handler", organisation=bureau, title="另一经办"
    )
    act(recusals.take_over, second, row)
    assert row.events.filter(name="post_named").count() == 1


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
