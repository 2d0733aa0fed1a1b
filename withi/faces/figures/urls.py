"""Addresses of the pages of figures."""

from django.urls import path

from withi.faces.figures import reports, views

PREFIX = "desk/figures/"
app_name = "figures"
urlpatterns = [
    path("", views.start, name="start"),
    path("producers/<int:pk>/", views.producer, name="producer"),
    path("producers/<int:pk>/statement.<str:form>", reports.statement, name="statement"),
    path("comparators/", views.comparators, name="comparators"),
    path("comparators/<int:pk>/remove/", views.comparator_remove, name="comparator_remove"),
    path("<slug:code>/", views.area, name="area"),
    path("<slug:code>/export/<slug:form>/", views.export, name="export"),
    path("<slug:code>/report.<str:form>", reports.report, name="report"),
    path("<slug:code>/support/", views.supports, name="support"),
    path("<slug:code>/target/", views.target, name="target"),
    path("<slug:code>/target/approve/", views.target_approve, name="target_approve"),
    path("<slug:code>/years/", views.years, name="years"),
    path("<slug:code>/years/export/<slug:form>/", views.years_export, name="years_export"),
]
