"""Addresses of the 12345 platform, below /api/v1/."""

from django.urls import path

from complaints import exchange_door

urlpatterns = [path("hotline/orders/", exchange_door.Orders.as_view(), name="hotline-orders")]
