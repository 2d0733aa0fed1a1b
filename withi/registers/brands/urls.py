"""Addresses of brands."""

from django.urls import path

from withi.registers.brands import views

PREFIX = "desk/brands/"
app_name = "brands"
urlpatterns = [
    path("<int:pk>/", views.brand, name="brand"),
]
