"""Addresses below /ledger/: without a language, the same for ever (design.md 3)."""

from django.urls import path

from . import views

app_name = "ledger"
urlpatterns = [
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("key", views.key, name="key"),
    path("tile/<path:path>", views.tile, name="tile"),
]
