"""Doors that have no language."""

from django.urls import path

from credit_portal.portal.views import operations, verify

urlpatterns = [
    path("preferences/", operations.preferences, name="preferences"),
    path("verify/qr.svg", verify.qr, name="verify-qr"),
    path("robots.txt", operations.robots, name="robots"),
    path("sitemap.xml", operations.sitemap, name="sitemap"),
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("metrics", operations.figures, name="metrics"),
]
