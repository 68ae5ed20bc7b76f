"""Staff addresses of the hotline's desk."""

from django.urls import path

from complaints import desk_live, desk_pages, desk_views

app_name = "hotline"
urlpatterns = [
    path("", desk_views.page, name="desk"),
    path("end/", desk_views.end, name="end"),
    path("add/", desk_views.add, name="add"),
    path("pin/<uuid:case_id>/", desk_views.pin, name="pin"),
    path("discard/", desk_views.discard, name="discard"),
    path("status/", desk_views.status, name="status"),
    path("rehearse/", desk_views.rehearse, name="rehearse"),
    path("live/", desk_live.live, name="live"),
    path("earlier/", desk_live.earlier, name="earlier"),
    path("find/", desk_live.find, name="find"),
    path("bodies/", desk_live.bodies, name="bodies"),
    path("body/", desk_live.body, name="body"),
    path("draft/", desk_live.draft, name="draft"),
    path("number/", desk_live.number, name="number"),
    path("cases/", desk_pages.cases, name="cases"),
    path("team/", desk_pages.team, name="team"),
    path("notes/", desk_pages.notes, name="notes"),
    path("notes/<uuid:note_id>/", desk_pages.note, name="note"),
    path("texts/", desk_pages.texts, name="texts"),
    path("texts/new/", desk_pages.text, name="text-new"),
    path("texts/<uuid:text_id>/", desk_pages.text, name="text"),
]
