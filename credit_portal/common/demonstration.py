"""Demonstration mode rests on a mark of the database server, not on a flag alone.

The servers that `make run` and `make test` start carry `portal.throwaway = yes`; a database of a
real city does not, so that neither its clock moves nor an account opens without a password,
whatever the environment says.
"""

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Conflict

#: Databases that a test run cloned for itself, on a server that may belong to somebody else.
CLONES = ("portal_t_", "portal_c_", "portal_tpl_")


def is_marked() -> bool:
    """Whether this database may play: it is on a marked server, or a test's own clone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(current_setting('portal.throwaway', true), ''), current_database()"
        )
        mark, name = cursor.fetchone()
    return mark == "yes" or (settings.TESTING and str(name).startswith(CLONES))


def require() -> None:
    """Raise Conflict unless demonstration or test mode is on and the database is marked."""
    if not (settings.DEMO or settings.TESTING) or not is_marked():
        raise Conflict("not_demo", _("This is possible in demonstration mode only."))
