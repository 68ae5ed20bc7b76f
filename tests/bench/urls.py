"""The portal's addresses, and the baseline beside them in the same process."""

from django.urls import path

from credit_portal.urls import urlpatterns as portal
from tests.bench.typical import RecordList

urlpatterns = [path("bench/typical/", RecordList.as_view()), *portal]
