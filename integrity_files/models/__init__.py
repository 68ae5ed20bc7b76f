"""Tables of the integrity files: what is entered, and the catalogue of what may be."""

from integrity_files.models.catalogue import CatalogueItem, DisplayRule, DisplayRuleSet
from integrity_files.models.files import Category, FileEntry, SubjectKind

__all__ = [
    "CatalogueItem",
    "Category",
    "DisplayRule",
    "DisplayRuleSet",
    "FileEntry",
    "SubjectKind",
]
