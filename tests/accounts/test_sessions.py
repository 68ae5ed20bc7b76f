"""Expired sessions are deleted, once a day however often beat asks."""

from datetime import timedelta

import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from credit_portal.accounts import sessions
from credit_portal.common import clock


def _session(key: str, age: timedelta) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() - age)


def test_only_expired_ones_go_and_once_a_day(db: None) -> None:
    _session("old", timedelta(days=1))
    _session("new", -timedelta(days=1))
    assert sessions.clear_expired()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    _session("older", timedelta(days=1))
    assert not sessions.clear_expired()
    assert Session.objects.count() == 2
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        assert sessions.clear_expired()
    assert not Session.objects.exists()
