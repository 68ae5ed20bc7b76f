"""`/accounts/`: second factors, sign-in history, the sign-in provider.

Names that begin with `mfa_` are those django-allauth asks for.
"""

from django.urls import path

from credit_portal.accounts import door_views, factor_views, history_views, provider_views

urlpatterns = [
    path("login/second-step/", door_views.second_step, name="mfa_authenticate"),
    path("login/lost/", door_views.lost_factor, name="accounts_lost_factor"),
    path("login/passkey/", door_views.passkey_door, name="mfa_login_webauthn"),
    path("second-factor/", factor_views.index, name="accounts_second_factor"),
    path("second-factor/app/", factor_views.enrol_app, name="accounts_enrol_app"),
    path("second-factor/passkey/", factor_views.enrol_passkey, name="accounts_enrol_passkey"),
    path("second-factor/codes/", factor_views.renew_codes, name="accounts_renew_codes"),
    path(
        "second-factor/<int:factor_id>/remove/",
        factor_views.remove,
        name="accounts_remove_factor",
    ),
    path("history/", history_views.history, name="accounts_history"),
    path("history/end-others/", history_views.end_others, name="accounts_end_others"),
    path("history/<uuid:session_id>/end/", history_views.end_session, name="accounts_end_session"),
    path("provider/", provider_views.enter, name="accounts_provider"),
    path("provider/return/", provider_views.come_back, name="accounts_provider_return"),
    path("provider/link/", provider_views.link, name="accounts_provider_link"),
    path("provider/unlink/", provider_views.unlink, name="accounts_provider_unlink"),
]
