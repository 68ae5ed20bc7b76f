"""Addresses of the staff API, below /api/v1/."""

from django.urls import path

from commitments.api import acts, change, contradictions, views
from credit_portal.workflow.case_api import transition_view

urlpatterns = [
    path("commitments/", views.CommitmentList.as_view(), name="commitments"),
    path("commitments/<uuid:pk>/", views.CommitmentDetail.as_view(), name="commitment"),
    path(
        "commitments/<uuid:pk>/preview/",
        views.CommitmentPreview.as_view(),
        name="commitment-preview",
    ),
    path("lawful-changes/", change.LawfulChangeList.as_view(), name="lawful-changes"),
    path("lawful-changes/<uuid:pk>/", change.LawfulChangeDetail.as_view(), name="lawful-change"),
    path(
        "lawful-changes/<uuid:pk>/preview/",
        change.LawfulChangePreview.as_view(),
        name="lawful-change-preview",
    ),
    path("contradictions/", contradictions.ContradictionList.as_view(), name="contradictions"),
    path("verifications/", views.VerificationList.as_view(), name="verifications"),
    path("verifications/<uuid:pk>/", views.VerificationDetail.as_view(), name="verification"),
    path(
        "verifications/<uuid:pk>/preview/",
        views.VerificationPreview.as_view(),
        name="verification-preview",
    ),
]
for noun, subject, table in [
    ("commitments", acts.COMMITMENT, acts.FILING | {"propose_change": change.BEGIN}),
    ("lawful-changes", change.CHANGE, change.STEPS),
    ("verifications", acts.VERIFICATION, acts.VERIFYING),
]:
    urlpatterns += [
        path(
            f"{noun}/<uuid:pk>/transitions/{name}/",
            transition_view(noun, name, subject, step).as_view(),
            name=f"{noun}-{name}",
        )
        for name, step in table.items()
    ]
