"""Addresses of the support ledger."""

from django.urls import path

from withi.work.support import views

PREFIX = "desk/support/"
app_name = "support"
urlpatterns = [path("<slug:subject>/<int:pk>/", views.of, name="of")]
