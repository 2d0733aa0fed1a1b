"""Addresses of monthly income."""

from django.urls import path

from withi.work.income import views

PREFIX = "desk/income/"
app_name = "income"
urlpatterns = [
    path("", views.index, name="index"),
    path("areas/", views.overview, name="overview"),
    path("cutoffs/", views.cutoffs, name="cutoffs"),
    path("areas/<str:area>/<int:month>/", views.close, name="close"),
    path("grid/<str:area>/<int:month>/", views.grid, name="grid"),
    path("producers/<int:pk>/", views.producer, name="producer"),
    path("producers/<int:pk>/<int:month>/", views.month, name="month"),
    path("producers/<int:pk>/<int:month>/receipt/", views.receipt, name="receipt"),
    path("producers/<int:pk>/<int:month>/photos/<uuid:key>/<int:width>.jpg", views.photo, name="photo"),
    path("producers/<int:pk>/<int:month>/photos/<uuid:key>/remove/", views.remove_photo, name="remove_photo"),
    path("producers/<int:pk>/<int:month>/take-back/", views.take_back, name="take_back"),
    path("communities/<int:pk>/", views.community, name="community"),
    path("communities/<int:pk>/<int:month>/", views.tourism, name="tourism"),
]
