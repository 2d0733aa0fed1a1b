"""Addresses of monitoring reports."""

from django.urls import path

from withi.faces.followup import views

PREFIX = "desk/followup/"
app_name = "followup"
urlpatterns = [
    path("", views.start, name="start"),
    path("communities/<int:pk>/", views.community, name="community"),
    path("communities/<int:pk>/report.<str:form>", views.community_file, name="community_file"),
    path("<slug:code>/", views.area, name="area"),
    path("<slug:code>/report.<str:form>", views.area_file, name="area_file"),
]
