from django.urls import path

from withi.registers.villages import views

PREFIX = "desk/communities/"
app_name = "villages"
urlpatterns = [
    path("", views.index, name="list"),
    path("export/<str:form>/", views.export, name="export"),
    path("add/", views.add, name="add"),
    path("villages/", views.village_choices, name="village_choices"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/<str:part>/", views.edit, name="edit"),
    path("<int:pk>/receiving/", views.receiving, name="receiving"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/assets/add/", views.asset_add, name="asset_add"),
    path("<int:pk>/assets/<int:asset_pk>/", views.asset_edit, name="asset_edit"),
    path("<int:pk>/assets/<int:asset_pk>/remove/", views.asset_remove, name="asset_remove"),
    path("<int:pk>/assets/<int:asset_pk>/move/", views.asset_move, name="asset_move"),
    path("<int:pk>/assets/<int:asset_pk>/verify/", views.asset_verify, name="asset_verify"),
    path("<int:pk>/editors/", views.editors, name="editors"),
    path("<int:pk>/editors/<int:term_pk>/end/", views.editor_end, name="editor_end"),
]
