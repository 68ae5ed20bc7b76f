"""Public addresses of answers and figures."""

from django.urls import path

from complaints import public_views_answers as views

app_name = "complaint_answers"
urlpatterns = [
    path("answers/", views.answers, name="answers"),
    path("complaints/answers/<slug:ref>/", views.answer, name="answer"),
    path("complaints/statistics/", views.statistics, name="statistics"),
]
