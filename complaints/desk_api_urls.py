"""Addresses of the telephone switch, below /api/v1/."""

from django.urls import path

from complaints import desk_switch

urlpatterns = [path("hotline/calls/", desk_switch.Calls.as_view(), name="hotline-calls")]
