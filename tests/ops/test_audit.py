"""The verdict on packages: weak is red, unknown is loud."""

from typing import Any

import pytest

from ops import audit

SOUND = {"name": "a", "version": "1", "vulns": []}
WEAK = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1"}, {"id": "GHSA-2"}]}
UNKNOWN = {"name": "c", "version": "3", "skip_reason": "not found"}


@pytest.mark.parametrize(("found", "sound", "said"), [
    ([SOUND], True, "1 packages audited, 0 with"), ([SOUND, WEAK], False, "PYSEC-1, GHSA-2"),
    ([UNKNOWN], True, "NOT AUDITED: the advisory"), (None, True, "NOT AUDITED: the advisory"),
    ([SOUND, UNKNOWN], True, "NOT AUDITED: 1 packages"),
])  # fmt: skip
def test_what_is_not_known_is_never_called_sound_in_silence(
    found: Any, sound: bool, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.verdict(found, "requirements") is sound
    assert said in capsys.readouterr().out
