"""WSGI entry point."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from credit_portal.common.demonstration import is_marked

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credit_portal.settings")

application = get_wsgi_application()

if settings.DEMO and not is_marked():
    raise SystemExit("DEMO=1 is refused: this database was not started by make run or make test")

from credit_portal.common.jobs import load_tasks  # noqa: E402 - needs the models
from credit_portal.common.warm import load_addresses  # noqa: E402 - needs the settings
from credit_portal.ledger.gate import require_at_start  # noqa: E402 - needs the models

load_tasks()
require_at_start()
load_addresses()
