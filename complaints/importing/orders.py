"""Row handler of work orders: all rows of a file or none, each number once.

Who reported is sealed while the file is read, for the case that the row will become; columns that
are not recognised are not kept at all. Once the rows are applied their texts stand with the cases
alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints import codes, policies
from complaints.exchange_orders import NUMBER, Order, order_of
from complaints.importing.columns import COLUMNS, IDENTITY
from complaints.models import WorkOrder
from complaints.services import identity_sealing, orders
from complaints.services.identity_sealing import Sealed
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory.row_handlers.shared import choice, date_field, yes_or_no
from credit_portal.imports import mapping as matching
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Problem, RowHandler
from integrity_files.codes import BreachCategory

NAME = "hotline_orders"
#: Stands before what was sealed, for whoever looks at the preview.
MARK = "已加密封存 "
DATES = ("started_on", "due_on", "happened_on")
FLAGS = ("is_business", "is_anonymous", "is_secret", "may_publish", "may_call")
CHOICES: dict[str, Any] = {
    "purpose": codes.Purpose, "category": BreachCategory, "urgency": codes.Urgency,
}  # fmt: skip
#: A time of day behind a day, as platforms write it.
TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
BETWEEN = re.compile(r"[\s,，、;；]+")


class OrderRows(RowHandler):
    """Work orders of the 12345 platform."""

    title = _("12345 work orders")
    columns = COLUMNS
    verb = policies.EXCHANGE
    whole = True

    def keep(self, headers: Sequence[str], cells: Sequence[str]) -> list[str] | None:
        """The cells of recognised columns, who reported sealed in the place of the first of his.

        Raises Invalid ("columns_missing") for a table without the columns of the template,
        DomainError `vault_not_ready` while nothing can be sealed.
        """
        found = matching.recognise(headers, COLUMNS)
        if matching.missing_required(found, COLUMNS):
            raise Invalid(
                "columns_missing",
                _("Use the headers of the template: other columns are not kept here."),
                field="file",
            )
        row, named = matching.pick(cells, headers, found), set(found.values())
        kept = [cell if headers[at] in named else "" for at, cell in enumerate(cells)]
        kept += [""] * (len(headers) - len(kept))
        places = [list(headers).index(found[name]) for name in IDENTITY if name in found]
        for at in places:
            kept[at] = ""
        if places:
            kept[places[0]] = MARK + _sealed(row).as_text()
        return kept

    def validate(self, row: dict[str, str], context: Any) -> Checked:
        """Read a row; say what becomes of an order that is here already."""
        checked = Checked(key=row.get("number", ""))
        if not re.fullmatch(NUMBER, checked.key):
            checked.errors.append(Problem("number_wrong", WRONG_NUMBER, "number"))
        for name, read in READERS.items():
            if row.get(name):
                checked.cleaned[name], problems = read(row, name)
                checked.errors += problems
        started = checked.cleaned.get("started_on")
        if started and date.fromisoformat(started) > clock.today():
            checked.errors.append(Problem("date_future", FUTURE, "started_on"))
        checked.cleaned["sealed"] = _token(row)
        if not checked.errors:
            _compare(checked)
        return checked

    def said(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The row without what sealing makes anew each time."""
        return {**cleaned, "sealed": _mark(cleaned.get("sealed", ""))}

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """Take the orders; their numbers in the same order. The rows keep nothing of them."""
        for row in rows:
            orders.receive(actor=actor, order=_order(row.cleaned), source="file")
        numbers = [str(row.cleaned["number"]) for row in rows]
        ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(raw=[], cleaned={})
        return numbers

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """A case is not taken back by its file."""
        raise Conflict(
            "orders_stay", _("Somebody reported these; a case that came by mistake is refused.")
        )

    def happened(self, event: str, actor: Actor, batch: ImportBatch) -> None:
        """One audit row for the batch."""
        if event == "committed":
            audit.record(
                "complaints.orders_imported", actor=actor, target=batch,
                new={"rows": batch.rows_done, "sha256": batch.file_sha256},
            )  # fmt: skip


