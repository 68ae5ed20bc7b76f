"""Who reported stands nowhere but sealed, and whence nowhere at all (security.md T3, T4): marks in
each field of an identity, in the metadata of files and in whatever a browser tells are searched for
wherever the portal writes and answers."""

from __future__ import annotations

import logging
import os
from typing import Any

import pytest
from celery import current_app
from django.core import mail

from complaints import policies
from complaints.models import Case
from complaints.services import call_backs, contacts, originals, unsealing
from credit_portal.accounts.models import Role, RoleGrant
from credit_portal.common import acts
from credit_portal.files import services as stored
from tests import factories
from tests.complaints import marks, walks
from tests.complaints import scenes as scene
from tests.complaints import web_scenes as web
from tests.complaints.scenes import Cast
from tests.files import samples
from tests.permissions.test_matrix import one_navigation, pages_of_refusals

#: The navigation and the page of a refusal are made once for each person.
__all__ = ["one_navigation", "pages_of_refusals"]
#: Bodies read the text that was written for them, never the reporter's own.
BODIES = {"case_handler", "approver"}
#: What a role by itself is asked; somebody who has all roles of a duty is asked every address.
#: Every duty at every address of the desk in the long run; otherwise whoever holds all roles of
#: the business, and a handler, at those on which a complaint could be listed.
LONG = os.environ.get("LONG") == "1"
LISTS = ["/staff/", "/staff/complaints/", "/staff/complaints/export/", "/api/v1/complaints/"]


@pytest.fixture(autouse=True)
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The metadata of files bear a mark."""
    monkeypatch.setattr(samples, "_CORE", samples._CORE.replace(samples.SECRET, marks.METADATA))
    monkeypatch.setattr(samples, "SECRET", marks.METADATA)


def planted(cast: Cast) -> Case:
    """A report with all its marks, answered; its files cleaned for those who handle it."""
    row = scene.received(cast, dict(marks.IDENTITY), facts_zh=f"未兑现 {marks.FACTS}")
    originals.keep(row, marks.files(), "more")
    return scene.answered(cast, row)


def opened(cast: Cast, row: Case, inspector: Any) -> list[str]:
    """Its number is called, its identity is seen; all addresses about it."""
    made = scene.open_call(row)
    scene.call(call_backs.take, cast.operator, made)
    number = contacts.number_to_call(actor=cast.operator, call_back_id=made.pk)
    asked = acts.run(
        unsealing.ask, actor=cast.supervisor, number=row.number, reason="须核实。"
    ).value
    acts.run(unsealing.confirm, actor=inspector, request_id=asked.pk)
    seen = unsealing.open_identity(actor=cast.supervisor, request_id=asked.pk)
    assert number.reveal() == marks.MOBILE and marks.NAME in seen.reveal()
    return walks.about(
        [row.pk], request_id=[asked.pk], call_back_id=[made.pk],
        note_id=list(row.notes.values_list("pk", flat=True)),
        original_id=list(row.originals.values_list("pk", flat=True)),
    )  # fmt: skip


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that anybody logs, whoever sets up handlers meanwhile."""
    caplog.set_level(logging.DEBUG)
    lines: list[str] = []
    handle, form = logging.Logger.callHandlers, logging.Formatter()

    def kept(logger: logging.Logger, record: logging.LogRecord) -> None:
        lines.append(form.format(record))
        handle(logger, record)

    monkeypatch.setattr(logging.Logger, "callHandlers", kept)
    return lines


def wrong(places: dict[str, bytes], wanted: list[str]) -> dict[str, list[str]]:
    """Places where one of the marks stands. What was planted must be found in each of them."""
    unseen = [name for name, text in places.items() if not marks.hits(text, [marks.FACTS])]
    assert unseen == []
    return {name: found for name, text in places.items() if (found := marks.hits(text, wanted))}


