"""The tree of bodies and their dated names."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from credit_portal.audit.models import AuditEvent
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from credit_portal.directory import selectors, services, uscc
from credit_portal.directory.models import Organisation, OrganisationName
from tests import factories

CODE = uscc.fictional(77)


def body(name: str, parent: Any = None, **more: Any) -> Organisation:
    return factories.organisation(name_zh=name, parent=parent, **more)


def test_a_body_stands_in_the_path_of_its_superiors(city: Any, bureau: Any) -> None:
    office = body("示例市住房保障局办公室", bureau)
    assert office.path == f"/{city.node}/{bureau.node}/{office.node}/"
    assert list(selectors.subtree(bureau)) == [bureau, office]
    assert selectors.ancestors(office) == [city, bureau]
    assert selectors.superior_of(office) == office.superior == bureau
    assert selectors.superior_of(city) is None


def test_a_code_is_checked_unique_and_the_public_address(city: Any) -> None:
    found = body("示例市财政局", city, code=CODE.lower(), code_is_fictional=True)
    assert found.code == found.slug == CODE
    assert selectors.organisation_at(CODE) == found
    with pytest.raises(Conflict) as caught:
        body("示例市审计局", city, code=CODE)
    assert caught.value.code == "organisation_code_taken"
    with pytest.raises(Invalid):
        body("示例市审计局", city, code=CODE[:-1] + "A")
    with pytest.raises(NotFound):
        selectors.organisation_at("nowhere")


@pytest.mark.parametrize(
    "fields",
    [
        {"name_zh": "", "name_en": ""},
        {"kind": "club"},
        {"code": "x"},
        {"path": "nonsense"},
        {"slug": "../etc"},
        {"code_is_fictional": True},
    ],
)
def test_the_database_refuses_nonsense(city: Any, fields: dict[str, Any]) -> None:
    row = Organisation.objects.get(pk=city.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=row.pk).update(**fields)


def test_moving_takes_everything_below_along(city: Any, bureau: Any, other_bureau: Any) -> None:
    office = body("办公室", bureau)
    desk = body("窗口", office)
    services.move(actor=SYSTEM, organisation=bureau, parent=other_bureau)
    paths = {row.pk: row.path for row in selectors.subtree(city)}
    assert paths[desk.pk] == (
        f"/{city.node}/{other_bureau.node}/{bureau.node}/{office.node}/{desk.node}/"
    )
    assert AuditEvent.objects.filter(verb="directory.move_organisation").count() == 1
    for below in (bureau, office, desk):
        with pytest.raises(Conflict) as caught:
            services.move(actor=SYSTEM, organisation=bureau, parent=below)
        assert caught.value.code == "move_below_itself"


def test_it_refuses_a_tree_too_deep(city: Any) -> None:
    last = city
    for level in range(29):
        last = body(f"第{level}级", last)
    with pytest.raises(Invalid) as caught:
        body("再下一级", last)
    assert caught.value.code == "tree_too_deep"


@time_machine.travel("2026-03-02T10:00:00+08:00", tick=False)
def test_a_renamed_body_is_found_by_its_old_name(city: Any, bureau: Any) -> None:
    old = bureau.name_zh
    services.rename(
        actor=SYSTEM,
        organisation=bureau,
        name_zh="示例市房产局",
        name_en="Housing",
        effective_on=date(2026, 3, 1),
    )
    bureau.refresh_from_db()
    assert bureau.name_zh == "示例市房产局"
    assert selectors.find_by_name(old) == [bureau]
    assert selectors.find_by_name("示例市房产局") == [bureau]
    assert selectors.find_by_name("housing") == [bureau]
    assert bureau in selectors.search_organisations("住房保障")
    assert str(selectors.name_on(bureau, date(2026, 2, 28))) == old
    assert str(selectors.name_on(bureau, date(2026, 3, 1))) == "示例市房产局"
    assert [name.name_zh for name in selectors.former_names(bureau)] == [old]


@time_machine.travel("2026-03-02T10:00:00+08:00", tick=False)
@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 3, 3), "day_in_future"), (date(2025, 1, 1), "name_younger")],
)
def test_it_refuses_a_rename_out_of_order(city: Any, day: date, code: str) -> None:
    new = body("示例市数据局", city, named_since=date(2025, 1, 1))
    with pytest.raises((Invalid, Conflict)) as caught:
        services.rename(actor=SYSTEM, organisation=new, name_zh="示例市大数据局", effective_on=day)
    assert caught.value.code == code


def test_names_never_overlap(city: Any) -> None:
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        OrganisationName.objects.create(
            organisation=city,
            name_zh="旧名",
            valid_from=date(2020, 1, 1),
            valid_to=date(2021, 1, 1),
        )


def test_only_the_keeper_of_reference_data_may(
    city: Any, officer: Any, system_administrator: Any
) -> None:
    with pytest.raises(NotAllowed):
        services.create_organisation(actor=officer, kind="department", name_zh="甲", parent=city)
    made = services.create_organisation(
        actor=system_administrator, kind="department", name_zh="甲", parent=city
    )
    event = AuditEvent.objects.get(verb="directory.create_organisation", target_id=str(made.pk))
    assert event.actor_id == str(system_administrator.pk)
    with pytest.raises(NotAllowed):
        services.move(actor=officer, organisation=made, parent=None)


def test_an_edit_of_an_older_version_is_refused(city: Any) -> None:
    services.edit_organisation(actor=SYSTEM, organisation=city, version=1, short_name_zh="市府")
    with pytest.raises(Stale):
        services.edit_organisation(actor=SYSTEM, organisation=city, version=1, short_name_zh="府")
    with pytest.raises(Invalid):
        services.edit_organisation(actor=SYSTEM, organisation=city, path="/x/")


def test_a_subtree_is_one_query(city: Any, bureau: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert len(list(selectors.subtree(city))) == 2
    assert len(queries) == 1


def test_the_public_role_reads_bodies_but_no_persons(city: Any, post: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.role_table_grants where grantee = %s"
            " and table_name like 'directory_%%'",
            ["portal_public"],
        )
        tables = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "select has_table_privilege('portal_public', 'directory_person', 'select'),"
            " has_table_privilege('portal_public', 'directory_organisation', 'select')"
        )
        assert cursor.fetchone() == (False, True)
    assert "directory_appointment" not in tables
