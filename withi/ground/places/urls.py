"""Addresses of places."""

from django.urls import path

from withi.ground.places import views

PREFIX = "places/"
app_name = "places"

urlpatterns = [
    path("suggest/", views.suggest, name="suggest"),
    path("land-<str:code>.geojson", views.land, name="land"),
]
