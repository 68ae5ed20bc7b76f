"""`/staff/accounts/`: administration of accounts."""

from django.urls import path

from credit_portal.accounts import deputy_views, invitation_views, list_views, reset_views, views

urlpatterns = [
    path("", list_views.index, name="accounts_staff_index"),
    path("export/", list_views.export, name="accounts_staff_export"),
    path("roles/", list_views.role_list, name="accounts_staff_roles"),
    path("new/", invitation_views.create, name="accounts_staff_create"),
    path("invitations/", invitation_views.invitations, name="accounts_staff_invitations"),
    path(
        "invitations/<uuid:invitation_id>/resend/",
        invitation_views.resend,
        name="accounts_invitation_resend",
    ),
    path(
        "invitations/<uuid:invitation_id>/withdraw/",
        invitation_views.withdraw,
        name="accounts_invitation_withdraw",
    ),
    path(
        "deputies/<uuid:request_id>/take-up/", deputy_views.take_up, name="accounts_deputy_take_up"
    ),
    path(
        "deputies/<uuid:request_id>/decline/", deputy_views.decline, name="accounts_deputy_decline"
    ),
    path("<uuid:user_id>/deputy/", deputy_views.arrange, name="accounts_staff_deputy"),
    path("<uuid:user_id>/invite/", invitation_views.invite, name="accounts_staff_invite"),
    path("resets/", reset_views.waiting, name="accounts_staff_resets"),
    path("resets/<uuid:reset_id>/confirm/", reset_views.confirm, name="accounts_reset_confirm"),
    path("resets/<uuid:reset_id>/refuse/", reset_views.refuse, name="accounts_reset_refuse"),
    path("<uuid:user_id>/reset/", reset_views.propose, name="accounts_staff_reset_propose"),
    path("<uuid:user_id>/unlock/", reset_views.unlock, name="accounts_staff_unlock"),
    path("<uuid:user_id>/", views.user, name="accounts_staff_user"),
    path("<uuid:user_id>/grant/", views.grant, name="accounts_staff_grant"),
    path("<uuid:user_id>/activity/", views.activity, name="accounts_staff_activity"),
    path("grants/<uuid:grant_id>/confirm/", views.grant_confirm, name="accounts_grant_confirm"),
    path("grants/<uuid:grant_id>/refuse/", views.grant_refuse, name="accounts_grant_refuse"),
    path("grants/<uuid:grant_id>/end/", views.grant_end, name="accounts_grant_end"),
]
