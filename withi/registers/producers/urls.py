"""Addresses of the producers' desk."""

from django.urls import path

from withi.registers.producers import views

PREFIX = "desk/producers/"
app_name = "producers"
urlpatterns = [
    path("", views.index, name="list"),
    path("export/<str:form>/", views.export, name="export"),
    path("suggest/", views.suggest, name="suggest"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/status/", views.status, name="status"),
    path("<int:pk>/identity/", views.identity, name="identity"),
    path("<int:pk>/identity/reveal/", views.reveal, name="reveal"),
]
