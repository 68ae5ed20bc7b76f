"""`/staff/notices/`: one's own inbox."""

from django.urls import path

from credit_portal.notices import views

urlpatterns = [
    path("", views.index, name="notices_inbox"),
    path("read/", views.read_all, name="notices_read_all"),
    path("<uuid:notice_id>/open/", views.open_notice, name="notices_open"),
]
