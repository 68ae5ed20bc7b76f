"""An import's life: uploaded, previewed, committed in chunks, taken back."""

from __future__ import annotations

import hashlib
import logging
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.common import acts, clock, db, jobs
from credit_portal.common.actors import SYSTEM, Actor, actor_id
from credit_portal.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from credit_portal.imports import mapping as matching
from credit_portal.imports import registry, selectors, withholding
from credit_portal.imports.cells import Row
from credit_portal.imports.checking import check_columns, check_rows
from credit_portal.imports.models import ImportBatch, ImportRow, Mapping
from credit_portal.imports.registry import Problem, RowHandler
from credit_portal.imports.rehearsal import rehearse

CHUNK = 50
MOVED_ON = "import_wrong_state"
WAKE = "credit_portal.imports.tasks.run_imports"
State = ImportBatch.State
logger = logging.getLogger(__name__)


@transaction.atomic
def upload(
    *,
    actor: Actor,
    handler: str,
    content: bytes,
    file_name: str,
    organisation_id: UUID | None = None,
    mapping: str = "",
    options: dict[str, Any] | None = None,
    file_id: UUID | None = None,
) -> ImportBatch:
    """Read a file into a batch; the worker previews it, or `preview` does at once.

    `mapping` names a shipped or saved mapping, else headers are recognised. Raises Invalid for an
    unreadable file or a mapping that does not fit, NotAllowed, NotFound for unknown names.
    """
    chosen = mapping_named(mapping, handler, actor) if mapping else None
    batch = ImportBatch(
        handler=handler,
        mapping=chosen,
        options=options or {},
        file_name=_clean(file_name),
        file_sha256=hashlib.sha256(content).hexdigest(),
        file_size=len(content),
        file_id=file_id,
        actor_id=actor_id(actor),
        organisation_id=organisation_id,
        created_at=clock.now(),
    )
    _require_may(actor, batch)
    table = withholding.read(batch, content, file_name)
    batch.headers, batch.rows_total = table.headers, len(table.rows)
    batch.columns = _columns(batch, chosen)
    if not table.rows:
        raise Invalid("import_no_rows", _("The file has a header but no rows."), field="file")
    batch.save(force_insert=True)
    ImportRow.objects.bulk_create([_stored(batch, row) for row in table.rows], batch_size=1000)
    registry.handler(handler).happened("uploaded", actor, batch)
    jobs.enqueue_on_commit(WAKE)
    return batch


@transaction.atomic
def set_columns(*, actor: Actor, batch: ImportBatch, columns: dict[str, str]) -> ImportBatch:
    """Choose which header feeds which field; the preview starts anew.

    Raises Invalid for an unknown field or header or a required field left out.
    """
    row = _own(actor, batch, State.UPLOADED, State.PREVIEWED)
    chosen = {name: header for name, header in columns.items() if header}
    check_columns(row, chosen)
    row.columns, row.state, row.previewed_at = chosen, State.UPLOADED, None
    row.options.pop("seconded_by", None)  # what was confirmed is what was shown
    row.save(update_fields=["columns", "state", "previewed_at", "options"])
    jobs.enqueue_on_commit(WAKE)
    return row


@transaction.atomic
def save_mapping(*, actor: Actor, batch: ImportBatch, name: str) -> Mapping:
    """Keep the batch's mapping under a name of the actor's own. Raises Conflict when taken."""
    row = _own(actor, batch, *State)
    title = name.strip()[:80]
    if not title:
        raise Invalid("mapping_name_missing", _("Give the mapping a name."), field="name")
    kept, created = Mapping.objects.get_or_create(
        name=title,
        defaults={"handler": row.handler, "columns": row.columns, "owner_id": actor_id(actor)},
    )
    if not created:
        if kept.is_shipped or kept.owner_id != actor_id(actor) or kept.handler != row.handler:
            raise Conflict("mapping_name_taken", _("Another mapping has this name."), field="name")
        kept.columns = row.columns
        kept.save(update_fields=["columns"])
    return kept


def mapping_named(name: str, handler: str, actor: Actor) -> Mapping:
    """A shipped mapping (stored at first use) or one of the actor's own. Raises NotFound."""
    shipped = registry.shipped_mappings().get(name)
    if shipped is not None and shipped[0] == handler:
        found, _created = Mapping.objects.update_or_create(
            name=name, defaults={"handler": handler, "columns": shipped[1], "is_shipped": True}
        )
        return found
    own = selectors.mappings_for(actor, handler).filter(name=name, is_shipped=False).first()
    if own is None:
        raise NotFound("mapping_unknown", _("There is no mapping of this name."))
    return own


