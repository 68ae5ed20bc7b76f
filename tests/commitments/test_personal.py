"""Civil servants' own commitments: agreed to, entered into their record, public only for heads."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from commitments import selectors, services, story
from commitments.models import Commitment
from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM
from credit_portal.common.invariants import broken
from credit_portal.directory.models import Appointment, Person, Post
from credit_portal.directory.services import appoint, create_post
from credit_portal.files.models import StoredFile
from credit_portal.notices.models import Notice
from credit_portal.publishing.models import Decision, Displayed
from credit_portal.publishing.services import publish_all
from integrity_files.models import FileEntry
from tests import factories
from tests.commitments import scenes

NAME = "欧阳暗号"


@pytest.fixture
def clerk(bureau: Any) -> Any:
    """Holds a post of the bureau that is not named in public, with an account."""
    user = factories.user(username="clerk", role=None, organisation=bureau, title="科员")
    user.person.name = NAME
    user.person.save()
    appoint(actor=SYSTEM, post=user.post, person=user.person, kind="regular",
            starts_on=date(2025, 1, 1))  # fmt: skip
    return user


def drafted(officer: Any, post: Post) -> Commitment:
    """A draft that the holder of the post makes his own."""
    row = scenes.draft(officer, post)
    return acts.run(services.bear_personally, actor=officer, commitment_id=row.pk).value


def submitted(officer: Any, post: Post) -> Commitment:
    row = drafted(officer, post)
    return acts.run(services.submit, actor=officer, commitment_id=row.pk).value


def agreed(officer: Any, clerk: Any) -> Commitment:
    row = submitted(officer, clerk.post)
    return acts.run(services.countersign, actor=clerk, commitment_id=row.pk).value


@pytest.fixture
def registered(officer: Any, approver: Any, clerk: Any) -> Commitment:
    """A clerk's own commitment, agreed to and registered."""
    return scenes.approve(agreed(officer, clerk), approver)


def test_nothing_is_registered_before_he_agrees(officer: Any, approver: Any, clerk: Any) -> None:
    row = submitted(officer, clerk.post)
    with scenes.refused("not_agreed"):
        scenes.approve(row, approver)
    assert Notice.objects.filter(template="personal_to_agree", recipient=clerk).exists()


def test_nobody_agrees_for_another(officer: Any, approver: Any, clerk: Any) -> None:
    row = submitted(officer, clerk.post)
    for user in (officer, approver):
        with scenes.refused("not_bearer"):
            acts.run(services.countersign, actor=user, commitment_id=row.pk)


def test_who_files_his_own_agrees_by_it(bureau: Any, clerk: Any) -> None:
    from credit_portal.accounts.models import RoleGrant

    RoleGrant.objects.create(user=clerk, role_id="filer", organisation=bureau,
                             starts_on=factories.START, origin="demo")  # fmt: skip
    row = submitted(clerk, clerk.post)
    assert Commitment.objects.get(pk=row.pk).personal.countersigned_by == clerk


def test_an_agreement_is_void_after_a_return(officer: Any, approver: Any, clerk: Any) -> None:
    row = agreed(officer, clerk)
    acts.run(services.return_for_changes, actor=approver, commitment_id=row.pk, reason="补充期限")
    acts.run(services.submit, actor=officer, commitment_id=row.pk)
    with scenes.refused("not_agreed"):
        scenes.approve(Commitment.objects.get(pk=row.pk), approver)


def test_he_does_not_approve_it_himself(bureau: Any, officer: Any, clerk: Any) -> None:
    from credit_portal.accounts.models import RoleGrant

    RoleGrant.objects.create(user=clerk, role_id="approver", organisation=bureau,
                             starts_on=factories.START, origin="demo")  # fmt: skip
    row = agreed(officer, clerk)
    clerk = type(clerk).objects.get(pk=clerk.pk)
    clerk.fresh = True
    with scenes.refused("own_commitment"):
        scenes.approve(row, clerk)
    with pytest.raises(IntegrityError, match="his own"), transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(approver=clerk)


def test_the_post_needs_a_holder(officer: Any, bureau: Any) -> None:
    empty = create_post(actor=SYSTEM, organisation=bureau, title_zh="空岗", title_en="Vacant",
                        is_principal=False, is_public=False)  # fmt: skip
    with scenes.refused("post_vacant"):
        drafted(officer, empty)


def test_another_post_gives_it_back(officer: Any, clerk: Any, post: Any) -> None:
    row = drafted(officer, clerk.post)
    acts.run(services.edit_draft, actor=officer, commitment_id=row.pk, expected_version=None,
             fields={}, post_id=post.pk)  # fmt: skip
    assert not hasattr(Commitment.objects.get(pk=row.pk), "personal")


