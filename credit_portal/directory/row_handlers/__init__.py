"""Rows of bodies, posts and appointments, for the imports app."""

from django.utils.translation import gettext_lazy as _

from credit_portal.directory.row_handlers.appointments import AppointmentRows
from credit_portal.directory.row_handlers.organisations import OrganisationRows
from credit_portal.directory.row_handlers.posts import PostRows
from credit_portal.imports import registry

ORGANISATIONS = "directory.organisations"
POSTS = "directory.posts"
APPOINTMENTS = "directory.appointments"
#: What can be taken away as a table, with its title.
EXPORTS = {
    "organisations": _("Organisations"), "posts": _("Posts"), "appointments": _("Appointments"),
}  # fmt: skip


def register() -> None:
    """Register the three handlers; called once when the app is ready."""
    registry.register(ORGANISATIONS, OrganisationRows())
    registry.register(POSTS, PostRows())
    registry.register(APPOINTMENTS, AppointmentRows())
