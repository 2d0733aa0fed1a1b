"""Addresses of news: for guests, and on the desk."""

from django.urls import path

from withi.work.news import guests, views

PREFIX = ""
app_name = "news"
urlpatterns = [
    path("news/", guests.archive, name="archive"),
    path("news/feed.xml", guests.feed, name="feed"),
    path("news/events.ics", guests.events, name="events"),
    path("news/<int:pk>/", guests.page, name="page"),
    path("news/<int:pk>/event.ics", guests.event, name="event"),
    path("news/<int:pk>/read/", guests.read, name="read"),
    path("news/<int:pk>/comment/", guests.comment, name="comment"),
    path("desk/news/", views.index, name="list"),
    path("desk/news/add/", views.add, name="add"),
    path("desk/news/comments/", views.comments, name="comments"),
    path("desk/news/comments/<int:pk>/", views.hear, name="hear"),
    path("desk/news/<int:pk>/", views.detail, name="detail"),
    path("desk/news/<int:pk>/edit/", views.edit, name="edit"),
]
