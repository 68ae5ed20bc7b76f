"""Staff addresses of consequences."""

from django.urls import path

from integrity_files.views import consequences

app_name = "consequences"
urlpatterns = [
    path("", consequences.index, name="index"),
    path("order/<uuid:record_id>/", consequences.order, name="order"),
    path("persons/<uuid:record_id>/", consequences.sanctions, name="sanctions"),
    path("persons/<uuid:record_id>/<uuid:term_id>/", consequences.sanction, name="sanction"),
    path("<uuid:consequence_id>/", consequences.consequence, name="consequence"),
    path("<uuid:consequence_id>/proof/", consequences.proof, name="proof"),
    path("<uuid:consequence_id>/<slug:name>/", consequences.act, name="act"),
]
