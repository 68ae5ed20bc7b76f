"""The one place that opens a durable transaction (style rule 2)."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock, logs
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.errors import Conflict, Invalid

_act_id: ContextVar[UUID | None] = ContextVar("act_id", default=None)
Answer = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class Done:
    """Outcome of an act: `value` is None when an earlier submission is answered again."""

    value: Any
    answer: dict[str, Any]
    replayed: bool = False


def current_act_id() -> UUID:
    """One id per user action, shared by all its audit rows; a fresh one outside of `run`, and for
    rows that keep no moment (`clock.days_only`): the log of requests names the others' with theirs.
    """
    return uuid4() if clock.is_rounded() else _act_id.get() or uuid4()


def _set_context(actor: Actor, purpose: str) -> None:
    """Transaction-local context for row-level security; gone at commit (security.md T7)."""
    _restore_context((actor_id(actor), purpose))


def _context() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(current_setting('app.actor', true), ''),"
            " coalesce(current_setting('app.purpose', true), '')"
        )
        actor, purpose = cursor.fetchone()
    return actor, purpose


def _restore_context(context: tuple[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.actor', %s, true), set_config('app.purpose', %s, true)",
            context,
        )


def _fingerprint(arguments: dict[str, Any]) -> bytes:
    """HMAC-SHA256 under a key that is not in the database: arguments from a small space (mobile
    numbers, codes) cannot be found by trying them all against the stored rows.

    After another SECRET_KEY what was sent before answers "idempotency_key_reused" when it is
    sent again, until the keys are purged (30 days); rows made by a plain digest before this are
    those of trial installations only, as nothing is released.
    """
    text = json.dumps(arguments, sort_keys=True, default=_plain, ensure_ascii=False)
    return salted_hmac("common.acts.fingerprint", text, algorithm="sha256").digest()


def _plain(value: Any) -> str:
    """Uploads count by name and size; everything else by its text."""
    size = getattr(value, "size", None)
    return f"{value}:{size}" if size is not None else str(value)


def _default_answer(value: Any) -> dict[str, Any]:
    key = getattr(value, "pk", None)
    return {} if key is None else {"id": str(key)}


def _claim(actor: Actor, service: str, key: str, fingerprint: bytes) -> dict[str, Any] | None:
    """Take the key, or return the answer stored under it. A concurrent twin waits here."""
    if len(key) > 200:
        raise Invalid("idempotency_key_too_long", _("The idempotency key is too long."))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into common_idempotencykey (actor_id, service, key, fingerprint, created_at)"
            " values (%s, %s, %s, %s, %s) on conflict do nothing",
            [actor_id(actor), service, key, fingerprint, clock.now()],
        )
        if cursor.rowcount == 1:
            return None
        cursor.execute(
            "select fingerprint, answer from common_idempotencykey"
            " where actor_id = %s and service = %s and key = %s",
            [actor_id(actor), service, key],
        )
        stored, answer = cursor.fetchone()
    if bytes(stored) != fingerprint:
        raise Conflict(
            "idempotency_key_reused",
            _("This form was already sent with other content. Reload the page and try again."),
        )
    return json.loads(answer) if isinstance(answer, str) else dict(answer or {})


def _keep(actor: Actor, service: str, key: str, answer: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update common_idempotencykey set answer = %s::jsonb"
            " where actor_id = %s and service = %s and key = %s",
            [json.dumps(answer, default=str), actor_id(actor), service, key],
        )


def run(
    service: Callable[..., Any],
    *,
    actor: Actor,
    purpose: str = "",
    idempotency_key: str | None = None,
    answer: Answer | None = None,
    **arguments: Any,
) -> Done:
    """Run `service(actor=actor, **arguments)` in one durable transaction, once per key.

    `answer(value)` makes the JSON that a repeated submission gets back. Raises whatever the
    service raises (nothing is kept then), Conflict when the key comes back with other content.
    """
    present = answer or _default_answer
    name = f"{service.__module__}.{service.__qualname__}"
    act = uuid4()
    token = _act_id.set(act)
    logs.also(act=str(act))
    try:
        with clock.steady(), transaction.atomic(durable=True):
            _set_context(actor, purpose)
            if not idempotency_key:
                value = service(actor=actor, **arguments)
                return Done(value, present(value))
            earlier = _claim(actor, name, idempotency_key, _fingerprint(arguments))
            if earlier is not None:
                return Done(None, earlier, replayed=True)
            value = service(actor=actor, **arguments)
            result = present(value)
            _keep(actor, name, idempotency_key, result)
            return Done(value, result)
    finally:
        _act_id.reset(token)


@contextmanager
def reading_as(
    actor: Actor, purpose: str, *, scope: Sequence[str] = (), own: str = ""
) -> Iterator[None]:
    """A transaction in which `actor` may read protected tables for `purpose`.

    `scope` are the paths of the bodies whose rows he may read today, `own` the key of his own
    person: tables about persons show nothing beyond them (row-level security).
    """
    token = _act_id.set(uuid4())
    try:
        with transaction.atomic():
            before = _context()
            _set_context(actor, purpose)
            _restrict(" ".join(scope), own)
            yield
            _restore_context(before)  # an outer transaction goes on without this purpose
            _restrict("", "")
    finally:
        _act_id.reset(token)


def _restrict(scope: str, own: str) -> None:
    """How far the reader sees, and on which day: transaction-local like the context."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.scope', %s, true), set_config('app.own', %s, true),"
            " set_config('app.day', %s, true)",
            [scope, own, clock.today().isoformat()],
        )
