"""Divisions: loaded from the files that ship with the project, or made up for demonstration."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid
from credit_portal.directory.models import Division
from credit_portal.directory.policies import require_manage

DATA = Path(__file__).resolve().parent.parent / "data"
PROVINCE = Division(code="210000", name_zh="辽宁省", name_en="Liaoning", level="province")
CITY = Division(
    code="210100", name_zh="沈阳市", name_en="Shenyang", level="city", parent_id="210000"
)
#: Digit 7 of a street-level code (NBS): what kind of unit it is.
KIND_BY_DIGIT = {"0": "street", "1": "town", "2": "township", "4": "statistical"}
DISTRICT_NAMES_EN = {
    "210102": "Heping",
    "210103": "Shenhe",
    "210104": "Dadong",
    "210105": "Huanggu",
    "210106": "Tiexi",
    "210111": "Sujiatun",
    "210112": "Hunnan",
    "210113": "Shenbei New District",
    "210114": "Yuhong",
    "210115": "Liaozhong",
    "210123": "Kangping County",
    "210124": "Faku County",
    "210181": "Xinmin City",
}


@transaction.atomic
def load_reference() -> int:
    """Load province, city, 13 districts and 190 street-level units; safe to repeat.

    Returns how many divisions the files hold. Names are brought up to date, nothing is removed.
    """
    rows = [PROVINCE, CITY, *_districts(), *_units()]
    Division.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_zh", "name_en", "level", "parent", "kind", "is_fictional"],
    )
    return len(rows)


@transaction.atomic
def create_division(
    *,
    actor: Actor,
    code: str,
    name_zh: str,
    name_en: str = "",
    level: str,
    parent: Division | None = None,
    kind: str = "",
) -> Division:
    """Add a fictional division (示例市, 示例区, …); real ones come from the files only.

    Raises Invalid when a real division has the code. Adding it again changes nothing.
    """
    require_manage(actor, None)
    division, created = Division.objects.get_or_create(
        code=code,
        defaults={
            "name_zh": name_zh,
            "name_en": name_en,
            "level": level,
            "parent": parent,
            "kind": kind,
            "is_fictional": True,
        },
    )
    if not created and not division.is_fictional:
        raise Invalid("division_real", _("A real division has this code."), field="code")
    return division


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _districts() -> Iterator[Division]:
    for row in _rows("shenyang_districts.csv"):
        yield Division(
            code=row["code"],
            name_zh=row["name"],
            level="district",
            name_en=DISTRICT_NAMES_EN[row["code"]],
            parent_id="210100",
        )


def _units() -> Iterator[Division]:
    english = {row["code"]: row["name_en"] for row in _rows("street_names_en.csv")}
    for row in _rows("shenyang_streets_and_towns.csv"):
        code = row["code"]
        yield Division(
            code=code,
            name_zh=row["name"],
            name_en=english.get(code, ""),
            level="street",
            parent_id=row["areaCode"],
            kind=KIND_BY_DIGIT[code[6]],
        )
