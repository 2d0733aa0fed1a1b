from django.urls import path

from withi.faces.exchange import views

PREFIX = "desk/exchange/"
app_name = "exchange"
urlpatterns = [
    path("", views.start, name="start"),
    path("layouts/add/", views.layout_add, name="layout_add"),
    path("layouts/<int:pk>/", views.layout, name="layout"),
    path("layouts/<int:pk>/export/<slug:form>/", views.export, name="export"),
    path("<uuid:key>/", views.run, name="run"),
    path("<uuid:key>/decide/<int:pk>/", views.decide, name="decide"),
    path("<uuid:key>/decide/", views.decide_every, name="decide_every"),
    path("<uuid:key>/apply/", views.apply, name="apply"),
    path("<uuid:key>/corrections/<slug:form>/", views.corrections, name="corrections"),
    path("<uuid:key>/discard/", views.discard, name="discard"),
]
