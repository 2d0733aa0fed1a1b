"""Addresses of enquiries: what guests send and read, and the desk of those who answer."""

from django.urls import path

from withi.work.enquiries import views

PREFIX = ""
app_name = "enquiries"
urlpatterns = [
    path("enquiry/community/<int:pk>/", views.ask_community, name="ask_community"),
    path("enquiry/product/<int:pk>/", views.ask_product, name="ask_product"),
    path("enquiry/<uuid:key>/", views.sent_page, name="sent"),
    path("pay/product/<int:pk>/", views.pay, name="pay"),
    path("desk/enquiries/", views.index, name="index"),
    path("desk/enquiries/<int:pk>/", views.detail, name="detail"),
    path("desk/enquiries/<int:pk>/sell/", views.sell, name="sell"),
    path("desk/promptpay/<int:pk>/", views.payee, name="payee"),
]
