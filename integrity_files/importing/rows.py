"""What a row of a list says as a lead. Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence

from credit_portal.directory import uscc
from credit_portal.imports.mapping import fold
from integrity_files.importing.columns import PERSONAL

#: Values of the party column that name organisations; everything else is taken for a person.
ORGANISATIONS = frozenset(
    {"1", "02", "03", "2", "3", "机关", "事业单位", "机关法人", "事业单位法人", "法人",
     "非法人组织", "法人及非法人组织", "法人或其他组织", "法人和其他组织", "组织", "单位",
     "organisation", "organization"}
)  # fmt: skip
#: In the court list 1 is an organisation; in the list of penalties 01 is a natural person.
COURT_PARTIES = ORGANISATIONS - {"02", "03", "2", "3"}
PENALTY_PARTIES = ORGANISATIONS - {"1"}
_PERSONAL = frozenset(fold(name) for name in PERSONAL)


def party_at(headers: Sequence[str], names: Sequence[str]) -> int | None:
    """Where the kind of party stands; None when the list does not say it."""
    wanted = [fold(name) for name in names]
    return next((at for at, header in enumerate(headers) if fold(header) in wanted), None)


def is_organisation(text: str, parties: frozenset[str]) -> bool:
    """Whether the cell names an organisation; in doubt it does not."""
    return unicodedata.normalize("NFKC", text).strip().casefold() in parties


def code_of(text: str) -> str:
    """A whole, valid code; "" for a masked or wrong one."""
    code = uscc.normalise(text)
    return code if uscc.problem(code) is None else ""


def is_other_kind(cells: Sequence[str]) -> bool:
    """Whether a code in the row is that of a firm or another body that no government runs: not
    registered by the office of establishments (GB 32100, first place 1)."""
    codes = [code for cell in cells if (code := code_of(cell))]
    return bool(codes) and not any(code.startswith("1") for code in codes)


def without_persons(headers: Sequence[str], cells: Sequence[str]) -> list[str]:
    """The cells with those emptied that concern natural persons."""
    return [
        "" if at < len(headers) and fold(headers[at]) in _PERSONAL else cell
        for at, cell in enumerate(cells)
    ]


def key_of(*parts: str) -> str:
    """One key for the same document about the same body: blanks and forms of brackets aside."""
    text = unicodedata.normalize("NFKC", "|".join(parts)).casefold()
    plain = "".join(char for char in text if not char.isspace())
    return hashlib.sha256(plain.encode()).hexdigest()[:40]


def facts_of(row: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """The facts of the lead: what the list says, field by field."""
    said = [f"{title}：{row[name]}" for name, title in titles.items() if row.get(name)]
    return "\n".join(said)[:5000]
