"""What every test finds: reset locale, its own media and mail, both aliases allowed."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core.signals import setting_changed
from django.test import Client
from django.utils import translation

from credit_portal.common import frames
from credit_portal.common.templatetags import kept
from credit_portal.portal import caching
from tests.plugins import speed

__all__ = [
    "pytest_collection_modifyitems",
    "quick_passwords",
    "surroundings",
    "woken_signer",
]


#: Argon2 takes its time on purpose; tests of signing in would take it a hundred times.
QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"


def _force_login(self: Client, user: Any, backend: str | None = None) -> None:
    """Signed in without the door counts as a fresh proof by both factors, whatever the test does
    to the time."""
    SIGN_IN(self, user, backend)
    session = self.session
    session["proven_at"] = float("inf")
    session["has_second_factor"] = True
    session.save()


def _setting_changed(*, setting: str, **_change: Any) -> None:
    """Parts of pages depend on any setting but the folder of files, which each test changes."""
    if setting != "MEDIA_ROOT":
        kept.forget()
        frames.forget()
    caching.forget()


SIGN_IN = Client.force_login
FOLDERS = count()
setting_changed.connect(_setting_changed)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Passwords are hashed fast."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = [QUICK, *settings.PASSWORD_HASHERS]
    hashers.reset_hashers(setting="PASSWORD_HASHERS")


@pytest.fixture(autouse=True)
def surroundings(
    settings: Any, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Chinese by default, files in the test's own folder (made by who stores one), nothing of what
    an earlier test read, whoever is signed in has just proven who he is. Mail stays in memory,
    as Django has it in every test."""
    monkeypatch.setattr(Client, "force_login", _force_login)
    settings.MEDIA_ROOT = str(tmp_path_factory.getbasetemp() / f"media-{next(FOLDERS)}")
    translation.activate("zh-hans")
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def woken_signer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is appended is signed at once: the wake-up does not go to a process but calls the
    signer, at commit where the test commits, else on the spot."""
    from django.db import transaction

    from credit_portal.ledger import signer, waking

    commits = request.node.get_closest_marker("committed") is not None

    def wake() -> None:
        if commits:
            transaction.on_commit(signer.sign_pending)
        else:
            signer.sign_pending()

    monkeypatch.setattr(waking, "wake", wake)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`committed` tests get a fresh clone; all others use the aliases in one transaction."""
    speed.long_ones_first(items)
    speed.leave_what_stays()
    speed.know_columns_quickly()
    for item in items:
        names: list[str] = item.fixturenames  # type: ignore[attr-defined]
        if item.get_closest_marker("committed"):
            names.insert(0, "committed_database")
        elif "db" in names or item.get_closest_marker("django_db"):
            mark = pytest.mark.django_db(databases=["default", "public_read", "signer", "vault"])
            item.add_marker(mark, append=False)
