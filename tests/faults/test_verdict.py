"""The comparison sees what is missing and what is there twice; a judge must be able to condemn."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from complaints.models import SealedOriginal
from complaints.services import originals
from credit_portal.files import storage
from credit_portal.publishing.services import publish_all
from tests.commitments import scenes
from tests.complaints import web_scenes
from tests.faults import report, verdict
from tests.faults.journal import Journal

pytestmark = pytest.mark.django_db


class Here:
    """A stage whose database is that of the test."""

    def __init__(self, folder: Path) -> None:
        self.environment = {"EMAIL_FILE_PATH": str(folder / "mail")}

    @contextmanager
    def database(self) -> Iterator[Any]:
        """The test's own connection, with the purpose that reading files needs."""
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.purpose', 'test', true)")
            yield cursor


def judged(folder: Path, *lines: dict[str, Any]) -> dict[str, Any]:
    """What the comparison says of a journal."""
    folder.mkdir(exist_ok=True)
    journal = Journal(folder / "journal.jsonl")
    for line in lines:
        journal.write(**line)
    return verdict.compare(Here(folder), folder / "journal.jsonl")  # type: ignore[arg-type]


def approval(case: Any, key: str) -> dict[str, Any]:
    """An acknowledged approval."""
    return {"kind": "approve", "key": key, "case": str(case)}


def test_what_was_published_is_found(registered: Any, tmp_path: Path) -> None:
    publish_all()
    found = judged(tmp_path, approval(registered.pk, "k1"), approval(registered.pk, "k1"))
    assert (found["lost"], found["doubled"], found["mispointed"]) == (0, 0, 0)
    assert found["made"]["publications"] == 1


def test_an_approval_that_was_never_published_is_lost(registered: Any, tmp_path: Path) -> None:
    found = judged(tmp_path, approval(registered.pk, "k1"))
    assert found["lost"] == 1


def test_an_act_that_left_no_trace_is_lost(registered: Any, tmp_path: Path) -> None:
    publish_all()
    draft = {"kind": "draft", "key": "k2", "title": "nobody filed this"}
    found = judged(tmp_path, approval(registered.pk, "k1"), draft)
    assert found["lost"] == 1
    assert "nobody filed this" in found["examples"]["lost"][0]


def test_a_draft_made_twice_is_doubled(officer: Any, post: Any, tmp_path: Path) -> None:
    for _twice in range(2):
        scenes.draft(officer, post, title_zh="同一表单")
    found = judged(tmp_path)
    assert (found["doubled"], list(found["examples"]["doubled"])) == (1, ["draft"])


@pytest.mark.usefixtures("vault_keys", "credit_office")
def test_a_report_counts_with_its_sealed_original_only(tmp_path: Path) -> None:
    facts = {**web_scenes.FACTS_GIVEN, "title_zh": "有附件的投诉"}
    web_scenes.filed(facts=facts, uploads=[web_scenes.paper()])
    web_scenes.filed()
    said = {"kind": "complaint", "key": "k", "case": ""}
    whole = judged(tmp_path / "a", {**said, "title": "有附件的投诉"})
    assert (whole["lost"], whole["doubled"], whole["mispointed"]) == (0, 0, 0)
    bare = judged(tmp_path / "b", {**said, "title": web_scenes.TITLE})
    assert bare["lost"] == 1
    for one in SealedOriginal.objects.all():
        storage.remove(one.storage_name, originals.AREA)
    assert "sealed original" in judged(tmp_path / "c")["examples"]["lost"][0]


@pytest.mark.parametrize("name", ["lost", "doubled", "mispointed", "wrong", "contradictions"])
def test_one_of_them_is_enough_to_fail(name: str) -> None:
    good = {
        "lost": 0, "doubled": 0, "mispointed": 0, "wrong": [], "contradictions": [], "holds": [],
        "converged_after": 2.0,
    }  # fmt: skip
    assert report.held(good)
    assert not report.held({**good, name: 1})
    assert not report.held({**good, "converged_after": None})
