"""An import from upload to undo."""

from typing import Any

import pytest
from django.utils import translation

from credit_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from credit_portal.imports import registry, selectors, services
from credit_portal.imports.models import ImportBatch, ImportRow, Mapping
from tests.imports.samples import NAME, NoteRows, lines, numbered
from tests.imports.sentences import error_sentences, warning_sentences


def upload(actor: Any, content: bytes, **more: Any) -> ImportBatch:
    return services.upload(
        actor=actor, handler=NAME, content=content, file_name="../../x/清单.csv", **more
    )


def previewed(actor: Any, content: bytes) -> ImportBatch:
    return services.preview(actor=actor, batch=upload(actor, content))


def test_headers_are_recognised_by_name_title_and_synonym(handler: NoteRows, keeper: Any) -> None:
    for header in ("标题,内容", "Title,Text", " 题 目 (必填),正文", "SUBJECT,TEXT"):
        batch = upload(keeper, lines(header, "甲,乙"))
        assert set(batch.columns) == {"title", "text"}
        assert batch.file_name == "清单.csv"


def test_the_preview_finds_errors_and_duplicates(handler: NoteRows, keeper: Any) -> None:
    handler.there = {"已有"}
    batch = previewed(keeper, lines("标题,内容", "甲,1", ",2", "坏,3", "甲,4", "已有,5", "乙"))
    rows = {row.line_number: row for row in selectors.rows_of(batch)}
    assert [rows[n].state for n in range(2, 8)] == [
        "valid",
        "invalid",
        "invalid",
        "duplicate",
        "duplicate",
        "invalid",
    ]
    assert (batch.rows_invalid, batch.rows_duplicate, batch.rows_to_do) == (3, 2, 1)
    assert rows[6].result_id == "id-已有"
    with translation.override("en"):
        assert error_sentences(batch)[0] == (
            "Line 3, column “标题”: The cell is empty. Fill it in."
        )
        assert "line 2" in warning_sentences(batch)[0]
    assert selectors.error_table(batch).decode("utf-8-sig").count("\r\n") == 4
    assert handler.made == []


def test_nothing_is_imported_while_a_row_is_wrong(handler: NoteRows, keeper: Any) -> None:
    batch = previewed(keeper, lines("标题,内容", "甲,1", "坏,2"))
    with pytest.raises(Invalid) as caught:
        services.commit(actor=keeper, batch=batch)
    assert caught.value.code == "import_has_errors"
    assert services.commit_chunk(actor=keeper, batch=batch) is False
    assert handler.made == []


def test_rows_go_in_by_chunks_each_once(handler: NoteRows, keeper: Any) -> None:
    batch = previewed(keeper, numbered(120))
    services.commit(actor=keeper, batch=batch)
    done = []
    while services.commit_chunk(actor=keeper, batch=batch):
        batch.refresh_from_db()
        done.append((batch.rows_done, batch.percent))
    batch.refresh_from_db()
    assert done == [(50, 41), (100, 83)]
    assert (batch.rows_done, batch.state) == (120, "committed")
    assert services.commit_chunk(actor=keeper, batch=batch) is False
    assert handler.made == [f"id-题{n}" for n in range(1, 121)]
    assert handler.events == ["uploaded", "committed"]


def test_the_worker_does_it_all(handler: NoteRows, keeper: Any) -> None:
    batch = upload(keeper, numbered(60))
    assert services.run_waiting() == 1
    batch.refresh_from_db()
    assert batch.state == "previewed"
    services.commit(actor=keeper, batch=batch)
    services.run_waiting()
    batch.refresh_from_db()
    assert (batch.state, len(handler.made)) == ("committed", 60)
    assert services.run_waiting() == 0


