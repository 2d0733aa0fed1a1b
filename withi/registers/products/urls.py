"""Addresses of the products' desk."""

from django.urls import path

from withi.registers.products import views

PREFIX = "desk/products/"
app_name = "products"
urlpatterns = [
    path("", views.index, name="list"),
    path("export/<str:form>/", views.export, name="export"),
    path("of/<int:pk>/", views.of_producer, name="of_producer"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
]
