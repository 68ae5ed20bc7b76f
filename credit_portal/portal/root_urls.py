"""Doors that have no language."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from credit_portal.portal.views import open_data, operations, verify


class Form(StringConverter):
    """A form of the files of open data."""

    regex = "csv|jsonl|xlsx"


register_converter(Form, "form")

urlpatterns = [
    path("preferences/", operations.preferences, name="preferences"),
    path("verify/qr.svg", verify.qr, name="verify-qr"),
    path("robots.txt", operations.robots, name="robots"),
    path("sitemap.xml", operations.sitemap, name="sitemap"),
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("open-data/catalog.jsonld", open_data.catalog, name="open-data-catalog"),
    path("open-data/SHA256SUMS", open_data.checksums, name="open-data-checksums"),
    path("open-data/<slug:code>.schema.json", open_data.schema, name="open-data-schema"),
    path("open-data/<slug:code>.<form:form>", open_data.download, name="open-data-file"),
    path("metrics", operations.figures, name="metrics"),
]
