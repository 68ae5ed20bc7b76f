"""Assembly of the API: one version, its schema, its documentation page."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

v1 = [
    path("", include("credit_portal.portal.api.urls")),
    path("", include("commitments.api.urls")),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[]), name="schema"),
]
app_name = "api"
urlpatterns = [
    path("v1/", include(v1)),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:schema"), name="docs"),
]
