"""`/objections/`: the guide, objections and tips without an account."""

from django.urls import path

from credit_portal.workflow.public_filing import receipt_file
from integrity_files import public_views_objections as views

app_name = "objections"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("new/", views.new, name="new"),
    path("tip/", views.tip, name="tip"),
    path("mine/", views.mine, name="mine"),
    path("receipt/", receipt_file, name="receipt"),
]
