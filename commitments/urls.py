"""`/staff/commitments/`."""

from django.urls import path

from commitments.views import (
    approval,
    board,
    case,
    contradictions,
    files,
    filing,
    verification,
)

app_name = "commitments"
urlpatterns = [
    path("", board.board, name="board"),
    path("export/", board.export, name="export"),
    path("new/", filing.new, name="new"),
    path("approve/", approval.approve_many, name="approve-many"),
    path("contradictions/", contradictions.queue, name="contradictions"),
    path(
        "contradictions/reopen/<uuid:commitment_id>/",
        contradictions.reopen,
        name="contradictions-reopen",
    ),
    path(
        "contradictions/<uuid:contradiction_id>/",
        contradictions.contradiction,
        name="contradiction",
    ),
    path(
        "contradictions/<uuid:contradiction_id>/contact/",
        contradictions.contact,
        name="contradiction-contact",
    ),
    path(
        "contradictions/<uuid:contradiction_id>/file/",
        contradictions.file,
        name="contradiction-file",
    ),
    path(
        "contradictions/<uuid:contradiction_id>/comment/",
        contradictions.comment,
        name="contradiction-comment",
    ),
    path(
        "contradictions/<uuid:contradiction_id>/<slug:name>/",
        contradictions.act,
        name="contradiction-act",
    ),
    path("<uuid:commitment_id>/", case.case, name="case"),
    path("<uuid:commitment_id>/edit/", filing.edit, name="edit"),
    path("<uuid:commitment_id>/<slug:name>/", case.act, name="act"),
    path("verifications/<uuid:task_id>/", verification.task, name="task"),
    path("verifications/<uuid:task_id>/<slug:name>/", verification.act, name="task-act"),
    path("evidence/<uuid:evidence_id>/", files.evidence, name="evidence"),
    path("evidence/<uuid:evidence_id>/shown/", files.shown, name="evidence-shown"),
]