@pytest.mark.committed
def test_neither_disk_nor_broker_nor_mail_nor_log_knows_who_reported(
    vault: Any, cast: Cast, inspector: Any, log: list[str]
) -> None:
    disk = marks.Disk()
    row = planted(cast)
    opened(cast, row, inspector)
    current_app.tasks["credit_portal.notices.tasks.send_notices"].apply()
    assert any(row.number in str(one.body) for one in mail.outbox)
    marks.plant(marks.FACTS)
    assert wrong(marks.everywhere(disk, "\n".join(log)), marks.MARKS) == {}


@pytest.mark.committed
def test_nor_do_they_know_where_somebody_reported_from(
    vault: Any, cast: Cast, easy_work: None, log: list[str]
) -> None:
    disk = marks.Disk()
    visitor = web.Visitor(REMOTE_ADDR=marks.CLIENT, headers=marks.HEADERS)
    visitor.walk(facts=f"未兑现 {marks.FACTS}")
    visitor.send(file=web.paper())
    visitor.post(web.TRACK, act="add", words="补充情况。")
    assert visitor.answer.status_code == 200
    row = Case.objects.get(facts_zh__contains=marks.FACTS)
    assert row.notes.count() == 2
    scene.accepted(cast, row)
    current_app.tasks["credit_portal.notices.tasks.send_notices"].apply()
    marks.plant(marks.FACTS)
    assert wrong(marks.everywhere(disk, "\n".join(log)), marks.OF_CLIENT) == {}


@pytest.mark.django_db
def test_handlers_get_files_without_their_metadata(vault_keys: Any, cast: Cast) -> None:
    for upload in marks.files():
        assert marks.hits(marks.unpacked(upload.read())) == [marks.METADATA], upload.name
        upload.seek(0)
    row = planted(cast)
    kept = [one.file for one in row.notes.all() if one.file is not None]
    assert len(kept) == 3
    for file in kept:
        assert marks.hits(marks.unpacked(stored.read_clean(file))) == [], file.name


def of_duty(duty: str, body: Any, city: Any) -> Any:
    """Somebody with all roles of a duty at once."""
    user = factories.user(
        username=f"all_{duty}", role=None, organisation=body, title=duty, granted_on=city
    )
    for role in Role.objects.filter(duty=duty):
        RoleGrant.objects.create(
            user=user, role=role, starts_on=factories.START, organisation=city, origin="demo"
        )
    return type(user).objects.get(pk=user.pk)


@pytest.mark.django_db
def test_no_address_tells_who_reported(
    vault: Any, cast: Cast, inspector: Any, city: Any, credit_office: Any
) -> None:
    about = opened(cast, planted(cast), inspector)
    assert len(about) > 20
    found: dict[str, list[str]] = {}
    for role in {role for roles in policies.VERBS.values() for role in roles}:
        of_body = role in BODIES
        home = cast.body if of_body else credit_office
        user = factories.user(
            username=f"reads_{role}", role=role, organisation=home, title=role, granted_on=city
        )
        wanted = [*marks.MARKS, marks.FACTS] if of_body else marks.MARKS
        wide = LONG or role == "case_handler"
        found |= told(user, [*(walks.plain() if wide else LISTS), *about], wanted)
    duties = set(Role.objects.values_list("duty", flat=True)) if LONG else {"business"}
    for duty in duties:
        paths = walks.every() if LONG and duty == "business" else walks.plain()
        found |= told(of_duty(duty, credit_office, city), [*paths, *about], marks.MARKS)
    assert found == {}


def told(user: Any, paths: list[str], wanted: list[str]) -> dict[str, list[str]]:
    """Marks that stand in what these addresses answer him, by username and address."""
    client = walks.browser(user)
    read = {path: marks.unpacked(walks.read(client, path)[1]) for path in paths}
    return {
        f"{user.username} {path}": bad
        for path, text in read.items()
        if (bad := marks.hits(text, wanted))
    }


def test_the_search_would_find_a_mark() -> None:
    for form in marks.forms_of(marks.NAME):
        assert marks.hits(b"text before " + form + b" and after") == [marks.NAME]
    assert marks.hits(b"nothing here") == []
