"""Load what the portal needs before anyone works: divisions, calendar, rules, roles, codes."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    """Call `load_reference()` of every app's services; safe to repeat."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """In the order of INSTALLED_APPS, each app in its own transaction."""
        for config in apps.get_app_configs():
            name = f"{config.name}.services"
            if not hasattr(config.module, "__path__") or not find_spec(name):
                continue
            loader = getattr(import_module(name), "load_reference", None)
            if loader:
                with transaction.atomic():
                    loader()
                if options["verbosity"]:
                    self.stdout.write(f"{config.label}: reference data loaded")
