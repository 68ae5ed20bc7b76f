"""Conditional reads: 304 when nothing changed, and never for what has changed."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credit_portal.directory.models import Organisation
from tests.api.support import get
from tests.portal.support import commitment, put
from tests.publishing.support import publish, source

pytestmark = pytest.mark.django_db


def paths(ref: str, slug: str) -> list[str]:
    """Reads of every kind."""
    return [
        "records/",
        "records/?outcome=open&limit=1",
        f"records/{ref}/",
        f"records/{ref}/proof/",
        f"records/{ref}/proof/?format=tlog-proof",
        "organisations/",
        f"organisations/{slug}/",
        "divisions/?limit=2",
        "changes/",
        "deadlines/?start=2026-09-24&unit=working_day&count=5",
        "schema/",
    ]


def test_what_is_known_is_not_sent_again(shown: Any, bureau: Any) -> None:
    for path in paths(shown.ref, bureau.slug):
        first = get(path)
        assert first.status_code == 200, path
        again = get(path, If_None_Match=first["ETag"])
        assert (again.status_code, again.content) == (304, b""), path
        assert again["ETag"] == first["ETag"]
        assert get(path, If_None_Match=f'"other", W/{first["ETag"]}').status_code == 304
        assert get(path, If_None_Match='"other"').status_code == 200
        assert get(path, If_None_Match="*").status_code == 304


def test_a_304_of_a_record_costs_one_query(shown: Any) -> None:
    for path in ("records/", f"records/{shown.ref}/"):
        tag = get(path)["ETag"]
        with CaptureQueriesContext(connection) as found:
            assert get(path, If_None_Match=tag).status_code == 304
        assert len([one for one in found if "clockrow" not in one["sql"]]) == 1


def test_a_publication_changes_what_it_touches(
    shown: Any, bureau: Any, officer: Any, approver: Any
) -> None:
    touched = ["records/", "changes/", f"organisations/{bureau.slug}/"]
    tags = {path: get(path)["ETag"] for path in touched}
    put(bureau, officer, approver, "第二件事")
    for path, tag in tags.items():
        assert get(path, If_None_Match=tag).status_code == 200, path


def test_a_new_name_is_seen_without_any_publication(shown: Any, bureau: Any) -> None:
    tags = {path: get(path)["ETag"] for path in ("organisations/", f"organisations/{bureau.slug}/")}
    Organisation.objects.filter(pk=bureau.pk).update(name_zh="示例市住房局")
    for path, tag in tags.items():
        assert get(path, If_None_Match=tag).status_code == 200


def test_a_display_ends_at_midnight_for_caches_too(
    clock: Any, bureau: Any, officer: Any, approver: Any
) -> None:
    clock.move_to("2026-03-02 23:59:59+08:00")
    publish(
        bureau,
        officer,
        approver,
        kind="commitment",
        document=commitment(bureau),
        source=source(),
        until=date(2026, 3, 2),
    )
    row = get("records/").json()["results"][0]
    tags = {path: get(path)["ETag"] for path in ("records/", f"records/{row['ref']}/")}
    assert get("records/", If_None_Match=tags["records/"]).status_code == 304
    clock.move_to("2026-03-03 00:00:00+08:00")
    assert get("records/", If_None_Match=tags["records/"]).json()["results"] == []
    gone = get(f"records/{row['ref']}/", If_None_Match=tags[f"records/{row['ref']}/"])
    assert gone.status_code == 410
    assert gone.json()["reason"]["code"] == "period_ended"


def test_what_does_not_exist_is_never_not_modified(db: None) -> None:
    assert get("records/SY-C2026-0000001X/", If_None_Match="*").status_code == 404
