"""Addresses of the public API, below /api/v1/."""

from django.urls import path

from credit_portal.portal.api import openings, removals, views

urlpatterns = [
    path("records/", views.RecordList.as_view(), name="records"),
    path("records/<str:ref>/", views.RecordDetail.as_view(), name="record"),
    path("records/<str:ref>/proof/", views.RecordProof.as_view(), name="record-proof"),
    path("openings/", openings.OpeningList.as_view(), name="openings"),
    path("openings/displayed/", openings.DisplayedBits.as_view(), name="openings-displayed"),
    path("openings/codes/", openings.CodesTable.as_view(), name="openings-codes"),
    path("organisations/", views.OrganisationList.as_view(), name="organisations"),
    path("organisations/<str:slug>/", views.OrganisationDetail.as_view(), name="organisation"),
    path("divisions/", views.DivisionList.as_view(), name="divisions"),
    path("changes/", views.ChangeList.as_view(), name="changes"),
    path("removals/", removals.RemovalList.as_view(), name="removals"),
    path("deadlines/", views.Deadlines.as_view(), name="deadlines"),
]
