"""Addresses of approval and checking."""

from django.urls import path, register_converter

from withi.registers.publication import views
from withi.registers.publication.rules import Step


class StepConverter:
    regex = "|".join(step.value for step in Step)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(StepConverter, "publication_step")

PREFIX = "desk/review/"
app_name = "publication"
urlpatterns = [
    path("", views.review, name="review"),
    path("checks/", views.checks, name="checks"),
    path("steps/", views.steps, name="steps"),
    path("<slug:subject>/<int:pk>/<publication_step:step>/", views.step, name="step"),
]
