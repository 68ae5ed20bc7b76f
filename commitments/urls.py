"""`/staff/commitments/`."""

from django.urls import path

from commitments.views import approval, board, case, files, filing, verification

app_name = "commitments"
urlpatterns = [
    path("", board.board, name="board"),
    path("export/", board.export, name="export"),
    path("new/", filing.new, name="new"),
    path("approve/", approval.approve_many, name="approve-many"),
    path("<uuid:commitment_id>/", case.case, name="case"),
    path("<uuid:commitment_id>/edit/", filing.edit, name="edit"),
    path("<uuid:commitment_id>/<slug:name>/", case.act, name="act"),
    path("verifications/<uuid:task_id>/", verification.task, name="task"),
    path("verifications/<uuid:task_id>/<slug:name>/", verification.act, name="task-act"),
    path("evidence/<uuid:evidence_id>/", files.evidence, name="evidence"),
    path("evidence/<uuid:evidence_id>/shown/", files.shown, name="evidence-shown"),
]