def test_what_a_clerk_promises_is_published_nowhere(
    registered: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    scenes.fulfilled(registered, officer, date(2026, 3, 2))
    task = scenes.live(registered)
    scenes.decide(task, credit_officer, credit_reviewer, "kept", kept_on=date(2026, 3, 2))
    go_to(date(2026, 4, 5))
    publish_all()
    assert not Decision.objects.exists()
    assert not Displayed.objects.exists()
    assert not [code for code in broken() if code.startswith("commitments.")]
    for address in ("/records/", "/search/?q=养老", "/feeds/records.atom", "/api/v1/records/"):
        page = Client().get(address).content.decode()
        assert NAME not in page
        assert registered.title_zh not in page


def test_its_story_tells_of_no_publication(registered: Any) -> None:
    with override("zh-hans"):
        told = [step["text"] for step in story.story(registered)]
    assert "审核通过，已登记" in told
    assert not any("公开" in text for text in told)


def test_his_name_stands_in_no_trail_nor_message(registered: Any) -> None:
    events = AuditEvent.objects.filter(target_id=str(registered.pk))
    assert events
    assert not any(NAME in str(vars(event)) for event in events)
    assert not any(NAME in str(one.context) for one in Notice.objects.all())
    assert NAME not in str([(one.data, one.actor_title) for one in registered.events.all()])


def test_the_outcome_enters_his_record_and_not_the_bodys(
    registered: Any, officer: Any, clerk: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    scenes.fulfilled(registered, officer, date(2026, 3, 2))
    task = scenes.live(registered)
    scenes.decide(task, credit_officer, credit_reviewer, "kept", kept_on=date(2026, 3, 2))
    assert not FileEntry.objects.filter(subject_kind="organisation").exists()
    scope = [registered.organisation.path]
    with acts.reading_as(credit_officer, "verification 1", scope=scope):
        (entry,) = FileEntry.objects.filter(subject_kind="person")
    assert (entry.person_id, entry.category_id) == (clerk.person_id, "C5")


def test_it_stays_with_him_when_he_leaves(
    registered: Any, officer: Any, clerk: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    before = Appointment.objects.get(post=clerk.post)
    before.ends_on = date(2026, 3, 15)
    before.save()
    after = Person.objects.create(name="继任示例")
    Appointment.objects.create(post=clerk.post, person=after, kind="regular",
                               starts_on=date(2026, 3, 16))  # fmt: skip
    go_to(date(2026, 4, 5))
    scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "broken")
    with acts.reading_as(credit_officer, "verification 1", scope=[registered.organisation.path]):
        (entry,) = FileEntry.objects.filter(subject_kind="person")
    assert entry.person_id == clerk.person_id


def test_what_a_head_promises_names_him_also_later(
    officer: Any, approver: Any, post: Any, go_to: Any
) -> None:
    row = drafted(officer, post)
    acts.run(services.add_evidence, actor=officer, commitment_id=row.pk,
             upload=scenes.picture("签字.png"))  # fmt: skip
    acts.run(services.submit, actor=officer, commitment_id=row.pk)
    scenes.approve(Commitment.objects.get(pk=row.pk), approver)
    before = Appointment.objects.get(post=post)
    before.ends_on = date(2026, 3, 15)
    before.save()
    Appointment.objects.create(post=post, person=Person.objects.create(name="继任示例"),
                               kind="regular", starts_on=date(2026, 3, 16))  # fmt: skip
    go_to(date(2026, 4, 5))
    document = scenes.last_document(row)
    assert (document["post"]["holder"], document["bearer"]) == ("李示例", "person")


def test_he_finds_it_in_his_work_and_sees_nothing_else(
    registered: Any, officer: Any, clerk: Any, post: Any
) -> None:
    other = scenes.draft(officer, post)
    assert list(selectors.visible_to(clerk)) == [registered]
    client = Client()
    client.force_login(clerk)
    assert registered.title_zh in client.get("/staff/").content.decode()
    page = client.get(reverse("commitments:case", args=[registered.pk])).content.decode()
    assert "本人承诺" in page
    assert client.get(reverse("commitments:case", args=[other.pk])).status_code == 404


def test_the_preview_says_that_it_is_not_published(officer: Any, approver: Any, clerk: Any) -> None:
    row = agreed(officer, clerk)
    client = Client()
    client.force_login(approver)
    page = client.get(reverse("commitments:case", args=[row.pk])).content.decode()
    assert "不对外公开" in page


def test_he_reports_on_it_without_any_role(
    registered: Any, officer: Any, clerk: Any, city: Any
) -> None:
    type(clerk).objects.filter(pk=clerk.pk).update(organisation=city)  # he works elsewhere now
    clerk = type(clerk).objects.get(pk=clerk.pk)
    client = Client()
    client.force_login(clerk)
    page = client.get(reverse("commitments:case", args=[registered.pk])).content.decode()
    assert reverse("commitments:act", args=[registered.pk, "report"]) in page
    scenes.fulfilled(registered, clerk, date(2026, 3, 2))
    assert registered.reports.get().filed_by == clerk
    assert not Decision.objects.exists()


def test_nobody_else_without_a_role_reports_on_it(registered: Any, clerk: Any, bureau: Any) -> None:
    other = factories.user(username="other", role="approver", organisation=bureau, title="科长")
    with scenes.refused("not_allowed"):
        scenes.fulfilled(registered, other, date(2026, 3, 2))


def test_paper_that_the_scan_rejected_is_no_agreement(
    officer: Any, approver: Any, post: Any
) -> None:
    row = drafted(officer, post)
    acts.run(services.add_evidence, actor=officer, commitment_id=row.pk,
             upload=scenes.picture("签字.png"))  # fmt: skip
    acts.run(services.submit, actor=officer, commitment_id=row.pk)
    StoredFile.objects.update(state="rejected")
    with scenes.refused("not_agreed"):
        scenes.approve(Commitment.objects.get(pk=row.pk), approver)
