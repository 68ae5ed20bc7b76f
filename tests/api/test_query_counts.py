"""Each list asks the database as recorded, for 2 rows as for 20 (style rule 16).

UPDATE_QUERY_COUNTS=1 records anew; the file is part of the review.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credit_portal.publishing import services
from tests.api.support import Staff
from tests.commitments import scenes
from tests.portal.support import commitment
from tests.publishing.support import decide

pytestmark = pytest.mark.django_db
RECORD = Path(__file__).resolve().parents[1] / "query_counts.json"
PUBLIC = [
    "/api/v1/records/", "/api/v1/records/?outcome=open", "/api/v1/records/?q=停车",
    "/api/v1/changes/", "/api/v1/organisations/", "/api/v1/divisions/",
    "/", "/records/", "/commitments/", "/search/?q=停车", "/organisations/", "/feeds/records.atom",
    "/records/?format=atom", "/sitemap.xml", "/removals/", "/api/v1/removals/", "/open-data/",
    "/boards/", "/boards/bodies/",
    "/api/v1/openings/", "/api/v1/openings/displayed/?block=0", "/api/v1/openings/codes/",
]  # fmt: skip
STAFF = ["/api/v1/commitments/", "/api/v1/verifications/"]
#: The clock row of tests and the demonstration banner are no part of a list.
ASIDE = ("common_clockrow", "common_cache")


def count(client: Client, address: str) -> int:
    """Statements of one answer, once what lives as long as the process is warm."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return sum(not any(name in one["sql"] for name in ASIDE) for one in found.captured_queries)


def recorded(address: str, measured: int) -> int:
    """The count that the file tells; writes it when asked to."""
    known: dict[str, int] = json.loads(RECORD.read_text(encoding="utf-8"))
    if os.environ.get("UPDATE_QUERY_COUNTS") == "1":
        known[address] = measured
        text = json.dumps(dict(sorted(known.items())), ensure_ascii=False, indent=2)
        RECORD.write_text(text + "\n", encoding="utf-8")
    return known[address]


def publish(count: int, body: Any, officer: Any, approver: Any) -> None:
    """Put that many more commitments on display."""
    for number in range(count):
        document = commitment(body, f"新增停车位{number}个")
        decide(body, officer, approver, kind="commitment", document=document)
    services.publish_all()


@pytest.mark.parametrize("address", PUBLIC)
def test_public_lists(address: str, bureau: Any, officer: Any, approver: Any) -> None:
    publish(2, bureau, officer, approver)
    few = count(Client(), address)
    publish(18, bureau, officer, approver)
    many = count(Client(), address)
    assert few == many == recorded(address, many)


def test_the_page_of_a_body(bureau: Any, officer: Any, approver: Any) -> None:
    address = f"/organisations/{bureau.slug}/"
    publish(2, bureau, officer, approver)
    few = count(Client(), address)
    publish(18, bureau, officer, approver)
    many = count(Client(), address)
    assert few == many == recorded("/organisations/<address>/", many)


@pytest.mark.parametrize("address", STAFF)
def test_staff_lists(address: str, clock: Any, officer: Any, approver: Any, post: Any) -> None:
    client = Staff(officer).client

    def more(number: int) -> int:
        for _one in range(number):
            row = scenes.registered(officer, approver, post)
            assert row.registered_on is not None
            scenes.fulfilled(row, officer, row.registered_on)
        return count(client, address)

    few, many = more(2), more(18)
    assert few == many == recorded(address, many)
