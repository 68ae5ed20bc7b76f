"""Tables of publication: what was decided, what was disclosed, and what is displayed.

Disclosure (versions, insert-only), Opening (document and salt of a version, removed only by
`remove_opening`) and Displayed (the row every public read uses) are the three tables of
design.md 2.3; Decision is the outbox that `publish_pending` drains.
"""

from credit_portal.publishing.models.article import Article, ArticleEdition, ArticleFile
from credit_portal.publishing.models.decision import Act, Basis, Decision
from credit_portal.publishing.models.disclosure import (
    CodesLeaf,
    Disclosure,
    Generation,
    Opening,
    RefCounter,
    Removal,
)
from credit_portal.publishing.models.displayed import Displayed
from credit_portal.publishing.models.livelihood import ComparisonNumber, LivelihoodField
from credit_portal.publishing.models.tally import Tally

__all__ = [
    "Act",
    "Article",
    "ArticleEdition",
    "ArticleFile",
    "Basis",
    "CodesLeaf",
    "ComparisonNumber",
    "Decision",
    "Disclosure",
    "Displayed",
    "Generation",
    "LivelihoodField",
    "Opening",
    "RefCounter",
    "Removal",
    "Tally",
]
