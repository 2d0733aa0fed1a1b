"""Addresses of official letters."""

from django.urls import path

from withi.faces.letters import views

PREFIX = "desk/letters/"
app_name = "letters"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:code>/<slug:kind>/", views.letter, name="letter"),
]
