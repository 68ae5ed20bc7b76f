"""The door: second step, second factors, history, the sign-in provider (not configured here)."""

from tests.permissions.table import EVERYBODY, SIGNED_IN, Row, ok

ADMINISTRATOR = frozenset({"security_administrator"})
AWAY = ok(302, EVERYBODY)
NOWHERE = ok(404, EVERYBODY)


def _second_step(route: str) -> Row:
    """Leads away whoever has not just given a password."""
    return Row(f"accounts/login/{route}", get=AWAY, post=AWAY, put=AWAY, patch=AWAY, delete=AWAY)


def _provider(route: str) -> Row:
    """Not there without configuration."""
    return Row(
        f"accounts/provider/{route}",
        get=NOWHERE,
        post=NOWHERE,
        put=NOWHERE,
        patch=NOWHERE,
        delete=NOWHERE,
    )


def _of_administrators(route: str, on: str = "", **methods: int) -> Row:
    rules = {name: ok(status, ADMINISTRATOR) for name, status in methods.items()}
    data = {"reason": "已核实本人"}
    return Row(f"staff/accounts/{route}", on=on, closed=True, data=data, **rules)  # type: ignore[arg-type]


ROWS = [
    _second_step("second-step/"),
    _second_step("lost/"),
    Row("accounts/login/passkey/", get=AWAY, post=AWAY),
    Row("accounts/second-factor/", get=ok(200, SIGNED_IN)),
    Row("accounts/second-factor/app/", get=ok(200, SIGNED_IN), post=ok(422, SIGNED_IN)),
    Row("accounts/second-factor/passkey/", get=ok(200, SIGNED_IN), post=ok(422, SIGNED_IN)),
    Row("accounts/second-factor/codes/", post=ok(200, SIGNED_IN)),
    Row("accounts/second-factor/<int:factor_id>/remove/", on="factor", post=ok(302, SIGNED_IN)),
    Row("accounts/history/", get=ok(200, SIGNED_IN)),
    Row("accounts/history/end-others/", post=ok(302, SIGNED_IN)),
    Row("accounts/history/<uuid:session_id>/end/", on="session", post=ok(302, SIGNED_IN)),
    _provider(""),
    _provider("return/"),
    _provider("link/"),
    _provider("unlink/"),
    _of_administrators("resets/", get=200),
    _of_administrators("resets/<uuid:reset_id>/confirm/", on="factor_reset", post=302),
    _of_administrators("resets/<uuid:reset_id>/refuse/", on="factor_reset", post=302),
    _of_administrators("<uuid:user_id>/reset/", on="user", post=302),
    _of_administrators("<uuid:user_id>/unlock/", on="user", post=302),
]  # fmt: skip
