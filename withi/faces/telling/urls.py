"""Addresses of notices and of lists of calls."""

from django.urls import path

from withi.faces.telling import views

PREFIX = "desk/notices/"
app_name = "telling"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read_all, name="read_all"),
    path("copied/", views.copied, name="copied"),
    path("calls/", views.calls, name="calls"),
    path("calls/<int:pk>/", views.call_list, name="call_list"),
    path("calls/<int:pk>/<int:notice_pk>/", views.called, name="called"),
    path("<int:pk>/", views.notice, name="notice"),
    path("<int:pk>/read/", views.read, name="read"),
    path("<int:pk>/copied/", views.notice_copied, name="notice_copied"),
    path("<int:pk>/calls/", views.notice_calls, name="notice_calls"),
]
