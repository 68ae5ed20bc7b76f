"""An unknown value refuses to start."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from credit_portal import env


def test_a_misspelt_truth_refuses_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", "ture")
    with pytest.raises(ImproperlyConfigured, match="DEMO"):
        env.env_bool("DEMO")


def test_a_word_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(ImproperlyConfigured, match="PORT"):
        env.env_int("PORT", 8000)


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "s").write_text("hidden\n")
    monkeypatch.setenv("API_KEY_FILE", str(tmp_path / "s"))
    assert env.env_str("API_KEY") == "hidden"


def test_a_secret_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    first = env.env_secret("FRESH", tmp_path)
    assert env.env_secret("FRESH", tmp_path) == first
    assert (tmp_path / "fresh").stat().st_mode & 0o077 == 0


def test_a_socket_folder_can_be_the_host() -> None:
    found = env.database_from_url("postgres://role:p%40ss@/portal?host=/run/pg&port=5433")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "role",
        "p@ss",
        "/run/pg",
        "5433",
        "portal",
    )


@pytest.mark.parametrize("url", ["mysql://x/y", "postgres://host", "", "nonsense"])
def test_anything_but_postgresql_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        env.database_from_url(url)
