"""Tables of the integrity files: what is entered, and the catalogue of what may be."""

from integrity_files.models.catalogue import CatalogueItem, DisplayRule, DisplayRuleSet
from integrity_files.models.consequences import Consequence, ConsequenceEvent, DisciplineTerm
from integrity_files.models.disqualifications import (
    DisqualificationAnswer,
    DisqualificationQuery,
)
from integrity_files.models.files import Category, FileEntry, SubjectKind
from integrity_files.models.leads import Lead, LeadEvent, LeadFile
from integrity_files.models.letters import Letter, LetterAnswer, LetterEvent, LetterSeries
from integrity_files.models.objections import (
    Objection,
    ObjectionEvent,
    ObjectionNote,
    ObjectionParty,
    Tip,
)
from integrity_files.models.record_motions import RecordMotion
from integrity_files.models.record_parts import (
    RecordCorrection,
    RecordFile,
    RecordHiding,
    RecordLeniency,
    RecordResponsible,
    RectificationReport,
    Statement,
)
from integrity_files.models.records import Record, RecordEvent
from integrity_files.models.repairs import Repair, RepairEvent, RepairFile, RepairParty
from integrity_files.models.reporting import (
    ReportAttempt,
    ReportBatch,
    ReportItem,
    ReportLine,
    ReportWatch,
)

__all__ = [
    "CatalogueItem",
    "Category",
    "Consequence",
    "ConsequenceEvent",
    "DisciplineTerm",
    "DisplayRule",
    "DisplayRuleSet",
    "DisqualificationAnswer",
    "DisqualificationQuery",
    "FileEntry",
    "Lead",
    "LeadEvent",
    "LeadFile",
    "Letter",
    "LetterAnswer",
    "LetterEvent",
    "LetterSeries",
    "Objection",
    "ObjectionEvent",
    "ObjectionNote",
    "ObjectionParty",
    "Record",
    "RecordCorrection",
    "RecordEvent",
    "RecordFile",
    "RecordHiding",
    "RecordLeniency",
    "RecordMotion",
    "RecordResponsible",
    "RectificationReport",
    "Repair",
    "RepairEvent",
    "RepairFile",
    "RepairParty",
    "ReportAttempt",
    "ReportBatch",
    "ReportItem",
    "ReportLine",
    "ReportWatch",
    "Statement",
    "SubjectKind",
    "Tip",
]
