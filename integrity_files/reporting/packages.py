"""A batch as files: CSV, XLSX and a package of both with a table of contents and digests."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter

from credit_portal.imports.tables import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx
from integrity_files.codes_reporting import ReportAct
from integrity_files.models.reporting import ReportBatch, ReportLine
from integrity_files.reporting import messages, signing

ZIP_TYPE = "application/zip"
TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE, "zip": ZIP_TYPE}
ACTS_ZH = {ReportAct.REPORT: "新增", ReportAct.UPDATE: "更新", ReportAct.WITHDRAW: "撤回"}
CHANNELS_ZH = {"bodies": "政务失信记录（机构）", "persons": "政务失信记录（个人，限定渠道）"}


def file_of(batch: ReportBatch, lines: list[ReportLine], kind: str) -> bytes:
    """One of the files of a batch: "csv", "xlsx" or "zip"."""
    return _MAKERS[kind](batch, lines)


def csv_of(batch: ReportBatch, lines: list[ReportLine]) -> bytes:
    """The rows as CSV."""
    return write_csv(messages.HEADERS, [messages.cells_of(batch, line) for line in lines])


def xlsx_of(batch: ReportBatch, lines: list[ReportLine]) -> bytes:
    """The rows as a workbook whose first sheet is the table of contents."""
    rows = [messages.cells_of(batch, line) for line in lines]
    facts = [list(pair) for pair in facts_of(batch, lines)]
    return write_xlsx(
        [("目录", ["项目", "内容"], facts), ("记录", messages.HEADERS, rows)]
    )  # fmt: skip


def facts_of(batch: ReportBatch, lines: list[ReportLine]) -> list[tuple[str, str]]:
    """What the table of contents says of the batch."""
    acts = Counter(line.act for line in lines)
    return [
        ("批次号", batch.name),
        ("渠道", CHANNELS_ZH[batch.channel]),
        ("生成日期", batch.made_on.isoformat()),
        ("记录数", str(len(lines))),
        *[(ACTS_ZH[act], str(acts[act])) for act in ReportAct],
        ("内容摘要 SHA-256", batch.digest),
    ]


def zip_of(batch: ReportBatch, lines: list[ReportLine]) -> bytes:
    """Both files and `目录.csv`, which names each with its size and SHA-256; a signature over the
    table of contents stands beside it."""
    files = {f"{batch.name}.{kind}": file_of(batch, lines, kind) for kind in ("csv", "xlsx")}
    listed = [
        [name, str(len(content)), hashlib.sha256(content).hexdigest()]
        for name, content in files.items()
    ]
    facts = [[name, value, ""] for name, value in facts_of(batch, lines)]
    contents = write_csv(["文件或项目", "字节数或内容", "SHA-256"], [*listed, *facts])
    files["目录.csv"] = contents
    files["目录.csv.sig"] = f"{signing.key_id()} {signing.sign(contents)}\n".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return out.getvalue()


_MAKERS = {"csv": csv_of, "xlsx": xlsx_of, "zip": zip_of}