WRONG_NUMBER = _("Letters, digits, - and _ only, 4 to 40 of them.")
FUTURE = _("This day is still to come.")
NO_NUMBER = _("Enter a number without unit.")
ENDED = _("The case of this order has ended; what is new comes under a number of its own.")
FURTHER = _("This order is here already; what is new is added to its case.")
Read = tuple[Any, list[Problem]]


def _text(row: dict[str, str], name: str) -> Read:
    return row[name], []


def _day(row: dict[str, str], name: str) -> Read:
    return date_field({name: TIME.sub("", row[name])}, name)


def _choice(row: dict[str, str], name: str) -> Read:
    return choice(row[name], CHOICES[name], name)


def _amount(row: dict[str, str], name: str) -> Read:
    try:
        found = Decimal(row[name].replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None, [Problem("number_unreadable", NO_NUMBER, name)]
    fits = found.is_finite() and 0 <= found < Decimal(10) ** 14
    if not fits or found != found.quantize(Decimal("0.01")):
        return None, [Problem("number_unreadable", NO_NUMBER, name)]
    return str(found.quantize(Decimal("0.01"))), []


def _people(row: dict[str, str], name: str) -> Read:
    if not re.fullmatch(r"[1-9][0-9]{0,6}", row[name], re.ASCII):
        return None, [Problem("number_unreadable", NO_NUMBER, name)]
    return int(row[name]), []


def _numbers(row: dict[str, str], name: str) -> Read:
    found = [one for one in BETWEEN.split(row[name]) if one]
    if any(not re.fullmatch(NUMBER, one) for one in found):
        return [], [Problem("number_wrong", WRONG_NUMBER, name)]
    return found[:50], []


READERS: dict[str, Callable[[dict[str, str], str], Read]] = {
    **dict.fromkeys(
        ("number", "query_code", "title_zh", "facts_zh", "division", "accused_zh", "accused_code"),
        _text,
    ),
    **dict.fromkeys(DATES, _day),
    **dict.fromkeys(FLAGS, yes_or_no),
    **dict.fromkeys(CHOICES, _choice),
    "amount": _amount, "people": _people, "related": _numbers,
}  # fmt: skip


def _sealed(row: dict[str, str]) -> Sealed:
    """Who reported, sealed for the case that the order has or will have; nothing of whoever wishes
    to stay anonymous."""
    anonymous, wrong = yes_or_no(row, "is_anonymous")
    identity = {told: row.get(name, "") for name, told in IDENTITY.items()}
    known = {} if anonymous or wrong else identity
    agreed, unclear = yes_or_no(row, "may_call")
    case_id = orders.case_of(row.get("number", ""))
    return identity_sealing.seal(known, case_id, may_call=bool(agreed and not unclear))


def _token(row: dict[str, str]) -> str:
    """What `keep` sealed, as text; "" where the table has no column about who reported."""
    cells = (row.get(name, "") for name in IDENTITY)
    return next((one.removeprefix(MARK) for one in cells if one.startswith(MARK)), "")


def _mark(token: str) -> str:
    """By which the same identity is known again, however often it was sealed."""
    return Sealed.of_text(token).mark if token else ""


def _order(cleaned: dict[str, Any]) -> Order:
    token, given = cleaned["sealed"], dict(cleaned)
    sealed = Sealed.of_text(token) if token else identity_sealing.seal({})
    for name in DATES:
        given[name] = date.fromisoformat(given[name]) if given.get(name) else None
    if given.get("amount"):
        given["amount"] = Decimal(given["amount"])
    return order_of(given, sealed)


def _compare(checked: Checked) -> None:
    """What the portal has under this number already."""
    found = WorkOrder.objects.select_related("case").filter(pk=checked.key).first()
    if found is None:
        return
    order = _order(checked.cleaned)
    if bytes(found.digest) == order.digest():
        checked.existing = found.number
    elif not orders.may_be_added(found.case, order):
        checked.errors.append(Problem("order_ended", ENDED, "number"))
    else:
        checked.warnings.append(Problem("order_known", FURTHER, "number"))
