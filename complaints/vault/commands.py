"""What the vault can be asked: {"do": command, …} -> {"ok": true, …} or {"error": code}.

Nothing that it opens is written anywhere, and of a failure only the kind is: the texts of
exceptions may quote what they failed on.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import Error, connections

from complaints import sealing
from complaints.sealing import CannotOpen
from complaints.vault import keys
from complaints.vault.memory import Allowance, Calls
from complaints.vault.numbers import normal
from complaints.vault.protocol import Message
from complaints.vault.reseal import Resealing
from complaints.vault.rules import VAULT, Refused, Rules, Sealed

logger = logging.getLogger(__name__)
MOST_CANDIDATES = 1000
LONGEST_NUMBER = 40
#: Callers that are compared in an hour: a busy desk's, too few to try numbers out.
CALLERS_AN_HOUR = 1000
WALK_SECONDS, REST_SECONDS = 0.05, 3600.0


class Vault:
    """Keys, memory and rules behind the commands; used by one thread."""

    def __init__(self, rules: Rules, calls: Calls | None = None) -> None:
        self._rules = rules
        self._calls = Calls() if calls is None else calls
        self._keys = keys.load()
        self._walk: Resealing | None = Resealing(self._keys)
        self._identities = Allowance(settings.VAULT_IDENTITIES_AN_HOUR)
        self._numbers = Allowance(settings.VAULT_NUMBERS_AN_HOUR)
        self._comparisons = Allowance(CALLERS_AN_HOUR)
        self._commands: dict[str, Callable[[Message], Message]] = {
            "ping": self._ping,
            "call_started": self._call_started,
            "call_number": self._call_number,
            "call_bucket": self._call_bucket,
            "call_forgotten": self._call_forgotten,
            "same_caller": self._same_caller,
            "open_identity": self._open_identity,
            "open_original": self._open_original,
            "open_contact": self._open_contact,
        }

    def answer(self, question: Message) -> Message:
        """Carry out one command. Never raises; an error is answered as its code."""
        name = question.get("do")
        command = self._commands.get(name) if isinstance(name, str) else None
        if command is None:
            return {"error": "unknown_command"}
        try:
            self._notice_new_keys()
            return {"ok": True, **command(question)}
        except Refused as refusal:
            code = refusal.code
        except CannotOpen:
            code = "cannot_open"
        except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
            code = "malformed"
        except Error:
            code = "database_away"
            self._reconnect()
        except Exception as error:  # whatever breaks, the next question is answered
            logger.critical("the vault failed at %s: %s", name, type(error).__name__)
            code = "failed"
        if code != "malformed":
            logger.warning("the vault refuses %s: %s", name, code)
        return {"error": code}

    def idle(self) -> float:
        """Seal a batch anew where there is a newer key; seconds until it wants to go on."""
        try:
            self._notice_new_keys()
            if self._walk is None:
                self._walk = Resealing(self._keys)
            if self._walk.step():
                return WALK_SECONDS
            if self._walk.closed:
                logger.critical("%s sealed values cannot be opened", self._walk.closed)
            self._walk = None
            return REST_SECONDS
        except Error:
            self._reconnect()
            return 5.0

    def _notice_new_keys(self) -> None:
        if keys.numbers() != sorted(self._keys.private):
            self._keys = keys.load()
            self._walk = Resealing(self._keys)

    @staticmethod
    def _reconnect() -> None:
        for alias in (VAULT, "default"):
            connections[alias].close()

    def _ping(self, question: Message) -> Message:
        return {"key": self._keys.newest.id, "calls": len(self._calls)}

    def _call_started(self, question: Message) -> Message:
        number = _text(question, "number", LONGEST_NUMBER)
        bucket = question.get("bucket", 0)
        if not normal(number) or not isinstance(bucket, int):
            raise ValueError
        self._calls.started(str(_id(question, "call")), number, bucket)
        return {}

    def _call_number(self, question: Message) -> Message:
        call = _id(question, "call")
        if not self._rules.hears(call, _id(question, "user")):
            raise Refused("not_live")
        return {"number": self._number_of(call)}

    def _call_bucket(self, question: Message) -> Message:
        call = _id(question, "call")
        if not self._rules.hears(call, _id(question, "user")):
            raise Refused("not_live")
        return {"bucket": self._calls.bucket(str(call))}

    def _call_forgotten(self, question: Message) -> Message:
        self._calls.forgotten(str(_id(question, "call")))
        return {}

    def _same_caller(self, question: Message) -> Message:
        call, candidates = _id(question, "call"), question["candidates"]
        if not isinstance(candidates, list) or len(candidates) > MOST_CANDIDATES:
            raise ValueError
        if not self._rules.hears(call, _id(question, "user")):
            raise Refused("not_live")
        _within(self._comparisons, call)
        wanted = normal(self._number_of(call))
        same = [n for n, one in enumerate(candidates) if self._number_in(one) == wanted]
        return {"same": same}

    def _number_in(self, candidate: Message) -> str | None:
        """The number of a candidate, comparable; None when it cannot be opened."""
        try:
            return normal(self._opened(Sealed(_bytes(candidate, "sealed"), str(candidate["aad"]))))
        except CannotOpen:
            return None

    def _number_of(self, call: UUID) -> str:
        number = self._calls.number(str(call))
        if number is None:
            raise Refused("no_number")
        return number

    def _open_identity(self, question: Message) -> Message:
        request, user = _id(question, "request"), _id(question, "user")
        _within(self._identities, request)
        return {"identity": self._opened(self._rules.identity(request, user))}

    def _open_original(self, question: Message) -> Message:
        request, user = _id(question, "request"), _id(question, "user")
        head = _bytes(question, "head")
        if len(head) != sealing.FILE_HEAD:
            raise ValueError
        _within(self._identities, request)
        place = self._rules.original(request, user, _id(question, "original"))
        own = sealing.open_sealed(head, place, self._keys.private)
        return {"key": base64.b64encode(own).decode()}

    def _open_contact(self, question: Message) -> Message:
        call_back, user = _id(question, "call_back"), _id(question, "user")
        _within(self._numbers, call_back)
        return {"contact": self._opened(self._rules.contact(call_back, user))}

    def _opened(self, sealed: Sealed) -> str:
        return sealing.open_sealed(sealed.blob, sealed.place, self._keys.private).decode()


def _within(allowance: Allowance, thing: UUID) -> None:
    if not allowance.take(str(thing)):
        raise Refused("too_many")


def _id(question: Message, name: str) -> UUID:
    return UUID(_text(question, name, 36))


def _text(question: Message, name: str, longest: int) -> str:
    value = question[name]
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError
    return value


def _bytes(question: Message, name: str) -> bytes:
    return base64.b64decode(question[name], validate=True)
