"""Whether everything is done, and whether what was acknowledged is there, once and in its place."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.journal import read
from tests.faults.stage import Stage

LIMIT = 60.0

#: Rows that exist twice although each may exist once: what is doubled.
DOUBLED = {
    "publication": "select decision_id from publishing_disclosure group by 1 having count(*) > 1",
    "version": "select rec, seq from publishing_disclosure group by 1, 2 having count(*) > 1",
    "leaf": "select leaf_hash from ledger_entry group by 1 having count(*) > 1",
    "leaf without version": (
        "select idx from ledger_entry e where"
        " convert_from(entry, 'UTF8')::jsonb->>'act' not in ('codes', 'anchor', 'key')"
        " and not exists (select 1 from publishing_disclosure v where v.leaf_index = e.idx)"
    ),
    "draft": (
        "select title_zh from commitments_commitment where title_zh <> ''"
        " group by 1 having count(*) > 1"
    ),
    "evidence": "select title from commitments_evidence group by 1 having count(*) > 1",
    "complaint": "select title_zh from complaints_case group by 1 having count(*) > 1",
    "fact of a complaint": (
        "select text from complaints_casenote where kind = 'more' group by 1 having count(*) > 1"
    ),
    "registration": (
        "select commitment_id from commitments_commitmentevent where name = 'registered'"
        " group by 1 having count(*) > 1"
    ),
    "date passed": (
        "select commitment_id from commitments_commitmentevent where name = 'due_passed'"
        " group by 1 having count(*) > 1"
    ),
    "verification": (
        "select commitment_id from commitments_verification where state <> 'dismissed'"
        " group by 1, period_id having count(*) > 1"
    ),
    "notice": (
        "select dedupe_key from notices_notice group by dedupe_key, recipient_id, channel"
        " having count(*) > 1"
    ),
    "file entry": (
        "select source_id from integrity_files_fileentry group by source_type, source_id,"
        " source_version, category_id, organisation_id, person_id having count(*) > 1"
    ),
    "daily job": "select job, day from common_jobrun group by 1, 2 having count(*) > 1",
}
#: Rows that point at something else than their own.
POINTED = {
    "version and leaf": (
        "select v.id from publishing_disclosure v join ledger_entry e on e.idx = v.leaf_index"
        " where (v.rec, v.seq::text, v.act) is distinct from"
        " (convert_from(e.entry, 'UTF8')::jsonb->>'rec',"
        "  convert_from(e.entry, 'UTF8')::jsonb->>'seq',"
        "  convert_from(e.entry, 'UTF8')::jsonb->>'act') or v.leaf_hash <> e.leaf_hash"
    ),
    "display and case": (
        "select s.ref from publishing_displayed s join commitments_commitment c on c.ref = s.ref"
        " where s.document::jsonb->>'title_zh' <> c.title_zh"
    ),
    "complaint and proof of receipt": (
        "select web - proofs from (select count(*) from complaints_intakeproof) p (proofs),"
        " (select count(*) from complaints_case where channel = 'web') c (web) where web <> proofs"
    ),
    "case without its reference": (
        "select c.id from commitments_commitment c join publishing_decision d"
        " on d.source_id = c.id::text join publishing_disclosure v on v.decision_id = d.id"
        " where v.ref <> c.ref"
    ),
}
#: How an acknowledged act shows in the database: rows of (subject, number of them).
SHOWN = {
    "draft": "select title_zh, count(*) from commitments_commitment group by 1",
    "submit": (
        "select commitment_id::text, count(*) from commitments_commitmentevent"
        " where name = 'submitted' group by 1"
    ),
    "take_back": (
        "select commitment_id::text, count(*) from commitments_commitmentevent"
        " where name = 'taken_back' group by 1"
    ),
    "return": (
        "select commitment_id::text, count(*) from commitments_commitmentevent"
        " where name = 'returned' group by 1"
    ),
    "approve": (
        "select d.source_id, count(v.id) from publishing_decision d"
        " left join publishing_disclosure v on v.decision_id = d.id"
        " where d.act = 'publish' and not d.automatic group by 1, d.id"
    ),
    "report": "select commitment_id::text, count(*) from commitments_performancereport group by 1",
    "propose": (
        "select commitment_id::text, count(*) from commitments_commitmentevent"
        " where name = 'outcome_proposed' group by 1"
    ),
    "confirm": (
        "select commitment_id::text, count(*) from commitments_verification"
        " where state = 'confirmed' group by 1"
    ),
    "evidence": "select title, count(*) from commitments_evidence group by 1",
    # Reported is who finds his case, its sealed original, and the proof that it was received.
    "complaint": (
        "select c.title_zh, count(distinct c.id) from complaints_case c"
        " join complaints_sealedoriginal o on o.case_id = c.id group by 1"
    ),
    "added": "select text, count(*) from complaints_casenote group by 1",
}
#: Acts that are known by what was written, not by their case.
TITLED = {"draft", "evidence", "complaint", "added"}
#: Entries in files: one for the body and one for the holder of the post, per confirmed outcome.
ENTRIES = """
select v.id::text, count(distinct f.id) from commitments_verification v
  left join integrity_files_fileentry f on f.source_id in (v.id::text, v.commitment_id::text)
 where v.state = 'confirmed' group by 1
