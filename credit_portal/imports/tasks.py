"""Celery task: works on waiting imports. All work is claimed from rows."""

from celery import shared_task

from credit_portal.imports import services


@shared_task(name="credit_portal.imports.tasks.run_imports", ignore_result=True)
def run_imports() -> None:
    """Preview uploaded batches and go on with those being imported."""
    services.run_waiting()
