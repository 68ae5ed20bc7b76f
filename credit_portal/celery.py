"""Celery application: Redis carries wake-ups only; every unit of work is a PostgreSQL row."""

import os

from celery import Celery

from credit_portal.common import task_log

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credit_portal.settings")

app = Celery("credit_portal", amqp="credit_portal.common.broker:AMQP")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.broker_connection_max_retries = None  # as long as it takes, see common.broker
app.autodiscover_tasks()
task_log.connect()