"""


def wait(stage: Stage) -> float | None:
    """Moment at which nothing is left to do and everything holds; None after a minute."""
    limit = time.monotonic() + LIMIT
    while time.monotonic() < limit:
        stage.look()
        try:
            if not unfinished() and not faults():
                return time.monotonic()
        except Exception as error:  # the server is just coming up
            print(f"not yet: {type(error).__name__}", flush=True)
        stage.sleep(0.2)
    print(f"unfinished: {unfinished()}; faults: {faults()}", flush=True)
    return None


def unfinished() -> dict[str, int]:
    """Decisions that wait for publication, passed dates that nobody marked, entries not signed."""
    from django.db import connections

    from credit_portal.common import clock

    connections.close_all()
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "select (select count(*) from publishing_decision where done_at is null),"
            " (select count(*) from workflow_deadline where due_on < %s and outcome = ''"
            " and overdue_at is null and not provisional and suspended_on is null),"
            " (select size - (select coalesce(max(size), 0) from ledger_checkpoint)"
            " from ledger_state)",
            [clock.today()],
        )
        decisions, dates, unsigned = cursor.fetchone()
    found = {"decisions": decisions, "dates": dates, "unsigned entries": unsigned}
    return {name: count for name, count in found.items() if count}


def faults() -> list[str]:
    """Broken invariants, and faults of the ledger."""
    from django.db import transaction

    from credit_portal.common import invariants
    from credit_portal.ledger.checks import check_ledger

    with transaction.atomic():
        broken = [f"{code}: {rows[:3]}" for code, rows in invariants.broken().items()]
    with transaction.atomic():
        return broken + check_ledger().faults


def compare(stage: Stage, journal: Path) -> dict[str, Any]:
    """Lost, doubled, mis-pointed; each with its first examples."""
    lines = list(read(journal))
    with stage.database() as cursor:

        def rows(statement: str) -> list[tuple[Any, ...]]:
            cursor.execute(statement)
            return list(cursor.fetchall())

        lost = _lost(lines, rows)
        doubled = {name: found for name, sql in DOUBLED.items() if (found := rows(sql))}
        pointed = {name: found for name, sql in POINTED.items() if (found := rows(sql))}
        entries = [row for row in rows(ENTRIES) if row[1] != 2]
        if entries:
            doubled["entries of an outcome"] = entries
        facts = {
            "publications": rows("select count(*) from publishing_disclosure")[0][0],
            "leaves": rows("select size from ledger_state")[0][0],
            "notices": rows("select count(*) from notices_notice")[0][0],
            "file_entries": rows("select count(*) from integrity_files_fileentry")[0][0],
        }
    lost += _missing_files(stage)
    return {
        "journal": len(lines),
        "lost": len(lost),
        "doubled": sum(len(found) for found in doubled.values()),
        "mispointed": sum(len(found) for found in pointed.values()),
        "examples": {
            "lost": lost[:10],
            "doubled": {name: str(found[:3]) for name, found in doubled.items()},
            "mispointed": {name: str(found[:3]) for name, found in pointed.items()},
        },
        "holds": faults(),
        "made": facts,
        "mails": _mails(stage),
    }


def _lost(lines: list[dict[str, Any]], rows: Callable[[str], list[tuple[Any, ...]]]) -> list[str]:
    """Acknowledged acts that do not show: per subject at least as many as acknowledged keys."""
    wanted: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for line in lines:
        subject = line["title"] if line["kind"] in TITLED else line["case"]
        wanted[line["kind"]][subject].add(line["key"])
    lost = []
    for kind, subjects in wanted.items():
        found: Counter[str] = Counter()
        for subject, count in rows(SHOWN[kind]):
            found[subject] += count
        lost += [
            f"{kind} {subject}: {len(keys)} acknowledged, {found[subject]} there"
            for subject, keys in subjects.items()
            if found[subject] < len(keys)
        ]
    return lost


def _missing_files(stage: Stage) -> list[str]:
    """Stored files whose bytes are not there, or not the same."""
    from complaints.models import SealedOriginal
    from complaints.services import originals
    from credit_portal.common.errors import DomainError
    from credit_portal.files import storage
    from credit_portal.files.models import StoredFile
    from credit_portal.files.services import read_clean

    missing = []
    for file in StoredFile.objects.all():
        try:
            read_clean(file)
        except DomainError:
            missing.append(f"bytes of file {file.pk}")
    sealed = SealedOriginal.objects.all()
    missing += [
        f"sealed original {one.pk}"
        for one in sealed
        if not storage.path(one.storage_name, originals.AREA).is_file()
    ]
    return missing


def _mails(stage: Stage) -> dict[str, int]:
    """Mails in the spool, and how many carry a Message-ID that another one has too."""
    folder = Path(stage.environment["EMAIL_FILE_PATH"])
    found: Counter[str] = Counter()
    for file in folder.glob("*"):
        for line in file.read_text(errors="replace").splitlines():
            if line.lower().startswith("message-id:"):
                found[line.partition(":")[2].strip()] += 1
    return {"sent": sum(found.values()), "again": sum(n - 1 for n in found.values())}
