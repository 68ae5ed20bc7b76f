"""Complaints about the hotline's own office, and about bodies that its people are inside of: they
come to somebody outside, and where there is nobody that is said before there is a complaint."""

from __future__ import annotations

from typing import Any

import pytest

from complaints import selectors, selectors_identity
from complaints.checks import check_hotline
from complaints.models import Case
from complaints.services import acceptance, offices, reviews
from complaints.work_roles import items
from credit_portal.accounts.models import Role, RoleGrant
from tests import factories
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act, again, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("credit_reviewer")]
NEEDED = ("hotline_operator", "hotline_supervisor", "credit_reviewer")


def give(user: Any, over: Any, *roles: str) -> Any:
    """The account with these roles over a body."""
    for role in roles:
        RoleGrant.objects.create(
            user=user, role=Role.objects.get(pk=role), organisation=over, origin="demo",
            starts_on=factories.START,
        )  # fmt: skip
    return again(user)


@pytest.fixture
def about_us(cast: Cast, credit_office: Any) -> Case:
    """A report from the web about the office in which the hotline sits."""
    return scene.filed(Cast(cast.operator, cast.supervisor, None, None, credit_office))[0]


def test_it_comes_to_whoever_holds_the_roles_from_outside(
    about_us: Case, cast: Cast, credit_office: Any, inspector: Any
) -> None:
    assert not selectors.visible_to(cast.supervisor).filter(pk=about_us.pk).exists()
    outside = give(inspector, credit_office, *NEEDED)
    act(acceptance.accept, outside, about_us)
    act(
        acceptance.refuse,
        outside,
        scene.filed(Cast(cast.operator, None, None, None, credit_office))[0],
        ground="court",
        reason="已立案。",
    )
    assert about_us.acceptor == outside
    refused("not_found", reviews.uphold, again(cast.supervisor), about_us, reason="维持。")


def test_that_nobody_outside_holds_them_is_said_before(
    cast: Cast, credit_office: Any, inspector: Any, security_administrator: Any
) -> None:
    assert offices.unserved() == [credit_office]
    (line,) = items(security_administrator)
    assert line.organisation == credit_office.name_zh
    assert list(items(cast.supervisor)) == []
    assert [one.id for one in check_hotline(["default"])] == ["complaints.W002"]
    give(inspector, credit_office, *NEEDED)
    assert offices.unserved() == []
    assert list(items(security_administrator)) == []


def test_no_case_is_buried_by_naming_ones_own_office(cast: Cast, credit_office: Any) -> None:
    row = scene.received(cast)
    named = {"organisation_id": credit_office.pk}
    refused("nobody_left", acceptance.name_body, cast.operator, row, **named)
    row.refresh_from_db()
    assert row.accused == cast.body


def test_own_is_also_what_one_is_inside_of_but_a_government(cast: Cast, city: Any) -> None:
    section = factories.organisation(name_zh="示例市住房保障局热线科", parent=cast.body)
    staff = factories.user(
        username="section", role="hotline_supervisor", organisation=section, title="科长",
        granted_on=city,
    )  # fmt: skip
    give(staff, city, "disciplinary_inspector")
    row = scene.received(cast)
    assert not selectors.visible_to(again(staff)).exists()
    assert not selectors_identity.cases_for(again(staff)).exists()
    refused("not_found", acceptance.accept, again(staff), row)
    Case.objects.filter(pk=row.pk).update(accused=city)
    assert selectors.visible_to(again(staff)).get() == row


def test_a_report_stands_in_the_lists_of_the_nearest_office_or_the_one_that_is_set(
    cast: Cast, city: Any, credit_office: Any, settings: Any
) -> None:
    district = factories.organisation(name_zh="示例区人民政府", kind="government", parent=city)
    near = factories.organisation(name_zh="示例区信用办", kind="credit_office", parent=district)
    street = factories.organisation(name_zh="示例区住建局", parent=district)
    row, _digest = scene.filed(cast)
    assert offices.owner(row) == credit_office
    row.accused = street
    assert offices.owner(row) == near
    row.accused = None
    assert offices.owner(row) == credit_office
    settings.HOTLINE_OFFICE = cast.body.slug
    assert offices.owner(row) == cast.body
    settings.HOTLINE_OFFICE = "nowhere"
    assert "complaints.E001" in {one.id for one in check_hotline(["default"])}
