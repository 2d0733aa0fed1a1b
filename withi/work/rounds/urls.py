"""Addresses of registration rounds."""

from django.urls import path

from withi.work.rounds import views

PREFIX = "desk/rounds/"
app_name = "rounds"
urlpatterns = [
    path("", views.index, name="list"),
    path("steps/", views.steps, name="steps"),
    path("licences/", views.licences, name="licences"),
    path("apply/", views.start, name="start"),
    path("all/", views.rounds, name="rounds"),
    path("all/add/", views.round_add, name="round_add"),
    path("all/<int:pk>/", views.round_edit, name="round_edit"),
    path("producer/<int:pk>/", views.of_producer, name="of_producer"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/send/", views.send, name="send"),
    path("<int:pk>/fill/<str:part>/", views.fill, name="fill"),
    path("<int:pk>/step/<str:step>/", views.step, name="step"),
    path("<int:pk>/papers/<int:paper_pk>/seen/", views.seen, name="seen"),
    path("<int:pk>/copies/<uuid:key>/", views.look, name="look"),
]
