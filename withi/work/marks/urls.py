"""Addresses of the marks' desk."""

from django.urls import path

from withi.work.marks import views

PREFIX = "desk/marks/"
app_name = "marks"
urlpatterns = [
    path("", views.index, name="list"),
    path("decide/", views.decide, name="decide"),
    path("of/<int:pk>/", views.of_product, name="of_product"),
    path("apply/<int:pk>/", views.apply, name="apply"),
    path("terms/<str:name>/", views.terms, name="terms"),
    path("terms/<str:name>/new/", views.make_terms, name="make_terms"),
    path("stars/", views.stars, name="stars"),
    path("stars/<uuid:key>/", views.stars_list, name="stars_list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/score/", views.score, name="score"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
]
