"""Reads of the door: past sign-ins, open sessions, resets that wait, an account's state."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from credit_portal.accounts import factors
from credit_portal.accounts.models import (
    FactorReset,
    Lockout,
    ProviderLink,
    SignIn,
    StaffSession,
    User,
)
from credit_portal.accounts.services.open_sessions import alive
from credit_portal.accounts.sessions import machine_now


def sign_ins_of(user: User) -> QuerySet[SignIn]:
    """Past sign-ins and failed attempts, the newest first."""
    return SignIn.objects.filter(user=user).order_by("-at", "-id")


def open_sessions_of(user: User) -> list[StaffSession]:
    """Open sessions, the newest first."""
    return list(alive(user).order_by("-started_at", "-id"))


def waiting_resets() -> list[FactorReset]:
    """Resets that wait for a proposal or for the second administrator, the oldest first."""
    rows = FactorReset.objects.filter(outcome="")
    return list(
        rows.select_related("user__organisation", "user__post", "proposed_by__post").order_by("id")
    )


def provider_link_of(user: User) -> ProviderLink | None:
    """The account's subject at the sign-in provider."""
    return ProviderLink.objects.filter(user=user).first()


def linked_user(issuer: str, subject: str) -> User | None:
    """The open account linked with this subject, None when there is none."""
    link = ProviderLink.objects.select_related("user").filter(issuer=issuer, subject=subject)
    found = link.filter(user__is_active=True).first()
    return found.user if found else None


@dataclass(frozen=True)
class Door:
    """How an account stands at the door, for administrators: kinds and states, no secrets."""

    enrolled: bool
    reset: FactorReset | None
    closed: bool
    failures: int


def door_of(user: User) -> Door:
    """The state of an account's door."""
    lockout = Lockout.objects.filter(user=user).first()
    until = lockout.closed_until if lockout else None
    return Door(
        enrolled=factors.has_factor(user),
        reset=FactorReset.objects.filter(user=user, outcome="")
        .select_related("proposed_by__post")
        .first(),
        closed=until is not None and until > machine_now(),
        failures=lockout.failures if lockout else 0,
    )
