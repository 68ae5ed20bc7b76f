"""Taking over a published list of another government, into a tree of its own.

No due date and no outcome is invented: what the list does not say stays empty. Another person
approves, as for any filing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from commitments import codes, disclosures, policies
from commitments.importing.letters import Letter, fold, posts
from commitments.models import Commitment, CommitmentEvent, CoResponsibility
from commitments.services import steps
from commitments.services.approval import approve_batch
from commitments.services.drafts import discard_draft, take_back
from credit_portal.accounts.models import User
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, actor_id
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation, Post
from credit_portal.directory.services import create_organisation, create_post
from credit_portal.publishing.services import document_sha

SOURCE = "mandate-letters-2021"
SLUG = "government-of-canada-imported-commitments"
NAME_EN = "Government of Canada (imported commitments)"
NAME_ZH = "加拿大政府（导入的承诺）"


def known(numbers: Iterable[str] | None = None) -> dict[str, tuple[str, str]]:
    """Numbers of the list that stand in the portal (all, or of these): number -> (id, digest).

    Those taken back before approval do not count; they may be taken over again.
    """
    rows = Commitment.objects.filter(import_source=SOURCE).exclude(state=codes.State.DISCARDED)
    if numbers is not None:
        rows = rows.filter(import_number__in=list(numbers))
    return {
        number: (str(key), sha)
        for key, number, sha in rows.values_list("pk", "import_number", "import_sha")
    }


@transaction.atomic
def take_over(*, actor: User, letters: Sequence[Letter]) -> list[Commitment]:
    """Take over rows of the list as submitted commitments, once per number.

    Returns the new ones in the order of the rows. Raises NotAllowed unless the actor files for a
    whole government.
    """
    if not policies.over_lists(actor, policies.TAKE_OVER):
        raise NotAllowed("not_allowed", policies.NO_ROLE)
    body = _government()
    there = known(letter.number for letter in letters)
    fresh = [letter for letter in letters if letter.number not in there]
    found = _posts(body, fresh)
    rows = [_row(letter, found, actor) for letter in fresh]
    Commitment.objects.bulk_create(rows)
    CoResponsibility.objects.bulk_create(
        CoResponsibility(commitment=row, post=found[fold(name)], position=position)
        for row, letter in zip(rows, fresh, strict=True)
        for position, name in enumerate(letter.others, 1)
    )
    _note(rows, actor)
    return rows


def _government() -> Organisation:
    """The tree of the list, locked, so that two imports do not run at once."""
    body = Organisation.objects.select_for_update(of=("self",)).filter(slug=SLUG).first()
    if body is not None:
        return body
    return create_organisation(
        actor=SYSTEM,
        kind=Organisation.Kind.FOREIGN_GOVERNMENT,
        name_zh=NAME_ZH,
        name_en=NAME_EN,
        slug=SLUG,
    )


def _posts(body: Organisation, letters: Sequence[Letter]) -> dict[str, Post]:
    """Posts by folded name; those that are missing are created."""
    found = {fold(post.title_en): post for post in Post.objects.filter(organisation=body)}
    for key, name in posts(letters).items():
        if key not in found:
            found[key] = create_post(actor=SYSTEM, organisation=body, title_en=name)
    for post in found.values():
        post.organisation = body
    return found


def _row(letter: Letter, found: dict[str, Post], actor: User) -> Commitment:
    post, now = found[fold(letter.lead)], clock.now()
    return Commitment(
        organisation=post.organisation,
        post=post,
        category=codes.Category.POLICY,
        shape=codes.Shape.ONE_OFF,
        sector=codes.Sector.OTHER,
        title_en=letter.title,
        matter_en=letter.text,
        import_source=SOURCE,
        import_number=letter.number,
        import_sha=letter.sha,
        state=codes.State.SUBMITTED,
        filer=actor,
        authors=[actor.pk],
        submitted_at=now,
        created_at=now,
        updated_at=now,
    )


def _note(rows: Sequence[Commitment], actor: User) -> None:
    now, today, act = clock.now(), clock.today(), acts.current_act_id()
    CommitmentEvent.objects.bulk_create(
        CommitmentEvent(
            commitment=row,
            act_id=act,
            name="taken_over",
            at=now,
            on=today,
            actor_id=actor_id(actor),
            actor_title=actor.title[:200],
            data={
                "source": SOURCE,
                "number": row.import_number,
                "title_en": disclosures.title_en(actor),
            },
        )
        for row in rows
    )
    for row in rows:
        steps.trail("take_over", actor, row, new=row.state, number=row.import_number)


def waiting() -> list[Commitment]:
    """Rows of the list that wait for approval, in the order of their numbers."""
    return list(
        Commitment.objects.filter(import_source=SOURCE, state=codes.State.SUBMITTED).order_by(
            "import_number"
        )
    )


@transaction.atomic
def approve_rows(*, actor: User, rows: Sequence[Commitment]) -> int:
    """Approve up to 50 rows of the list as they stand, each by a decision of its own."""
    today = clock.today()
    seen = [
        (found.commitment.pk, document_sha(disclosures.registration_of(found, actor, today)))
        for found in disclosures.facts(row.pk for row in rows)
    ]
    return len(approve_batch(actor=actor, items=seen))


@transaction.atomic
def take_back_rows(*, actor: User, ids: Sequence[UUID]) -> None:
    """Take an import back before approval: the rows are discarded. Raises Conflict, NotAllowed."""
    for key in ids:
        row = take_back(actor=actor, commitment_id=key)
        discard_draft(actor=actor, commitment_id=row.pk)
