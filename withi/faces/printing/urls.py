"""Addresses of what is printed from the registers."""

from django.urls import path

from withi.faces.printing import orders, views

PREFIX = "desk/printing/"
app_name = "printing"
urlpatterns = [
    path("", orders.runs, name="runs"),
    path("same/", orders.same, name="same"),
    path("<int:pk>/condition/", orders.condition, name="condition"),
    path("communities/<int:pk>/", orders.order, name="order"),
    path("communities/<int:pk>/sheet.<str:form>", orders.sheet, name="sheet"),
    path("communities/<int:pk>/record/", orders.record, name="record"),
    path("communities/<int:pk>/labels/", views.goods, name="goods"),
    path("routes/<int:pk>/", orders.signs, name="signs"),
    path("labels/<int:pk>/<int:place>/record/", views.record, name="record_labels"),
    path("<int:pk>/", orders.run, name="run"),
    path("<int:pk>/photos/<uuid:key>/<int:width>.jpg", orders.photo, name="photo"),
    path("<int:pk>/photos/<uuid:key>/remove/", orders.remove_photo, name="remove_photo"),
    path("labels/<int:pk>/many/", views.many, name="many"),
    path("labels/<int:pk>/", views.index, name="labels"),
    path("labels/<int:pk>/<int:place>/<str:lang>.<str:form>", views.label, name="label"),
]
