"""System checks find what would go wrong silently."""

from typing import Any

import pytest
from django.core.checks import run_checks

from credit_portal import checks

pytestmark = pytest.mark.django_db


def _ids() -> set[str]:
    return {str(found.id) for found in run_checks(tags=["database"], databases=["default"])}


def test_a_sound_database_passes() -> None:
    assert not _ids() & {"portal.E001", "portal.E002", "portal.E003", "portal.W001"}


def test_one_role_for_both_is_an_error(settings: Any) -> None:
    settings.PUBLIC_ROLE = settings.APP_ROLE
    assert "portal.E003" in _ids()


@pytest.mark.parametrize(("name", "sql", "code"), [
    ("CHINESE", "select false", "portal.E001"), ("OWNED", "select 3", "portal.E002"),
])  # fmt: skip
def test_a_bad_locale_or_owner_is_an_error(
    name: str, sql: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, name, sql)
    assert code in _ids()


def test_a_year_without_calendar_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "loaded_years", list)
    assert "portal.W002" in _ids()
