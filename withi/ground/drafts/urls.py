"""Addresses of what is typed and not saved yet."""

from django.urls import path

from withi.ground.drafts import views

PREFIX = "desk/drafts/"
app_name = "drafts"
urlpatterns = [
    path("", views.save, name="save"),
    path("token/", views.token, name="token"),
    path("drop/", views.drop, name="drop"),
]
