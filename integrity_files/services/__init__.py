"""What may be done to integrity files, and to leads of broken trust."""

from integrity_files.services.entries import earlier_entry, file_of, record_entry
from integrity_files.services.lead_sources import open_for_outcome, outcome_superseded
from integrity_files.services.leads import (
    assign_lead,
    confirm_untrue,
    find_true,
    open_lead,
    propose_untrue,
    read_paper,
    return_lead,
    take_lead,
)

__all__ = [
    "assign_lead",
    "confirm_untrue",
    "earlier_entry",
    "file_of",
    "find_true",
    "open_for_outcome",
    "open_lead",
    "outcome_superseded",
    "propose_untrue",
    "read_paper",
    "record_entry",
    "return_lead",
    "take_lead",
]
