"""Addresses of the segments' desk."""

from django.urls import path

from withi.work.segments import views

PREFIX = "desk/segments/"
app_name = "segments"
urlpatterns = [
    path("", views.index, name="list"),
    path("table/", views.table, name="table"),
    path("table/new/", views.make, name="make"),
    path("table/<int:number>/", views.version, name="version"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/answer/", views.answer, name="answer"),
]