def test_a_refusal_stops_the_batch_and_it_can_go_on(handler: NoteRows, keeper: Any) -> None:
    batch = previewed(keeper, numbered(70))
    services.commit(actor=keeper, batch=batch)
    handler.breaks_at = "题60"
    services.run_waiting()
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done) == ("failed", 50)
    assert batch.failure["code"] == "broken"
    handler.breaks_at = ""
    services.commit(actor=keeper, batch=batch)
    services.run_waiting()
    batch.refresh_from_db()
    assert batch.state == "committed"
    assert len(handler.made) == len(set(handler.made)) == 70


def test_a_closed_account_stops_its_imports(handler: NoteRows, keeper: Any) -> None:
    batch = previewed(keeper, numbered(3))
    services.commit(actor=keeper, batch=batch)
    type(keeper).objects.filter(pk=keeper.pk).update(is_active=False)
    services.run_waiting()
    batch.refresh_from_db()
    assert (batch.state, batch.failure["code"]) == ("failed", "import_actor_gone")


def test_undo_takes_all_back_once(handler: NoteRows, keeper: Any) -> None:
    batch = previewed(keeper, numbered(60))
    services.commit(actor=keeper, batch=batch)
    services.run_waiting()
    services.undo(actor=keeper, batch=batch)
    assert handler.made == []
    assert set(selectors.rows_of(batch).values_list("state", flat=True)) == {"undone"}
    with pytest.raises(Conflict):
        services.undo(actor=keeper, batch=batch)
    services.discard(actor=keeper, batch=batch)
    assert not ImportRow.objects.exists()


def test_columns_can_be_chosen_by_hand_and_kept(handler: NoteRows, keeper: Any) -> None:
    batch = upload(keeper, lines("A,B", "甲,乙"))
    with pytest.raises(Invalid) as caught:
        services.preview(actor=keeper, batch=batch)
    assert caught.value.code == "columns_missing"
    assert "标题" in str(caught.value)
    services.run_waiting()
    for wrong in ({"title": "C"}, {"nonsense": "A"}, {"text": "B"}):
        with pytest.raises(Invalid):
            services.set_columns(actor=keeper, batch=batch, columns=wrong)
    services.set_columns(actor=keeper, batch=batch, columns={"title": "A", "text": ""})
    assert services.preview(actor=keeper, batch=batch).rows_invalid == 0
    services.save_mapping(actor=keeper, batch=batch, name="我的对应")
    again = upload(keeper, lines("A,B", "丙,丁"), mapping="我的对应")
    assert again.columns == {"title": "A"}


def test_a_shipped_mapping_is_stored_at_first_use(handler: NoteRows, keeper: Any) -> None:
    registry.ship_mapping("notes-2021", NAME, {"title": "Promise"})
    batch = upload(keeper, lines("Promise,Who", "甲,乙"), mapping="notes-2021")
    assert batch.mapping == Mapping.objects.get(name="notes-2021", is_shipped=True)
    with pytest.raises(Invalid) as caught:
        upload(keeper, lines("Other,Who", "甲,乙"), mapping="notes-2021")
    assert caught.value.code == "header_missing"
    with pytest.raises(Conflict):
        services.save_mapping(actor=keeper, batch=batch, name="notes-2021")
    with pytest.raises(NotFound):
        upload(keeper, lines("A", "甲"), mapping="nothing")


def test_a_foreign_batch_does_not_exist(
    handler: NoteRows, keeper: Any, officer: Any, security_administrator: Any
) -> None:
    batch = previewed(keeper, numbered(2))
    for other in (officer, security_administrator):
        for service in (services.preview, services.commit, services.undo, services.discard):
            with pytest.raises(NotFound):
                service(actor=other, batch=batch)
        with pytest.raises(NotFound):
            selectors.batch_for(other, batch.pk)
    with pytest.raises(NotAllowed):
        upload(officer, numbered(2))


def test_an_uncommitted_batch_cannot_skip_its_preview(handler: NoteRows, keeper: Any) -> None:
    batch = upload(keeper, numbered(2))
    with pytest.raises(Conflict):
        services.commit(actor=keeper, batch=batch)
    with pytest.raises(Invalid):
        upload(keeper, lines("标题,内容"))
