"""`/records/<ref>/was-it-kept/`, beside the pages of the public site."""

from django.urls import path

from commitments import public_views_kept as views

urlpatterns = [
    path("records/<str:ref>/was-it-kept/", views.was_it_kept, name="was-it-kept"),
    path("records/<str:ref>/was-it-kept/withdraw/", views.withdraw, name="was-it-kept-withdraw"),
]
