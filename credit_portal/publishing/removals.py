"""What was removed and why, from the log: every removal and correction, naming nothing and nobody.

Through the alias `public_read`. The body is the publishing body as the leaf names it: of a natural
person the municipal publishing office (security.md 1.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from credit_portal.common import clock
from credit_portal.ledger.note import encode
from credit_portal.publishing.models import Act, Basis, Disclosure, Displayed, Removal
from credit_portal.publishing.models.decision import REMOVING
from credit_portal.publishing.selectors import PUBLIC, end_of

#: Acts after which something that was public is public no more: a record, or a wrong text.
ENDING = (Act.CORRECT.value, *sorted(act.value for act in REMOVING))
#: The basis of an end by date, as the job will write it.
BY_DATE = "E01"
_TOLD = (
    "ref", "rec", "kind", "leaf_index", "seq", "act", "basis_id", "basis__name_zh",
    "basis__name_en", "agency", "at", "removal__reason", "removal__notice", "removal__salt",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What to look for; empty fields ask for nothing. `month` is the first day of one (Shanghai),
    `agency` the code of a publishing body."""

    acts: tuple[str, ...] = tuple(ENDING)
    month: date | None = None
    basis: str = ""
    agency: str = ""

    def condition(self) -> Q:
        """The condition on versions."""
        wanted = Q(act__in=self.acts)
        if self.month is not None:
            following = date(self.month.year + self.month.month // 12, self.month.month % 12 + 1, 1)
            wanted &= Q(at__gte=_begin(self.month), at__lt=_begin(following))
        for name, value in (("basis_id", self.basis), ("agency", self.agency)):
            if value:
                wanted &= Q(**{name: value})
        return wanted

    def takes(self, one: Mapping[str, Any]) -> bool:
        """Whether an end by date that no leaf tells yet is asked for."""
        month = clock.day_of(one["at"]).replace(day=1)
        return (
            one["act"] in self.acts
            and self.month in (None, month)
            and self.basis in ("", one["basis_id"])
            and self.agency in ("", one["agency"])
        )


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.TZ)


def entries(asked: Asked | None = None) -> "QuerySet[Any, dict[str, Any]]":
    """Removals and corrections that stand in the log, as dictionaries, the newest first.

    `again` says that the record has been restored since.
    """
    later = Disclosure.objects.using(PUBLIC).filter(
        rec=OuterRef("rec"), seq__gt=OuterRef("seq"), act=Act.RESTORE
    )
    found: QuerySet[Any, Any] = Disclosure.objects.using(PUBLIC).filter(
        (asked or Asked()).condition()
    )
    return found.values(*_TOLD, again=Exists(later)).order_by("-leaf_index")


def not_noted(asked: Asked | None = None) -> list[dict[str, Any]]:
    """What ended by its date and no leaf tells yet: the job is about to write it."""
    ended = Displayed.objects.using(PUBLIC).filter(until__lt=clock.today()).order_by("until", "ref")
    rows = list(ended.values("ref", "rec", "kind", "until", agency=F("disclosure__agency")))
    if not rows:
        return []
    basis = Basis.objects.using(PUBLIC).get(pk=BY_DATE)
    found = [
        {
            **dict.fromkeys(_TOLD), **row, "act": Act.EXPIRE.value, "basis_id": BY_DATE,
            "basis__name_zh": basis.name_zh, "basis__name_en": basis.name_en,
            "at": end_of(row["until"] or clock.today()),
            "removal__reason": Removal.Reason.PERIOD_ENDED.value, "again": False,
        }
        for row in rows
    ]  # fmt: skip
    return [one for one in found if (asked or Asked()).takes(one)]


def counts(asked: Asked | None = None) -> list[dict[str, Any]]:
    """How many by `month` (its first day, Shanghai), `act`, `basis` and `agency`, as `n`."""
    wanted = asked or Asked()
    groups = (
        Disclosure.objects.using(PUBLIC)
        .filter(wanted.condition())
        .order_by()
        .annotate(month=TruncMonth("at", tzinfo=clock.TZ, output_field=DateField()))
        .values("month", "act", "agency", "basis_id")
        .annotate(n=Count("pk"))
    )
    written = [{**row, "basis": row["basis_id"]} for row in groups]
    waiting = [
        {
            "month": clock.day_of(one["at"]).replace(day=1), "act": one["act"],
            "agency": one["agency"], "basis": BY_DATE, "n": 1,
        }
        for one in not_noted(wanted)
    ]  # fmt: skip
    return written + waiting


def notice_of(one: Mapping[str, Any]) -> tuple[Any, str | None]:
    """The document that the leaf of a removal commits to, and the salt that opens it (base64);
    nothing for a correction, whose document is the record's own."""
    salt = one["removal__salt"]
    return one["removal__notice"], encode(bytes(salt)) if salt is not None else None
