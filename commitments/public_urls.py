"""`/old-accounts/`: what firms and citizens may send. The register itself is in the portal."""

from django.urls import path

from commitments import public_views

app_name = "old_accounts"
urlpatterns = [
    path("new/", public_views.new, name="new"),
    path("mine/", public_views.mine, name="mine"),
]
