"""Every verb of the audit trail with its sentence in both languages. Apps register their own."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

_sentences: dict[str, tuple[str, str]] = {}


class UnknownVerb(LookupError):
    """A verb that no app registered: it could not be read in the trail."""


def register(sentences: Mapping[str, tuple[str, str]]) -> None:
    """Register verbs: {"commitments.approve": ("批准承诺", "approved a commitment")}."""
    for verb, pair in sentences.items():
        if _sentences.get(verb, pair) != pair:
            raise ValueError(f"{verb} is registered twice with different sentences")
        _sentences[verb] = pair


def require(verb: str) -> None:
    """Raise UnknownVerb unless the verb is registered."""
    if verb not in _sentences:
        raise UnknownVerb(verb)


def sentence(verb: str) -> str:
    """The verb in the active language; the bare verb when it is no longer registered."""
    chinese, english = _sentences.get(verb, (verb, verb))
    return english if (get_language() or "").startswith("en") else chinese


def pair(verb: str) -> tuple[str, str]:
    """The verb in Chinese and in English; the bare verb when it is no longer registered."""
    return _sentences.get(verb, (verb, verb))


def known() -> list[str]:
    """Every registered verb, sorted."""
    return sorted(_sentences)
