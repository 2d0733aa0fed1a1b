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
    path("<int:pk>/contact/", views.contact, name="contact"),
    path("<int:pk>/staff/", views.staff, name="staff"),
    path("<int:pk>/staff/<int:term_pk>/end/", views.staff_end, name="staff_end"),
]
