"""A batch as it leaves: the same bytes at each attempt, made of what its lines say."""

from __future__ import annotations

from typing import Any

from integrity_files.models.reporting import ReportBatch, ReportLine
from integrity_files.reporting import formats
from integrity_files.reporting.mapping import canonical


def body_of(batch: ReportBatch, lines: list[ReportLine]) -> bytes:
    """The signed JSON of a batch; `lines` in their order with their items."""
    return canonical(
        {
            "batch": batch.name,
            "channel": batch.channel,
            "count": len(lines),
            "made_on": batch.made_on.isoformat(),
            "records": [
                {"act": line.act, "fields": fields_of(batch, line), "key": line.item.key}
                for line in lines
            ],
        }
    )


def fields_of(batch: ReportBatch, line: ReportLine) -> dict[str, Any]:
    """The fields of one record in this batch."""
    own = {"SX_PC": batch.name, "SX_CZ": line.act, "SX_XXBH": line.item.key}
    return {**line.item.payload, **own}


HEADERS = [f"{one.code} {one.title_zh}" for one in (*formats.BATCH_FIELDS, *formats.FIELDS)]
_CODES = [one.code for one in (*formats.BATCH_FIELDS, *formats.FIELDS)]


def cells_of(batch: ReportBatch, line: ReportLine) -> list[str]:
    """The fields of one record as the cells of a table."""
    fields = fields_of(batch, line)
    return [str(fields.get(code, "")) for code in _CODES]
