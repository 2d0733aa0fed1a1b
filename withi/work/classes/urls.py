"""Addresses of classes and scores."""

from django.urls import path

from withi.work.classes import views

PREFIX = "desk/classes/"
app_name = "classes"
urlpatterns = [
    path("", views.index, name="list"),
    path("criteria/", views.criteria, name="criteria"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/score/", views.score, name="score"),
]
