"""`/staff/commitments/`."""

from django.urls import path

from commitments.views import (
    approval,
    board,
    case,
    files,
    filing,
    sheet_import,
    sheet_parameters,
    sheets,
    verification,
)

app_name = "commitments"
urlpatterns = [
    path("", board.board, name="board"),
    path("export/", board.export, name="export"),
    path("new/", filing.new, name="new"),
    path("approve/", approval.approve_many, name="approve-many"),
    path("sheets/", sheets.index, name="sheets"),
    path("sheets/parameters/", sheet_parameters.index, name="sheet-parameters"),
    path("sheets/parameters/<slug:code>/", sheet_parameters.parameter, name="sheet-parameter"),
    path("sheets/<uuid:sheet_id>/", sheets.sheet, name="sheet"),
    path("sheets/<uuid:sheet_id>/fields/<slug:code>/", sheets.field, name="sheet-field"),
    path("sheets/<uuid:sheet_id>/acts/<slug:name>/", sheets.act, name="sheet-act"),
    path("sheets/<uuid:sheet_id>/table/", sheets.table, name="sheet-table"),
    path("sheets/<uuid:sheet_id>/import/", sheet_import.upload, name="sheet-upload"),
    path(
        "sheets/<uuid:sheet_id>/import/<uuid:batch_id>/",
        sheet_import.preview,
        name="sheet-import",
    ),
    path("<uuid:commitment_id>/", case.case, name="case"),
    path("<uuid:commitment_id>/edit/", filing.edit, name="edit"),
    path("<uuid:commitment_id>/<slug:name>/", case.act, name="act"),
    path("verifications/<uuid:task_id>/", verification.task, name="task"),
    path("verifications/<uuid:task_id>/<slug:name>/", verification.act, name="task-act"),
    path("evidence/<uuid:evidence_id>/", files.evidence, name="evidence"),
    path("evidence/<uuid:evidence_id>/shown/", files.shown, name="evidence-shown"),
]
