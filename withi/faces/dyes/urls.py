"""The address of the page of natural-dye sources."""

from django.urls import path

from withi.faces.dyes import views

PREFIX = "desk/dyes/"
app_name = "dyes"
urlpatterns = [path("", views.index, name="index")]
