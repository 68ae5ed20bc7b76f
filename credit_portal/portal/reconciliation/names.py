"""Names and codes of all public bodies, present and former, ready to be compared.

Held in each process and read anew when the directory has changed or another day has begun (dated
names). Likeness is the Dice coefficient over pairs of neighbouring characters: Chinese names have
no spaces to split at, and pairs suit short ones better than groups of three.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max

from credit_portal.common import clock
from credit_portal.directory import selectors as directory
from credit_portal.directory import uscc
from credit_portal.directory.models import FormerAddress, Organisation, OrganisationName

PUBLIC = "public_read"
#: How sure each way of agreeing makes, of 100; what is only alike stays below SIMILAR.
EXACT, FOLDED, SHORT, FORMER_CODE = 100, 97, 95, 92
FORMER, FORMER_FOLDED, SIMILAR, SIMILAR_FORMER = 90, 88, 80, 75
LEAST = 25


@dataclass(frozen=True)
class Name:
    """A name of a body: as written, folded, its pairs, and what agreeing with it is worth."""

    slug: str
    text: str
    folded: str
    pairs: frozenset[str]
    exact: int
    alike: int
    likeness: int


@dataclass
class Names:
    """All of them, by what a question may ask."""

    bodies: dict[str, Organisation] = field(default_factory=dict)
    codes: dict[str, tuple[str, int]] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)
    by_folded: dict[str, list[Name]] = field(default_factory=dict)
    by_pair: dict[str, list[int]] = field(default_factory=dict)
    by_slug: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: Name) -> None:
        """Take in one name."""
        self.by_folded.setdefault(name.folded, []).append(name)
        for pair in name.pairs:
            self.by_pair.setdefault(pair, []).append(len(self.names))
        self.names.append(name)
        self.by_slug.setdefault(name.slug, []).append(name.text)

    def called(self, slug: str) -> list[str]:
        """All names of a body, present and former."""
        return list(dict.fromkeys(self.by_slug.get(slug, ())))

    def scores(self, text: str) -> dict[str, float]:
        """By slug how well each body answers, LEAST to 100; what is less alike is left out."""
        found: Counter[str] = Counter()
        for slug, score in self._pairs(text):
            found[slug] = max(found[slug], score)
        return {slug: round(score, 1) for slug, score in found.items() if score >= LEAST}

    def _pairs(self, text: str) -> Iterator[tuple[str, Any]]:
        if (code := uscc.normalise(text)[:80]) in self.codes:
            yield self.codes[code]
        plain, folded = clean(text), fold(text)
        for name in self.by_folded.get(folded, ()):
            yield name.slug, name.exact if name.text == plain else name.alike
        wanted = pairs_of(folded)
        shared: Counter[int] = Counter()
        for pair in wanted:
            shared.update(self.by_pair.get(pair, ()))
        for number, common in shared.items():
            name = self.names[number]
            yield name.slug, name.likeness * 2 * common / (len(wanted) + len(name.pairs))


def clean(text: str) -> str:
    """One spelling of widths and spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def fold(text: str) -> str:
    """Letters and digits alone, without case."""
    return "".join(c for c in clean(text).casefold() if c.isalnum())


def pairs_of(folded: str) -> frozenset[str]:
    """Pairs of neighbouring characters; a single one stands for itself."""
    if len(folded) < 2:
        return frozenset({folded} - {""})
    return frozenset(folded[at : at + 2] for at in range(len(folded) - 1))


_kept: dict[str, tuple[Any, Names]] = {}


def names() -> Names:
    """The names of today; one small query as long as nothing changed."""
    version = (clock.today(), _version())
    kept = _kept.get("names")
    if kept is None or kept[0] != version:
        kept = _kept["names"] = (version, _read())
    return kept[1]


def _version() -> tuple[Any, ...]:
    rows = Organisation.objects.using(PUBLIC)
    found = rows.aggregate(Max("updated_at"), Count("pk"))
    dated = OrganisationName.objects.using(PUBLIC).aggregate(
        Max("valid_from"), Max("valid_to"), Count("pk")
    )
    return (*found.values(), *dated.values())


def _read() -> Names:
    found = Names()
    slugs = {}
    for body in directory.organisations(using=PUBLIC):
        found.bodies[body.slug] = body
        slugs[body.pk] = body.slug
        if body.code:
            found.codes[body.code] = (body.slug, EXACT)
        present = (body.name_zh, body.name_en)
        _take(found, body.slug, present, (EXACT, FOLDED, SIMILAR))
        _take(found, body.slug, (body.short_name_zh,), (SHORT, SHORT, SIMILAR_FORMER))
    for dated in OrganisationName.objects.using(PUBLIC).filter(valid_to__lt=clock.today()):
        former = (dated.name_zh, dated.name_en)
        worth = (FORMER, FORMER_FOLDED, SIMILAR_FORMER)
        _take(found, slugs[dated.organisation_id], former, worth)
    for left in FormerAddress.objects.using(PUBLIC):
        code = uscc.normalise(left.slug)
        found.codes.setdefault(code, (slugs[left.organisation_id], FORMER_CODE))
    return found


def _take(found: Names, slug: str, texts: Iterable[str], worth: tuple[int, int, int]) -> None:
    for text in texts:
        folded = fold(text)
        if folded:
            found.add(Name(slug, clean(text), folded, pairs_of(folded), *worth))
