"""What a page shows beside records changes its validator too."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.models import Division
from credit_portal.directory.services import rename
from credit_portal.portal import caching

pytestmark = pytest.mark.django_db


def test_a_renamed_body_is_seen_at_once(client: Client, bureau: Any) -> None:
    first = client.get("/organisations/")
    again = client.get("/organisations/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    clock.advance_to(clock.now() + timedelta(days=1))
    rename(actor=SYSTEM, organisation=bureau, name_zh="示例市住房局", effective_on=clock.today())
    fresh = client.get("/organisations/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert fresh.status_code == 200
    assert "示例市住房局" in fresh.content.decode()


def test_a_changed_calendar_is_seen_at_once(client: Client, db: None) -> None:
    from credit_portal.workdays.models import CalendarVersion

    address = "/deadlines/?start=2026-12-18&unit=working_day&count=10"
    first = client.get(address)
    assert client.get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    row = CalendarVersion.objects.get()
    row.token = "00000000-0000-4000-8000-000000000000"
    row.save()
    assert client.get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_names_of_divisions_and_the_foot_are_seen_at_once(client: Client, settings: Any) -> None:
    def tag() -> str:
        caching.release.cache_clear()
        return str(client.get("/records/")["ETag"])

    first = tag()
    assert tag() == first
    place = Division.objects.order_by("code")[0]
    Division.objects.filter(pk=place.pk).update(name_zh=f"{place.name_zh}（新）")
    second = tag()
    settings.FOOT_CONTACT_ZH = "电话 024-00000000"
    third = tag()
    settings.LEDGER_WITNESSES = []
    settings.SITE_NAME_ZH = "信用示例"
    assert len({first, second, third, tag()}) == 4
    caching.release.cache_clear()
