"""Staff addresses of cases."""

from django.urls import path

from complaints import case_views as views

app_name = "complaint_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("export/", views.export, name="export"),
    path("board/", views.board, name="board"),
    path("files/<uuid:note_id>/", views.file, name="file"),
    path("<uuid:case_id>/", views.case, name="case"),
    path("<uuid:case_id>/dispatch/", views.dispatch, name="dispatch"),
    path("<uuid:case_id>/<slug:name>/", views.act, name="act"),
]
