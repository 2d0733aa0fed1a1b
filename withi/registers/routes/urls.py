from django.urls import path

from withi.registers.routes import views

PREFIX = "desk/routes/"
app_name = "routes"
urlpatterns = [
    path("", views.index, name="list"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/stops/add/", views.stop_add, name="stop_add"),
    path("<int:pk>/stops/<int:stop_pk>/", views.stop_edit, name="stop_edit"),
    path("<int:pk>/stops/<int:stop_pk>/remove/", views.stop_remove, name="stop_remove"),
    path("<int:pk>/stops/<int:stop_pk>/move/", views.stop_move, name="stop_move"),
    path("<int:pk>/hosts/", views.hosts, name="hosts"),
    path("<int:pk>/hosts/<int:host_pk>/remove/", views.host_remove, name="host_remove"),
    path("<int:pk>/turn/", views.turn, name="turn"),
]
