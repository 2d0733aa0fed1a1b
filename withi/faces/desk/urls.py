from django.urls import path

from withi.faces.desk import views

PREFIX = "desk/"
app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
]
