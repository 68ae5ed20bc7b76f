"""`/accounts/`: sign-in, passwords, one's own profile and API tokens. There is no sign-up.

Names that begin with `account_` are those django-allauth asks for.
"""

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from credit_portal.accounts import (
    deputy_views,
    invitation_views,
    own_views,
    reauthentication,
    sign_in,
)

urlpatterns = [
    path("", include("credit_portal.accounts.door_urls")),
    path("login/", sign_in.SignIn.as_view(), name="account_login"),
    path(
        "logout/",
        allauth_views.LogoutView.as_view(template_name="accounts/logout.html"),
        name="account_logout",
    ),
    path("reauthenticate/", reauthentication.reauthenticate, name="accounts_reauthenticate"),
    path("demo/<uuid:user_id>/", sign_in.demo_sign_in, name="accounts_demo_sign_in"),
    path(
        "inactive/",
        allauth_views.AccountInactiveView.as_view(template_name="accounts/inactive.html"),
        name="account_inactive",
    ),
    path("password/change/", sign_in.ChangePassword.as_view(), name="account_change_password"),
    path("password/none/", sign_in.no_password, name="account_set_password"),
    path(
        "password/reset/",
        allauth_views.PasswordResetView.as_view(template_name="accounts/password_reset.html"),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/",
        allauth_views.PasswordResetDoneView.as_view(
            template_name="accounts/password_reset_done.html"
        ),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.PasswordResetFromKeyView.as_view(
            template_name="accounts/password_reset_from_key.html"
        ),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth_views.PasswordResetFromKeyDoneView.as_view(
            template_name="accounts/password_reset_from_key_done.html"
        ),
        name="account_reset_password_from_key_done",
    ),
    path("invitation/<str:secret>/", invitation_views.accept, name="accounts_invitation"),
    path("deputies/", deputy_views.own, name="accounts_deputies"),
    path(
        "deputies/<uuid:request_id>/withdraw/",
        deputy_views.withdraw,
        name="accounts_deputy_withdraw",
    ),
    path("deputies/<uuid:grant_id>/recall/", deputy_views.recall, name="accounts_deputy_recall"),
    path("profile/", own_views.profile, name="accounts_profile"),
    path("tokens/", own_views.tokens, name="accounts_tokens"),
    path("tokens/<uuid:token_id>/revoke/", own_views.token_revoke, name="accounts_token_revoke"),
]
