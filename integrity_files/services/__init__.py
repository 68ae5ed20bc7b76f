"""What may be done to integrity files, and to leads of broken trust."""

from integrity_files.services.consequence_duties import (
    accept_consequence,
    lift_consequences,
    read_proof,
    refuse_consequence,
    report_consequence,
)
from integrity_files.services.consequences import (
    confirm_consequence,
    order_consequence,
    strike_consequence,
)
from integrity_files.services.discipline_terms import (
    answer_sanction,
    enter_sanction,
    sanctions_of,
)
from integrity_files.services.entries import earlier_entry, file_of, record_entry
from integrity_files.services.lead_sources import (
    open_for_complaint,
    open_for_outcome,
    outcome_superseded,
)
from integrity_files.services.leads import (
    assign_lead,
    confirm_untrue,
    find_true,
    open_lead,
    propose_untrue,
    read_evidence,
    read_paper,
    return_lead,
    take_lead,
)
from integrity_files.services.record_decisions import (
    confirm_drop,
    decide_determination,
    propose_determination,
    propose_drop,
    return_proposal,
)
from integrity_files.services.record_files import read_file
from integrity_files.services.record_hiding import (
    confirm_hiding,
    end_hiding,
    hide_record,
    lapse_hidings,
)
from integrity_files.services.record_motions import (
    decide_motion,
    propose_correction,
    propose_revocation,
    propose_showing,
    recall_motion,
    return_motion,
)
from integrity_files.services.record_rectification import (
    accept_rectification,
    refuse_rectification,
    report_rectification,
)
from integrity_files.services.record_remedies import correct_record, revoke_record
from integrity_files.services.record_responsible import name_responsible, responsible_of
from integrity_files.services.record_statements import draft_statement, file_statement
from integrity_files.services.records import (
    consider_statement,
    extend_rectification,
    lead_is_open_for_order,
    order_rectification,
    serve_notice,
)
from integrity_files.services.repair_certificate import certificate
from integrity_files.services.repair_decision import decide_repair
from integrity_files.services.repair_filing import (
    complete_repair,
    confirm_repair,
    file_repair,
    keep_repair,
    keep_self_correction,
    withdraw_repair,
)
from integrity_files.services.repair_office import (
    accept_repair,
    ask_missing,
    close_unanswered,
    extend_result,
    propose_repair,
    read_repair_file,
    refuse_acceptance,
    return_repair,
)

__all__ = [
    "accept_consequence",
    "accept_rectification",
    "accept_repair",
    "answer_sanction",
    "ask_missing",
    "assign_lead",
    "certificate",
    "close_unanswered",
    "complete_repair",
    "confirm_consequence",
    "confirm_drop",
    "confirm_hiding",
    "confirm_repair",
    "confirm_untrue",
    "consider_statement",
    "correct_record",
    "decide_determination",
    "decide_motion",
    "decide_repair",
    "draft_statement",
    "earlier_entry",
    "end_hiding",
    "enter_sanction",
    "extend_rectification",
    "extend_result",
    "file_of",
    "file_repair",
    "file_statement",
    "find_true",
    "hide_record",
    "keep_repair",
    "keep_self_correction",
    "lapse_hidings",
    "lead_is_open_for_order",
    "lift_consequences",
    "name_responsible",
    "open_for_complaint",
    "open_for_outcome",
    "open_lead",
    "order_consequence",
    "order_rectification",
    "outcome_superseded",
    "propose_correction",
    "propose_determination",
    "propose_drop",
    "propose_repair",
    "propose_revocation",
    "propose_showing",
    "propose_untrue",
    "read_evidence",
    "read_file",
    "read_paper",
    "read_proof",
    "read_repair_file",
    "recall_motion",
    "record_entry",
    "refuse_acceptance",
    "refuse_consequence",
    "refuse_rectification",
    "report_consequence",
    "report_rectification",
    "responsible_of",
    "return_lead",
    "return_motion",
    "return_proposal",
    "return_repair",
    "revoke_record",
    "sanctions_of",
    "serve_notice",
    "strike_consequence",
    "take_lead",
    "withdraw_repair",
]
