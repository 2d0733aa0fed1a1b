"""Addresses of the register of centres."""

from django.urls import path

from withi.registers.centres import views

PREFIX = "desk/centres/"
app_name = "centres"
urlpatterns = [
    path("", views.index, name="list"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/condition/", views.condition, name="condition"),
    path("<int:pk>/hours/", views.hours, name="hours"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/staff/", views.staff, name="staff"),
    path("<int:pk>/staff/<int:term_pk>/end/", views.staff_end, name="staff_end"),
    path("<int:pk>/steps/add/", views.step_add, name="step_add"),
    path("<int:pk>/steps/<int:step_pk>/", views.step_edit, name="step_edit"),
    path("<int:pk>/steps/<int:step_pk>/done/", views.step_done, name="step_done"),
    path("<int:pk>/steps/<int:step_pk>/remove/", views.step_remove, name="step_remove"),
]
