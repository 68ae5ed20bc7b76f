"""Words of the directory's lists."""

from django import template

from integrity_files.catalogue_changes import labels
from integrity_files.models import CatalogueItem

register = template.Library()


@register.filter
def labels_of(item: CatalogueItem, name: str) -> str:
    """The entries of a list field in words: court judgment、administrative penalty."""
    return "、".join(labels(item, name))
