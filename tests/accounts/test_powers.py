"""What a user may do: by role, over a subtree, between two days, never cached across requests."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from credit_portal.accounts import policies, selectors
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.accounts.roles import ROLES
from credit_portal.accounts.scope import NOTHING, any_of, or_unnamed, within, within_any
from credit_portal.common import clock
from credit_portal.directory.models import Organisation

policies.register_verbs({"tests.file": {"filer"}, "tests.approve": {"approver"}})


@pytest.fixture
def section(bureau: Any) -> Any:
    """A body below the bureau."""
    from tests import factories

    return factories.organisation(name_zh="示例市住房保障局物业科", parent=bureau)


def test_a_role_holds_for_the_body_and_all_below_it(
    officer: Any, bureau: Any, section: Any, other_bureau: Any, city: Any
) -> None:
    assert officer.may("tests.file", bureau)
    assert officer.may("tests.file", section)
    assert not officer.may("tests.file", other_bureau)
    assert not officer.may("tests.file", city)


def test_another_role_does_not_hold_the_verb(officer: Any, bureau: Any) -> None:
    assert not officer.may("tests.approve", bureau)


def test_without_a_body_it_asks_for_any(officer: Any, approver: Any) -> None:
    assert officer.may("tests.file", None)
    assert not approver.may("tests.file", None)


def test_an_unknown_verb_raises(officer: Any, bureau: Any) -> None:
    with pytest.raises(policies.UnknownVerb):
        officer.may("tests.invented", bureau)


def test_a_verb_registered_for_an_unknown_role_raises() -> None:
    with pytest.raises(ValueError, match="no such role"):
        policies.register_verbs({"tests.other": {"emperor"}})


def test_a_verb_registered_twice_differently_raises() -> None:
    with pytest.raises(ValueError, match="twice"):
        policies.register_verbs({"tests.file": {"approver"}})


def test_it_asks_the_database_once(
    officer: Any, bureau: Any, other_bureau: Any, django_assert_num_queries: Any
) -> None:
    fresh = User.objects.get(pk=officer.pk)
    today = clock.today()
    with django_assert_num_queries(1 + _clock_queries()):
        assert fresh.may("tests.file", bureau)
        assert not fresh.may("tests.approve", other_bureau)
        assert fresh.organisation_paths("tests.file") == [bureau.path]
    assert today == clock.today()


def _clock_queries() -> int:
    from django.conf import settings

    return 1 if settings.CLOCK_ROW else 0


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(0, None, True), (0, 0, True), (-9, -1, False), (1, None, False), (-9, 9, True)],
)
def test_both_days_of_a_grant_are_included(
    officer: Any, bureau: Any, starts: int, ends: int | None, holds: bool
) -> None:
    today = clock.today()
    officer.grants.update(
        starts_on=today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )
    assert User.objects.get(pk=officer.pk).may("tests.file", bureau) is holds


def test_a_closed_account_may_nothing(officer: Any, bureau: Any) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert not User.objects.get(pk=officer.pk).may("tests.file", bureau)


def test_nested_grants_give_the_outermost_path(officer: Any, city: Any, bureau: Any) -> None:
    RoleGrant.objects.create(
        user=officer, role_id="filer", organisation=city, origin="demo", starts_on=date(2020, 1, 1)
    )
    assert User.objects.get(pk=officer.pk).organisation_paths("tests.file") == [city.path]


def test_scope_narrows_a_query(officer: Any, bureau: Any, section: Any, city: Any) -> None:
    own = Organisation.objects.filter(within(officer, "tests.file", ""))
    assert set(own) == {bureau, section}
    posts = Organisation.objects.filter(within(officer, "tests.file", "parent"))
    assert set(posts) == {section}


@pytest.mark.parametrize("who", ["stranger_approver", "anonymous"])
def test_scope_of_others_is_empty(who: str, bureau: Any, request: Any) -> None:
    user = request.getfixturevalue(who)
    assert not Organisation.objects.filter(within(user, "tests.file", "")).exists()


def test_a_role_that_holds_everywhere(security_administrator: Any, other_bureau: Any) -> None:
    security_administrator.grants.update(organisation=None)
    user = User.objects.get(pk=security_administrator.pk)
    assert user.organisation_paths("accounts.manage") == ["/"]
    assert user.may("accounts.manage", other_bureau)
    assert Organisation.objects.filter(within(user, "accounts.manage", "")).count() > 1
    either = within_any(user, ["tests.file", "accounts.manage"], "")
    assert Organisation.objects.filter(either).count() == Organisation.objects.count()
    assert not Organisation.objects.filter(within_any(user, ["tests.file"], "")).exists()


def test_a_scope_that_is_everywhere_does_not_vanish_beside_others(officer: Any) -> None:
    here = within(officer, "tests.file")
    assert any_of([here, Q()]) == any_of([Q(), NOTHING]) == or_unnamed(Q(), "organisation") == Q()
    assert any_of([]) == NOTHING
    assert or_unnamed(here, "organisation") == NOTHING | here | Q(organisation=None)


def test_holders_are_found_from_above(
    officer: Any, colleague: Any, stranger: Any, section: Any, city: Any
) -> None:
    assert selectors.holders_of("tests.file", section) == [colleague, officer]
    assert selectors.holders_of("tests.file", city) == []


def test_the_nearest_holders_are_the_bodys_own_or_its_superiors(
    approver: Any, bureau: Any, other_bureau: Any, city: Any
) -> None:
    from tests import factories

    above = factories.user(username="above", role="approver", organisation=city, title="秘书长")
    assert selectors.nearest_holders_of("tests.approve", bureau) == [approver]
    assert selectors.nearest_holders_of("tests.approve", other_bureau) == [above]


def test_the_title_names_the_post_never_the_person(officer: Any, bureau: Any) -> None:
    assert officer.title == "综合处科员"
    officer.post = None
    assert officer.title == "承诺填报员"


def test_every_role_of_the_catalogue_is_a_row(db: None) -> None:
    assert set(Role.objects.values_list("code", flat=True)) == {spec.code for spec in ROLES}


def test_an_anonymous_visitor_has_no_powers() -> None:
    assert not hasattr(AnonymousUser(), "may")


def test_the_admin_only_shows_and_only_the_roles_own_data(
    security_administrator: Any, system_administrator: Any, officer: Any
) -> None:
    staff = [security_administrator.is_staff, system_administrator.is_staff, officer.is_staff]
    assert staff == [True, True, False]
    assert security_administrator.has_perm("accounts.view_user")
    assert not security_administrator.has_perm("accounts.change_user")
    assert not security_administrator.has_perm("directory.view_person")
    assert system_administrator.has_perm("directory.view_post")
    assert not officer.has_module_perms("accounts")
