"""Staff addresses of requests to see who reported, and of numbers to call back."""

from django.urls import path

from complaints import unsealing_views as views

app_name = "unsealing"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("numbers/<uuid:call_back_id>/", views.number, name="number"),
    path("<uuid:request_id>/", views.show, name="request"),
    path("<uuid:request_id>/open/", views.open_identity, name="open"),
    path("<uuid:request_id>/originals/<uuid:original_id>/", views.original, name="original"),
    path("<uuid:request_id>/<slug:name>/", views.act, name="act"),
]
