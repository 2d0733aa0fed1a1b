"""Addresses of certificates: on the desk, and the public page of each."""

from django.urls import path

from withi.work.certificates import views

PREFIX = ""
app_name = "certificates"
urlpatterns = [
    path("certificates/<str:token>/", views.check, name="check"),
    path("desk/certificates/issue/<int:pk>/", views.issue, name="issue"),
    path("desk/certificates/on/<slug:kind>/<int:pk>/", views.issue_on, name="issue_on"),
    path("desk/certificates/on/<slug:kind>/<int:pk>/panel/", views.panel_on, name="panel_on"),
    path("desk/certificates/<int:pk>/", views.detail, name="detail"),
    path("desk/certificates/<int:pk>/<str:lang>.<str:form>", views.paper, name="paper"),
    path("desk/certificates/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("desk/certificates/<int:pk>/reissue/", views.reissue, name="reissue"),
    path("desk/certificates/<slug:subject>/<int:pk>/", views.index, name="of"),
    path("desk/certificates/<slug:subject>/<int:pk>/panel/", views.panel, name="panel"),
]
