"""Staff addresses of work orders, public answers and leads, below /staff/complaints/. They stand
before those of cases, whose acts would take them for their own."""

from django.urls import path

from complaints import answer_views, exchange_views

app_name = "complaint_exchange"
urlpatterns = [
    path("orders/", exchange_views.orders, name="orders"),
    path("orders/results/", exchange_views.export, name="export"),
    path("orders/handed-over/", exchange_views.handed_over, name="handed-over"),
    path("orders/results/<int:result_id>/retry/", exchange_views.retry, name="retry"),
    path("answers/", answer_views.index, name="answers"),
    path("answers/<uuid:answer_id>/", answer_views.answer, name="answer"),
    path("answers/<uuid:answer_id>/<slug:name>/", answer_views.act, name="answer-act"),
    path("<uuid:case_id>/answer/", answer_views.new, name="answer-new"),
    path("<uuid:case_id>/lead/", exchange_views.lead, name="lead"),
]
