"""`/staff/changes/`: the page on which the second person decides."""

from typing import Any

import pytest
from django.urls import reverse

from credit_portal.workflow.models import Change
from tests.workflow.conftest import Number

pytestmark = pytest.mark.django_db


def test_the_second_person_sees_and_confirms(
    client: Any,
    change: Change,
    number: Number,
    second_system_administrator: Any,
) -> None:
    client.force_login(second_system_administrator)
    page = client.get(reverse("desk:change", args=[change.pk])).content.decode()
    assert change.payload_sha in page and "<del>1</del>" in page and "<ins>2</ins>" in page
    address = reverse("desk:change-act", args=[change.pk, "confirm"])
    answer = client.post(address, {"payload_sha": change.payload_sha, "idempotency_key": "k1"})
    assert (answer.status_code, number.value) == (302, 2)


def test_the_list_has_what_waits_and_what_was_decided(
    client: Any,
    change: Change,
    second_system_administrator: Any,
) -> None:
    client.force_login(second_system_administrator)
    assert change.subject in client.get(reverse("desk:changes")).content.decode()
    address = reverse("desk:change-act", args=[change.pk, "refuse"])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "不妥"}).status_code == 302
    page = client.get(reverse("desk:changes")).content.decode()
    assert "已否决" in page


def test_the_proposer_may_only_take_it_back(
    client: Any,
    change: Change,
    system_administrator: Any,
) -> None:
    client.force_login(system_administrator)
    page = client.get(reverse("desk:change", args=[change.pk])).content.decode()
    assert reverse("desk:change-act", args=[change.pk, "withdraw"]) in page
    assert reverse("desk:change-act", args=[change.pk, "confirm"]) not in page
    address = reverse("desk:change-act", args=[change.pk, "confirm"])
    answer = client.post(address, {"payload_sha": change.payload_sha})
    assert answer.status_code == 403


def test_it_refuses_those_whom_it_does_not_concern(
    client: Any,
    change: Change,
    auditor: Any,
) -> None:
    client.force_login(auditor)
    assert client.get(reverse("desk:changes")).status_code == 403
    assert client.get(reverse("desk:change", args=[change.pk])).status_code == 404
