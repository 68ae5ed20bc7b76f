"""`/accounts/notifications/`: one's own choices, and switching off by a signed link."""

from django.urls import path

from credit_portal.notices import own_views

urlpatterns = [
    path("", own_views.own, name="notices_own"),
    path("mobile/", own_views.mobile, name="notices_mobile"),
    path("mobile/code/", own_views.mobile_code, name="notices_mobile_code"),
    path("mobile/remove/", own_views.mobile_remove, name="notices_mobile_remove"),
    path("address/", own_views.address_again, name="notices_address_again"),
    path("off/<str:token>/", own_views.off, name="notices_off"),
    path("off/<str:token>/undo/", own_views.off_undo, name="notices_off_undo"),
]
