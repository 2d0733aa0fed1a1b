"""Addresses of photos: on the desk, and their files."""

from django.urls import path, register_converter

from withi.registers.photos import views


class FormConverter:
    regex = "avif|jpg"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(FormConverter, "photo_form")

PREFIX = ""
app_name = "photos"
urlpatterns = [
    path("photos/<uuid:key>/<int:width>.<photo_form:form>", views.file, name="file"),
    path("desk/photos/zip/", views.zip_start, name="zip_start"),
    path("desk/photos/zip/<uuid:key>/", views.zip_review, name="zip_review"),
    path("desk/photos/<uuid:key>/", views.edit, name="edit"),
    path("desk/photos/<uuid:key>/move/", views.move, name="move"),
    path("desk/photos/<uuid:key>/remove/", views.remove, name="remove"),
    path("desk/photos/<uuid:key>/position/", views.position, name="position"),
    path("desk/photos/<slug:subject>/<int:pk>/", views.of, name="of"),
    path("desk/photos/<slug:subject>/<int:pk>/panel/", views.panel, name="panel"),
]