@transaction.atomic
def preview(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Check every row: errors, warnings, duplicates; nothing outside the batch changes.

    Raises Invalid when a required column is fed by no header, Conflict after the commit.
    """
    row = own_unapplied(actor, batch)
    check_columns(row, row.columns)
    handler = registry.handler(row.handler)
    check_rows(row, handler)
    rehearse(row, handler, actor)
    row.options.pop("seconded_by", None)
    row.state, row.previewed_at, row.failure = State.PREVIEWED, clock.now(), {}
    row.save()
    return row


@transaction.atomic
def commit(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Let the rows be applied, in chunks, by the worker (or by `run_batch`).

    Raises Invalid while a row has errors (nothing is imported by halves), Conflict unless the
    batch was previewed or stopped.
    """
    row = _own(actor, batch, State.PREVIEWED, State.FAILED)
    if row.previewed_at is None:
        raise _moved_on()
    _require_clean(row)
    if registry.handler(row.handler).takes_two(row) and "seconded_by" not in row.options:
        raise Conflict(
            "import_takes_two", _("A second person has to confirm this import before it is done.")
        )
    return _begin(row)


@transaction.atomic
def second(*, actor: Actor, batch_id: UUID) -> ImportBatch:
    """Let the rows of somebody else's batch be applied, as its second person.

    Who uploaded it stays the one who acts in its name. Raises NotFound, NotAllowed (also for one's
    own batch), Invalid while a row has errors, Conflict unless it was previewed and waits.
    """
    row = db.lock(ImportBatch, batch_id)
    _require_may(actor, row)
    if registry.is_own_side(actor, row):
        raise NotAllowed("import_own", _("Another person has to confirm your import."))
    if row.state not in (State.PREVIEWED, State.FAILED) or row.previewed_at is None:
        raise _moved_on()
    _require_clean(row)
    row.options = {**row.options, "seconded_by": actor_id(actor)}
    return _begin(row)


def _require_clean(row: ImportBatch) -> None:
    if row.rows_invalid:
        raise Invalid(
            "import_has_errors",
            _(
                "Some rows have errors. Mend them in the file and upload it again; nothing was "
                "imported."
            ),
        )


def _begin(row: ImportBatch) -> ImportBatch:
    row.state, row.failure = State.COMMITTING, {}
    row.save(update_fields=["state", "failure", "options"])
    jobs.enqueue_on_commit(WAKE)
    return row


@transaction.atomic
def commit_chunk(*, actor: Actor, batch: ImportBatch) -> bool:
    """Apply the next rows (50 at most, or all where the handler's rows belong together); the chunk
    and its progress stand or fall together.

    True while rows are left. Does nothing unless the batch is being imported.
    """
    row = db.lock(ImportBatch, batch.pk)
    if row.state != State.COMMITTING:
        return False
    handler = _require_may(actor, row)
    rows = selectors.rows_of(row, ImportRow.State.VALID)
    chunk = list(rows if handler.whole else rows[:CHUNK])
    if chunk:
        results = handler.apply(chunk, actor, row)
        for item, result in zip(chunk, results, strict=True):
            item.result_id, item.state = result, ImportRow.State.DONE
        ImportRow.objects.bulk_update(chunk, ["result_id", "state"], batch_size=1000)
        row.rows_done += len(chunk)
    left = row.rows_done < row.rows_to_do and bool(chunk)
    if not left:
        row.state, row.finished_at = State.COMMITTED, clock.now()
        handler.happened("committed", actor, row)
    row.save(update_fields=["rows_done", "state", "finished_at"])
    return left


def run_batch(pk: UUID) -> ImportBatch | None:
    """Preview or import a waiting batch to its end, each chunk an act of its own.

    Safe to repeat and to kill at any instruction. A refusal stops the batch with its reason;
    it can be committed again or taken back then. None when the batch is gone.
    """
    batch = ImportBatch.objects.filter(pk=pk).first()
    if batch is None:
        return None
    try:
        _advance(batch)
    except (OperationalError, InterfaceError):
        raise  # the database went away: the next run goes on
    except Exception as error:  # whatever a row provokes must not stop the other batches
        if getattr(error, "code", "") != MOVED_ON:
            logger.exception("import %s stopped", pk)
            acts.run(stop, actor=SYSTEM, batch=batch, problem=_problem(error))
    return ImportBatch.objects.filter(pk=pk).first()


def _advance(batch: ImportBatch) -> None:
    actor = _actor_of(batch)
    if batch.state == State.UPLOADED:
        columns = registry.handler(batch.handler).columns
        if not matching.missing_required(batch.columns, columns):
            acts.run(preview, actor=actor, purpose="import", batch=batch)
    elif batch.state == State.COMMITTING:
        while acts.run(commit_chunk, actor=actor, purpose="import", batch=batch).value:
            pass


def run_waiting() -> int:
    """Work on every waiting batch once; how many there were."""
    waiting = selectors.waiting()
    for pk in waiting:
        run_batch(pk)
    return len(waiting)


@transaction.atomic
def stop(*, actor: Actor, batch: ImportBatch, problem: Problem) -> None:
    """Mark the batch as stopped for this reason, unless it ended meanwhile."""
    ImportBatch.objects.filter(pk=batch.pk, state__in=[State.UPLOADED, State.COMMITTING]).update(
        state=State.FAILED, failure=problem.as_json()
    )


@transaction.atomic
def undo(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Take back every imported row, all or nothing; a batch never committed is only closed.

    Raises Conflict when the handler says that a result has gone too far (approved, published),
    or when two persons did the import: one alone takes nothing of it back.
    """
    row = _own(
        actor,
        batch,
        State.UPLOADED,
        State.PREVIEWED,
        State.COMMITTING,
        State.COMMITTED,
        State.FAILED,
    )
    handler = registry.handler(row.handler)
    done = list(selectors.rows_of(row, ImportRow.State.DONE))
    if done and "seconded_by" in row.options:
        raise Conflict(
            "import_undo_takes_two",
            _("Two persons did this import; one alone cannot take it back. Propose the reverse."),
        )
    if done:
        handler.undo(done, actor, row)
        selectors.rows_of(row, ImportRow.State.DONE).update(state=ImportRow.State.UNDONE)
    handler.happened("undone", actor, row)
    row.state, row.rows_done, row.finished_at = State.UNDONE, 0, clock.now()
    row.save(update_fields=["state", "rows_done", "finished_at"])
    return row


@transaction.atomic
def discard(*, actor: Actor, batch: ImportBatch) -> None:
    """Remove a batch of which nothing was imported, with its rows. Raises Conflict else."""
    row = _own(actor, batch, State.UPLOADED, State.PREVIEWED, State.UNDONE, State.FAILED)
    if row.rows_done:
        raise Conflict("import_has_results", _("Rows of it were imported. Take them back first."))
    row.delete()


def own_unapplied(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Lock one of the actor's own batches of which nothing was applied. Raises Conflict else."""
    row = _own(actor, batch, State.UPLOADED, State.PREVIEWED, State.FAILED)
    if row.rows_done:
        raise _moved_on()
    return row


# -- helpers -------------------------------------------------------------------------------------
def _require_may(actor: Actor, batch: ImportBatch) -> RowHandler:
    handler = registry.handler(batch.handler)
    if not actor.may(handler.verb, handler.organisation(batch)):
        raise NotAllowed("import_not_allowed", _("You may not import here."))
    return handler


def _own(actor: Actor, batch: ImportBatch, *states: str) -> ImportBatch:
    """Lock one of the actor's own batches, in one of these states."""
    row = db.lock(selectors.visible_to(actor).select_related(None), batch.pk)
    _require_may(actor, row)
    if row.state not in states:
        raise _moved_on()
    return row


def _moved_on() -> Conflict:
    return Conflict(
        MOVED_ON, _("This import has moved on. Reload the page to see where it stands.")
    )


def _actor_of(batch: ImportBatch) -> Actor:
    if batch.actor_id == SYSTEM.id:
        return SYSTEM
    users = get_user_model()._default_manager
    found = users.filter(pk=batch.actor_id, is_active=True).first()
    if found is None:
        raise NotAllowed("import_actor_gone", _("The account that started this import is closed."))
    return found


def _columns(batch: ImportBatch, chosen: Mapping | None) -> dict[str, str]:
    if chosen is None:
        return matching.recognise(batch.headers, registry.handler(batch.handler).columns)
    check_columns(batch, chosen.columns)
    return dict(chosen.columns)


def _stored(batch: ImportBatch, row: Row) -> ImportRow:
    problems = [problem.as_json() | {"unreadable": "1"} for problem in row.problems]
    return ImportRow(
        batch=batch,
        line_number=row.line,
        raw=[cell.replace("\x00", "") for cell in row.cells],
        cleaned={},
        errors=problems,
        state=ImportRow.State.INVALID if problems else ImportRow.State.READ,
    )


def _problem(error: Exception) -> Problem:
    if isinstance(error, DomainError):
        return Problem.of(error)
    return Problem(
        "import_stopped",
        _(
            "The import stopped at an unexpected error. Start it again "
            "or take it back; the administrator finds it in the log."
        ),
    )


def _clean(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable())[:200] or "file"
