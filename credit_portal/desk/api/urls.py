"""Addresses of the platform's staff API, below /api/v1/."""

from django.urls import path

from credit_portal.desk.api import audit

urlpatterns = [path("audit-events/", audit.AuditEventList.as_view(), name="audit-events")]
