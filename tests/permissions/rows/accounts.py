"""Sign-in, one's own account, and the administration of accounts."""

from tests.permissions.table import ANONYMOUS, EVERYBODY, SIGNED_IN, Row, ok

ADMINISTRATOR = frozenset({"security_administrator"})
KEY = r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"


def _administration(route: str, **methods: int) -> Row:
    """A page of the administration of accounts, closed to everybody else."""
    on = "user" if "user_id" in route else ""
    if "invitation_id" in route:
        on = "invitation"
    if "request_id" in route:
        on = "deputy_request"
    if "grant_id" in route:
        on = "open_grant" if route.endswith("end/") else "pending_grant"
    rules = {name: ok(status, ADMINISTRATOR) for name, status in methods.items()}
    data = {"reason": "岗位调整"} if on.endswith(("grant", "request")) else {}
    return Row("staff/accounts/" + route, on=on, closed=True, data=data, **rules)  # type: ignore[arg-type]


ROWS = [
    Row("i18n/setlang/", get=ok(302, EVERYBODY), post=ok(302, EVERYBODY), put=ok(302, EVERYBODY),
        patch=ok(302, EVERYBODY), delete=ok(302, EVERYBODY)),
    # Whoever is signed in is led home from the sign-in page, whatever he sends.
    Row("accounts/login/", closed=True, refusal=302, get=ok(200, ANONYMOUS),
        post=ok(200, ANONYMOUS), put=ok(200, ANONYMOUS)),
    Row("accounts/logout/", get=ok(200, SIGNED_IN), post=ok(302, SIGNED_IN)),
    Row("accounts/reauthenticate/", get=ok(200, SIGNED_IN), post=ok(422, SIGNED_IN)),
    Row("accounts/demo/<uuid:user_id>/", post=ok(404, EVERYBODY)),
    Row("accounts/inactive/", get=ok(200, EVERYBODY)),
    Row("accounts/password/change/", get=ok(200, SIGNED_IN), post=ok(200, SIGNED_IN),
        put=ok(200, SIGNED_IN)),
    Row("accounts/password/none/", get=ok(302, SIGNED_IN), post=ok(302, SIGNED_IN),
        put=ok(302, SIGNED_IN), patch=ok(302, SIGNED_IN), delete=ok(302, SIGNED_IN)),
    Row("accounts/password/reset/", get=ok(200, EVERYBODY), post=ok(200, EVERYBODY),
        put=ok(200, EVERYBODY)),
    Row("accounts/password/reset/done/", get=ok(200, EVERYBODY)),
    Row(KEY, arguments={"uidb36": "1", "key": "2-x"}, get=ok(200, EVERYBODY),
        post=ok(200, EVERYBODY), put=ok(200, EVERYBODY), patch=ok(200, EVERYBODY),
        delete=ok(200, EVERYBODY)),
    Row("accounts/password/reset/key/done/", get=ok(200, EVERYBODY)),
    Row("accounts/profile/", get=ok(200, SIGNED_IN), post=ok(422, SIGNED_IN)),
    Row("accounts/invitation/<str:secret>/", arguments={"secret": "none"},
        get=ok(404, EVERYBODY), post=ok(404, EVERYBODY)),
    Row("accounts/deputies/", get=ok(200, SIGNED_IN), post=ok(422, SIGNED_IN)),
    Row("accounts/deputies/<uuid:request_id>/withdraw/", on="own_request",
        post=ok(302, SIGNED_IN)),
    Row("accounts/deputies/<uuid:grant_id>/recall/", on="own_deputy", post=ok(302, SIGNED_IN)),
    Row("accounts/tokens/", get=ok(200, SIGNED_IN), post=ok(422, SIGNED_IN)),
    Row("accounts/tokens/<uuid:token_id>/revoke/", on="token", post=ok(302, SIGNED_IN)),
    _administration("", get=200),
    _administration("roles/", get=200),
    _administration("new/", get=200, post=422),
    _administration("export/", post=422),
    _administration("invitations/", get=200),
    _administration("invitations/<uuid:invitation_id>/resend/", post=302),
    _administration("invitations/<uuid:invitation_id>/withdraw/", post=302),
    _administration("deputies/<uuid:request_id>/take-up/", post=302),
    _administration("deputies/<uuid:request_id>/decline/", post=302),
    _administration("<uuid:user_id>/deputy/", post=422),
    _administration("<uuid:user_id>/invite/", post=409),
    _administration("<uuid:user_id>/", get=200, post=422),
    _administration("<uuid:user_id>/grant/", post=422),
    _administration("<uuid:user_id>/activity/", post=422),
    _administration("grants/<uuid:grant_id>/confirm/", post=302),
    _administration("grants/<uuid:grant_id>/refuse/", post=302),
    _administration("grants/<uuid:grant_id>/end/", post=302),
]  # fmt: skip
