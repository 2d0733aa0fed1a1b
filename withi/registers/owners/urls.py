"""Addresses of the people who open a record."""

from django.urls import path

from withi.registers.owners import views

PREFIX = "desk/owners/"
app_name = "owners"
urlpatterns = [
    path("<slug:subject>/<int:pk>/", views.index, name="list"),
    path("<slug:subject>/<int:pk>/invite/", views.invite, name="invite"),
    path("<slug:subject>/<int:pk>/<int:posting_pk>/card/", views.card, name="card"),
    path("<slug:subject>/<int:pk>/<int:posting_pk>/link/", views.link, name="link"),
    path("<slug:subject>/<int:pk>/<int:posting_pk>/shut/", views.shut, name="shut"),
    path("<slug:subject>/<int:pk>/<int:posting_pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:subject>/<int:pk>/<int:posting_pk>/end/", views.end, name="end"),
]
