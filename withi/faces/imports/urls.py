from django.urls import path

from withi.faces.imports import views

PREFIX = "desk/import/"
app_name = "imports"
urlpatterns = [
    path("", views.start, name="start"),
    path("<uuid:key>/", views.review, name="review"),
    path("<uuid:key>/columns/", views.choose_columns, name="columns"),
    path("<uuid:key>/decide/", views.decide, name="decide"),
    path("<uuid:key>/commit/", views.commit, name="commit"),
    path("<uuid:key>/send/", views.send, name="send"),
    path("<uuid:key>/report/", views.report, name="report"),
    path("<uuid:key>/discard/", views.discard, name="discard"),
]
