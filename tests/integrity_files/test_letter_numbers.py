"""Numbers of letters under concurrent issue: no gap and no double, with real commits."""

from __future__ import annotations

from typing import Any

import pytest

from credit_portal.common import acts
from integrity_files.models import Letter
from integrity_files.services import letters
from tests.threads import at_once

pytestmark = pytest.mark.committed
TEXTS = {"addressee_zh": "示例法院", "title_zh": "商请函", "body_zh": "请予支持。"}


def test_no_gap_and_no_double(db: None, credit_officer: Any, credit_reviewer: Any) -> None:
    drafts = [
        acts.run(letters.draft_letter, actor=credit_officer, kind="letter", texts=TEXTS).value
        for _n in range(4)
    ]

    def fail(*, actor: Any, letter_id: Any) -> None:
        letters.issue_letter(actor=actor, letter_id=letter_id)
        raise RuntimeError("the disk is full")

    services: list[Any] = [fail, letters.issue_letter, letters.issue_letter, letters.issue_letter]
    places = list(zip(services, drafts, strict=True))

    def issue() -> str:
        service, row = places.pop()
        acts.run(service, actor=credit_reviewer, letter_id=row.pk)
        return "issued"

    results = at_once(issue, 4)
    assert sorted(str(one) for one in results) == ["issued"] * 3 + ["the disk is full"]
    found = Letter.objects.filter(state="issued").values_list("sequence", flat=True)
    assert sorted(one for one in found if one is not None) == [1, 2, 3]
