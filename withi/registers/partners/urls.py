"""Addresses of the register of partners."""

from django.urls import path

from withi.registers.partners import views

PREFIX = "desk/partners/"
app_name = "partners"
urlpatterns = [
    path("", views.index, name="list"),
    path("add/", views.add, name="add"),
    path("export/<slug:form>/", views.export, name="export"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
]
