"""Addresses below /complaints/: for reporters, without an account."""

from django.urls import path

from complaints import web_report, web_track

app_name = "complaints"
urlpatterns = [
    path("new/", web_report.new, name="new"),
    path("track/", web_track.track, name="track"),
    path("receipt/", web_report.receipt_file, name="receipt"),
    path("proof/", web_report.proof_file, name="proof"),
]
