"""Who reported is erased three years after the end, and only then."""

from typing import Any

import pytest

from complaints.models import Case, Contact, Identity, SealedOriginal
from complaints.services import links, retention
from tests.complaints import scenes as scene
from tests.complaints.scenes import Cast, act

pytestmark = pytest.mark.django_db
IDENTITY = {"name": "王小明", "mobile": "13912345678"}


def sealed() -> int:
    """How many sealed rows there are."""
    return sum(model.objects.count() for model in retention.SEALED)


def test_it_is_erased_after_three_years(cast: Cast, vault_keys: Any, travel: Any) -> None:
    row = scene.closed(cast, scene.received(cast, dict(IDENTITY)))
    SealedOriginal.objects.create(case=row, storage_name="x" * 32, made_on="2026-03-02")
    open_one = scene.received(cast, dict(IDENTITY))
    travel.move_to("2029-03-01 09:00:00+08:00")
    assert (retention.erase_over(), sealed()) == (0, 5)
    travel.move_to("2029-03-03 09:00:00+08:00")
    assert (retention.erase_over(), retention.erase_over()) == (1, 0)
    assert not Contact.objects.filter(case=row).exists()
    assert list(Identity.objects.values_list("case_id", flat=True)) == [open_one.pk]
    step = row.events.get(name="identity_erased")
    assert step.data == {}
    assert Case.objects.get(pk=row.pk).facts_zh == row.facts_zh


def test_a_merged_case_goes_with_its_main(cast: Cast, vault_keys: Any, travel: Any) -> None:
    main, row = scene.accepted(cast), scene.received(cast, dict(IDENTITY))
    act(links.merge, cast.supervisor, row, into_id=main.pk)
    Case.objects.filter(pk=main.pk).update(state="withdrawn", ended_on="2026-03-02")
    travel.move_to("2029-03-03 09:00:00+08:00")
    assert (retention.erase_over(), sealed()) == (1, 0)
