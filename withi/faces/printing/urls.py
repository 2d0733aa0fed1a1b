"""Addresses of what is printed from the registers."""

from django.urls import path

from withi.faces.printing import views

PREFIX = "desk/printing/"
app_name = "printing"
urlpatterns = [
    path("labels/<int:pk>/", views.index, name="labels"),
    path("labels/<int:pk>/<int:place>/<str:lang>.<str:form>", views.label, name="label"),
]
