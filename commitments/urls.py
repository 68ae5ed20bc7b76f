"""`/staff/commitments/`."""

from django.urls import path

from commitments.views import (
    approval,
    authority,
    board,
    case,
    change,
    desk,
    files,
    filing,
    guided,
    verification,
)

app_name = "commitments"
urlpatterns = [
    path("", board.board, name="board"),
    path("export/", board.export, name="export"),
    path("new/", filing.new, name="new"),
    path("approve/", approval.approve_many, name="approve-many"),
    path("guided/", guided.begin, name="guided-begin"),
    path("<uuid:commitment_id>/guided/<int:number>/", guided.step, name="guided"),
    path("many/", desk.many, name="many"),
    path("last-year/", desk.last_year, name="last-year"),
    path("templates/", desk.templates, name="templates"),
    path("templates/<uuid:template_id>/retire/", desk.retire, name="template-retire"),
    path("views/", desk.save_view, name="view-save"),
    path("views/<uuid:view_id>/forget/", desk.forget_view, name="view-forget"),
    path("<uuid:commitment_id>/", case.case, name="case"),
    path("<uuid:commitment_id>/edit/", filing.edit, name="edit"),
    path("<uuid:commitment_id>/authority/", authority.authority, name="authority"),
    path("changes/<uuid:change_id>/", change.case, name="change"),
    path("changes/<uuid:change_id>/edit/", change.edit, name="change-edit"),
    path("changes/<uuid:change_id>/<slug:name>/", change.act, name="change-act"),
    path("<uuid:commitment_id>/<slug:name>/", case.act, name="act"),
    path("verifications/<uuid:task_id>/", verification.task, name="task"),
    path("verifications/<uuid:task_id>/<slug:name>/", verification.act, name="task-act"),
    path("evidence/<uuid:evidence_id>/", files.evidence, name="evidence"),
    path("evidence/<uuid:evidence_id>/shown/", files.shown, name="evidence-shown"),
]
