"""Addresses of the trip planner."""

from django.urls import path

from withi.faces.planner import views
from withi.ground.web import offline

PREFIX = "trips/"
app_name = "planner"
urlpatterns = [
    path("", views.start, name="start"),
    path("community/<int:pk>/", views.of_community, name="community"),
    path("area/<str:code>/", views.of_area, name="area"),
    path("route/<int:pk>/", views.of_route, name="route"),
    path("shares/<int:pk>/", views.shares, name="shares"),
    path("offline.js", offline.worker, name="worker"),
    path("<str:token>/", views.trip, name="trip"),
    path("<str:token>/map/", views.map_page, name="map"),
    path("<str:token>/edit/", views.edit, name="edit"),
    path("<str:token>/anew/", views.anew, name="anew"),
    path("<str:token>/rain/", views.rain, name="rain"),
    path("<str:token>/trip-<str:lang>.<str:form>", views.take, name="take"),
]
