"""Publication: deciding, publishing what was decided, rebuilding what is displayed."""

from credit_portal.publishing.documents import document_sha
from credit_portal.publishing.services.decisions import decide, publish_status
from credit_portal.publishing.services.marking import restate_mark, restate_part
from credit_portal.publishing.services.publication import publish_all, publish_pending_batch
from credit_portal.publishing.services.rebuild import rebuild_displayed

__all__ = [
    "decide",
    "document_sha",
    "publish_all",
    "publish_pending_batch",
    "publish_status",
    "rebuild_displayed",
    "restate_mark",
    "restate_part",
]
