"""What cannot be published never holds up what can."""

from dataclasses import replace
from typing import Any

import pytest

from credit_portal.publishing import registry, services
from credit_portal.publishing.models import Displayed
from credit_portal.publishing.services.publication import MOST_STUCK
from tests.publishing.support import SPECIMEN, decide, document

pytestmark = pytest.mark.django_db


def _choosy(found: dict[str, Any]) -> dict[str, Any]:
    if found["title_zh"] == "坏":
        raise ValueError("spoiled")
    return SPECIMEN.summarise(found)


def _spoil(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the kind's summary fails on some documents."""
    monkeypatch.setitem(registry._kinds, "specimen", replace(SPECIMEN, summarise=_choosy))


def _decide(bureau: Any, officer: Any, approver: Any, title: str) -> None:
    decide(bureau, officer, approver, document=document(title))


def test_many_that_fail_do_not_hold_up_the_rest(
    bureau: Any, officer: Any, approver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _decide(bureau, officer, approver, "好一")
    for _ in range(MOST_STUCK + 3):
        _decide(bureau, officer, approver, "坏")
    _decide(bureau, officer, approver, "好二")
    _spoil(monkeypatch)
    assert services.publish_all() == 2
    assert set(Displayed.objects.values_list("title_zh", flat=True)) == {"好一", "好二"}


def test_when_nothing_succeeds_the_fault_is_raised(
    bureau: Any, officer: Any, approver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(MOST_STUCK + 1):
        _decide(bureau, officer, approver, "坏")
    _spoil(monkeypatch)
    with pytest.raises(ValueError, match="spoiled"):
        services.publish_all()
