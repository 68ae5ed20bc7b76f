"""Every write of the directory, by use case."""

from credit_portal.directory.services.organisations import (
    create_organisation,
    edit_organisation,
    move,
    rename,
)
from credit_portal.directory.services.posts import (
    appoint,
    create_person,
    create_post,
    edit_post,
    end_appointment,
)
from credit_portal.directory.services.reference import create_division, load_reference

__all__ = [
    "appoint",
    "create_division",
    "create_organisation",
    "create_person",
    "create_post",
    "edit_organisation",
    "edit_post",
    "end_appointment",
    "load_reference",
    "move",
    "rename",
]
