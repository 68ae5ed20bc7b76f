"""`/staff/notices/`: one's own inbox, and the outbox for those who look after it."""

from django.urls import path

from credit_portal.notices import outbox_views, views

urlpatterns = [
    path("", views.index, name="notices_inbox"),
    path("read/", views.read_all, name="notices_read_all"),
    path("unread/", views.unread_all, name="notices_unread_all"),
    path("<uuid:notice_id>/open/", views.open_notice, name="notices_open"),
    path("<uuid:notice_id>/read/", views.read_one, name="notices_read"),
    path("<uuid:notice_id>/unread/", views.unread_one, name="notices_unread"),
    path("outbox/", outbox_views.index, name="notices_outbox"),
    path("outbox/retry/", outbox_views.retry_all, name="notices_retry_all"),
    path("outbox/<uuid:notice_id>/retry/", outbox_views.retry, name="notices_retry"),
    path("texts/", outbox_views.texts, name="notices_texts"),
    path("texts/<slug:code>/<str:language>/", outbox_views.page, name="notices_text_page"),
]
