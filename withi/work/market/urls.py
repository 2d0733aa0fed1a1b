"""Addresses of the Pracharat market's desk."""

from django.urls import path

from withi.work.market import views

PREFIX = "desk/market/"
app_name = "market"
urlpatterns = [
    path("", views.index, name="index"),
    path("list/", views.rows, name="list"),
    path("turns/", views.turns, name="turns"),
    path("add/", views.add, name="add"),
    path("kinds/", views.kinds, name="kinds"),
    path("kinds/add/", views.kind_add, name="kind_add"),
    path("kinds/<slug:code>/", views.kind_edit, name="kind_edit"),
    path("decide/", views.decide, name="decide"),
    path("export/<slug:form>/", views.export, name="export"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
]
