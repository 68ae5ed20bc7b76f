"""Addresses of the staff API, below /api/v1/."""

from django.urls import path

from commitments.api import views

urlpatterns = [
    path("commitments/", views.CommitmentList.as_view(), name="commitments"),
    path("commitments/<uuid:pk>/", views.CommitmentDetail.as_view(), name="commitment"),
    path("commitments/<uuid:pk>/preview/", views.CommitmentPreview.as_view(),
         name="commitment-preview"),
    path("commitments/<uuid:pk>/transitions/<slug:name>/", views.CommitmentTransition.as_view(),
         name="commitment-transition"),
    path("verifications/", views.VerificationList.as_view(), name="verifications"),
    path("verifications/<uuid:pk>/", views.VerificationDetail.as_view(), name="verification"),
    path("verifications/<uuid:pk>/preview/", views.VerificationPreview.as_view(),
         name="verification-preview"),
    path("verifications/<uuid:pk>/transitions/<slug:name>/",
         views.VerificationTransition.as_view(), name="verification-transition"),
]
