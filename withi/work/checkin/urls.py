"""Addresses of check-in: what guests scan, their passport, and the desk."""

from django.urls import path

from withi.work.checkin import views

PREFIX = ""
app_name = "checkin"
urlpatterns = [
    path("checkin/<str:code>/", views.scan, name="scan"),
    path("passport/", views.passport, name="passport"),
    path("desk/checkin/", views.index, name="index"),
    path("desk/checkin/<int:pk>/", views.place, name="place"),
    path("desk/checkin/<int:pk>/<int:month>/", views.month, name="month"),
    path("desk/checkin/<int:pk>/count/", views.count, name="count"),
    path("desk/checkin/<int:pk>/take-back/<int:group_pk>/", views.take_back, name="take_back"),
    path("desk/checkin/<int:pk>/screen/", views.screen, name="screen"),
    path("desk/checkin/<int:pk>/poster/", views.poster, name="poster"),
    path("desk/checkin/<int:pk>/poster.<str:form>", views.paper, name="paper"),
]
