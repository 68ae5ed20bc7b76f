"""`/staff/commitments/`."""

from django.urls import path

from commitments.views import (
    approval,
    board,
    campaigns,
    case,
    files,
    filing,
    old_accounts,
    verification,
)

app_name = "commitments"
urlpatterns = [
    path("", board.board, name="board"),
    path("export/", board.export, name="export"),
    path("new/", filing.new, name="new"),
    path("approve/", approval.approve_many, name="approve-many"),
    path("campaigns/", campaigns.board, name="campaigns"),
    path("campaigns/new/", campaigns.new, name="campaign-new"),
    path("campaigns/cases/<uuid:case_id>/", campaigns.case, name="campaign-case"),
    path("campaigns/cases/<uuid:case_id>/file/", campaigns.case_file, name="campaign-file"),
    path(
        "campaigns/cases/<uuid:case_id>/<slug:name>/",
        campaigns.case_act,
        name="campaign-case-act",
    ),
    path("campaigns/<uuid:campaign_id>/", campaigns.campaign, name="campaign"),
    path("campaigns/<uuid:campaign_id>/<slug:name>/", campaigns.campaign_act, name="campaign-act"),
    path("old-accounts/", old_accounts.board, name="old-accounts"),
    path("old-accounts/new/", old_accounts.new, name="old-account-new"),
    path("old-accounts/files/<uuid:note_id>/", old_accounts.file, name="old-account-file"),
    path("old-accounts/<uuid:account_id>/", old_accounts.account, name="old-account"),
    path(
        "old-accounts/<uuid:account_id>/claimant/",
        old_accounts.claimant,
        name="old-account-claimant",
    ),
    path("old-accounts/<uuid:account_id>/<slug:name>/", old_accounts.act, name="old-account-act"),
    path("<uuid:commitment_id>/", case.case, name="case"),
    path("<uuid:commitment_id>/edit/", filing.edit, name="edit"),
    path("<uuid:commitment_id>/<slug:name>/", case.act, name="act"),
    path("verifications/<uuid:task_id>/", verification.task, name="task"),
    path("verifications/<uuid:task_id>/<slug:name>/", verification.act, name="task-act"),
    path("evidence/<uuid:evidence_id>/", files.evidence, name="evidence"),
    path("evidence/<uuid:evidence_id>/shown/", files.shown, name="evidence-shown"),
]
