"""Displayed rows made anew from versions and openings, in batches that may be interrupted."""

from collections.abc import Callable
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from credit_portal.common import clock
from credit_portal.directory.models import Organisation
from credit_portal.publishing import registry, rows, store
from credit_portal.publishing.models import Disclosure, Displayed
from credit_portal.publishing.models.decision import REMOVING

Progress = Callable[[int], None]


def _latest() -> QuerySet[Disclosure]:
    """The latest version of each record."""
    later = Disclosure.objects.filter(rec=OuterRef("rec"), seq__gt=OuterRef("seq"))
    return Disclosure.objects.exclude(Exists(later))


def rebuild_displayed(*, batch: int = 500, progress: Progress = lambda count: None) -> int:
    """Write every displayed row anew and drop what should not be there; answers how many rows.

    Each batch is one transaction under the publishing lock; safe to repeat at any time.
    """
    _drop_ended()
    total, after = 0, -1
    while True:
        with transaction.atomic():
            store.wait_for_publication()
            versions = list(
                _latest()
                .exclude(act__in=REMOVING)
                .filter(leaf_index__gt=after)
                .select_related("opening", "decision")
                .order_by("leaf_index")[:batch]
            )
            if not versions:
                return total
            _show(versions)
        total, after = total + len(versions), versions[-1].leaf_index
        progress(total)


@transaction.atomic
def _drop_ended() -> None:
    store.wait_for_publication()
    shown = Displayed.objects.filter(rec=OuterRef("rec"))
    ended = _latest().filter(Exists(shown), act__in=REMOVING).values_list("rec", flat=True)
    store.end_display(list(ended))


def _show(versions: list[Disclosure]) -> None:
    bodies = Organisation.objects.in_bulk({v.decision.organisation_id for v in versions})
    first = dict(
        Disclosure.objects.filter(rec__in=[v.rec for v in versions], seq=1).values_list("rec", "at")
    )
    store.upsert_displayed(
        {
            "rec": v.rec,
            "ref": v.ref,
            "disclosure_id": v.id,
            "kind": v.kind,
            "organisation_id": v.decision.organisation_id,
            "published_at": first[v.rec],
            "updated_at": v.at,
            "version": v.seq,
            "until": v.until,
            **rows.columns(
                registry.kind_of(v.kind),
                v.opening.document,
                bodies[v.decision.organisation_id],
                ref=v.ref,
                version=v.seq,
                published_at=first[v.rec],
                updated_at=v.at,
            ),
        }
        for v in versions
    )
    store.bump_generation(uuid4().hex, clock.now())
