from django.urls import path

from withi.faces.jobs import views

PREFIX = "desk/jobs/"
app_name = "jobs"
urlpatterns = [
    path("", views.mine, name="list"),
    path("<uuid:key>/", views.job, name="job"),
    path("<uuid:key>/look/", views.look, name="look"),
    path("<uuid:key>/open/", views.open_result, name="open"),
    path("<uuid:key>/cancel/", views.cancel, name="cancel"),
    path("<uuid:key>/retry/", views.retry, name="retry"),
    path("<uuid:key>/file/", views.file, name="file"),
]
