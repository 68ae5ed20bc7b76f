"""Tables of workflow that stand in files of their own; Django looks for tables in `models`."""

from credit_portal.workflow import (  # noqa: F401
    models_feeds,
    models_hand_over,
    models_moves,
    models_reminders,
)
