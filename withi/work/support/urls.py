"""Addresses of the support ledger."""

from django.urls import path

from withi.work.support import views

PREFIX = "desk/support/"
app_name = "support"
urlpatterns = [
    path("", views.area, name="area"),
    path("by/<int:pk>/", views.by, name="by"),
    path("by/<int:pk>/export/<slug:form>/", views.export, name="export"),
    path("by/<int:pk>/tell/", views.tell, name="tell"),
    path("<slug:subject>/<int:pk>/", views.of, name="of"),
    path("<slug:subject>/<int:pk>/give/", views.give, name="give"),
    path("<slug:subject>/<int:pk>/<int:entry_pk>/back/", views.back, name="back"),
    path("<slug:subject>/<int:pk>/<int:entry_pk>/photos/", views.photos, name="photos"),
    path("<slug:subject>/<int:pk>/<int:entry_pk>/photos/add/", views.add_photo, name="add_photo"),
    path("entries/<int:pk>/photos/<uuid:key>/<int:width>.jpg", views.photo, name="photo"),
    path("<slug:subject>/<int:pk>/<int:entry_pk>/photos/<uuid:key>/remove/", views.remove_photo, name="remove_photo"),
    path("<slug:subject>/<int:pk>/<int:entry_pk>/confirm/", views.confirm, name="confirm"),
]
