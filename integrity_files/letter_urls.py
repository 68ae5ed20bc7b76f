"""Staff addresses of letters."""

from django.urls import path

from integrity_files.views import letters

app_name = "letters"
LETTER = "<uuid:letter_id>/"
urlpatterns = [
    path("", letters.index, name="index"),
    path("new/", letters.new, name="new"),
    path(LETTER, letters.letter, name="letter"),
    path(LETTER + "change/", letters.change, name="change"),
    path(LETTER + "pdf/", letters.paper, name="pdf"),
    path(LETTER + "answers/<uuid:answer_id>/", letters.check, name="check"),
    path(LETTER + "answers/<uuid:answer_id>/scan/", letters.scan, name="scan"),
    path(LETTER + "<slug:name>/", letters.act, name="act"),
]
