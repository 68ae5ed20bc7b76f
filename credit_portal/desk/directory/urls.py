"""`/staff/directory/`: bodies, posts, appointments, persons."""

from django.urls import path

from credit_portal.desk.views import deeds, directory, persons

app_name = "desk_directory"
urlpatterns = [
    path("", directory.index, name="index"),
    path("new/", deeds.create, name="create"),
    path("proposals/", directory.proposals, name="proposals"),
    path("persons/", persons.index, name="persons"),
    path("persons/by-number/", persons.by_number, name="by-number"),
    path("persons/<uuid:person_id>/", persons.person, name="person"),
    path("persons/<uuid:person_id>/id-number/", persons.unmask, name="unmask"),
    path("persons/<uuid:person_id>/register-id-number/", persons.register, name="register"),
    path("bodies/<uuid:body_id>/", directory.body, name="body"),
    path("bodies/<uuid:body_id>/export/<slug:kind>/<slug:form>/", directory.export, name="export"),
    path("bodies/<uuid:target_id>/<slug:code>/", deeds.on_body, name="body-deed"),
    path("posts/<uuid:post_id>/", directory.post, name="post"),
    path("posts/<uuid:target_id>/<slug:code>/", deeds.on_post, name="post-deed"),
    path("appointments/<uuid:target_id>/<slug:code>/", deeds.on_appointment, name="term-deed"),
    path("documents/<uuid:change_id>/", directory.document, name="document"),
]
