"""Addresses of likely duplicates."""

from django.urls import path

from withi.registers.duplicates import views

PREFIX = "desk/duplicates/"
app_name = "duplicates"
urlpatterns = [
    path("hint/", views.hint, name="hint"),
    path("<int:pk>/", views.of, name="of"),
]
