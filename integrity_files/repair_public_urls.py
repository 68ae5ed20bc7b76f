"""`/repairs/`: the guide, the form without an account, one's case, the check of a certificate."""

from django.urls import path

from credit_portal.workflow.public_filing import receipt_file
from integrity_files import public_views_repair as views
from integrity_files import public_views_repair_filing as filing

app_name = "repairs"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("verify/", views.verify, name="verify"),
    path("new/", filing.new, name="new"),
    path("mine/", filing.mine, name="mine"),
    path("receipt/", receipt_file, name="receipt"),
]
