"""Addresses of what officers see of personal data."""

from django.urls import path

from withi.faces.privacy import views

PREFIX = "desk/privacy/"
app_name = "privacy"
urlpatterns = [path("producers/<int:pk>/", views.seen, name="seen")]
