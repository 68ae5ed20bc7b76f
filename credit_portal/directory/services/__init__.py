"""Every write of the directory, by use case."""

from credit_portal.directory.services.appointments import (
    appoint,
    correct_appointment,
    end_appointment,
)
from credit_portal.directory.services.names import correct_name, rename
from credit_portal.directory.services.organisations import create_organisation, edit_organisation
from credit_portal.directory.services.persons import (
    create_person,
    find_by_number,
    remove_unused_person,
    set_id_number,
    unmask,
)
from credit_portal.directory.services.posts import create_post, edit_post
from credit_portal.directory.services.reference import create_division, load_reference
from credit_portal.directory.services.succession import (
    check_succession,
    close_predecessors,
    record_succession,
)
from credit_portal.directory.services.tree import close_organisation, move, reopen_organisation

__all__ = [
    "appoint",
    "check_succession",
    "close_organisation",
    "close_predecessors",
    "correct_appointment",
    "correct_name",
    "create_division",
    "create_organisation",
    "create_person",
    "create_post",
    "edit_organisation",
    "edit_post",
    "end_appointment",
    "find_by_number",
    "load_reference",
    "move",
    "record_succession",
    "remove_unused_person",
    "rename",
    "reopen_organisation",
    "set_id_number",
    "unmask",
]
