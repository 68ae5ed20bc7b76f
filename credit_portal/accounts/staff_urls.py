"""`/staff/accounts/`: administration of accounts."""

from django.urls import path

from credit_portal.accounts import views

urlpatterns = [
    path("", views.index, name="accounts_staff_index"),
    path("roles/", views.role_list, name="accounts_staff_roles"),
    path("new/", views.create, name="accounts_staff_create"),
    path("<uuid:user_id>/", views.user, name="accounts_staff_user"),
    path("<uuid:user_id>/grant/", views.grant, name="accounts_staff_grant"),
    path("<uuid:user_id>/activity/", views.activity, name="accounts_staff_activity"),
    path("grants/<uuid:grant_id>/confirm/", views.grant_confirm, name="accounts_grant_confirm"),
    path("grants/<uuid:grant_id>/refuse/", views.grant_refuse, name="accounts_grant_refuse"),
    path("grants/<uuid:grant_id>/end/", views.grant_end, name="accounts_grant_end"),
]
