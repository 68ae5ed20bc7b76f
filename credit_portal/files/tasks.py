"""Celery tasks of stored files; all work is found in rows and on the disk."""

from celery import shared_task

from credit_portal.files import services


@shared_task(name="credit_portal.files.tasks.scan_quarantined", ignore_result=True)
def scan_quarantined() -> None:
    """Scan what waits in quarantine."""
    services.scan_quarantined()


@shared_task(name="credit_portal.files.tasks.sweep_orphans", ignore_result=True)
def sweep_orphans() -> None:
    """Remove what rolled-back uploads left on the disk."""
    services.sweep_orphans()
