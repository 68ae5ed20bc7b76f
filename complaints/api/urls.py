"""Addresses of the staff API of complaints, below /api/v1/."""

from django.urls import path

from complaints.api import cases

urlpatterns = [
    path("complaints/", cases.Cases.as_view(), name="complaints"),
    path("complaints/<uuid:pk>/", cases.OneCase.as_view(), name="complaints-case"),
    path(
        "complaints/<uuid:pk>/transitions/<slug:name>/", cases.Acts.as_view(), name="complaints-act"
    ),
]
