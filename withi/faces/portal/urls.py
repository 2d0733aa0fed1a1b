from django.urls import path

from withi.faces.portal import cards, feeds, income, mapping, notes, renewal, routes, views
from withi.ground.web import offline

PREFIX = ""
app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("areas/<str:code>/", views.area, name="area"),
    path("figures/<slug:code>.json", income.data, name="figures"),
    path("communities/", views.communities, name="communities"),
    path("communities/<int:pk>/", renewal.told(views.community), name="community"),
    path("communities/offline.js", offline.worker, name="card_worker"),
    path("communities/<int:pk>/card/", renewal.told(cards.card), name="card"),
    path("producers/<int:pk>/", views.producer, name="producer"),
    path("products/", views.catalogue, name="catalogue"),
    path("products/<int:pk>/", views.product, name="product"),
    path("routes/", routes.index, name="routes"),
    path("routes/<int:pk>/", routes.route, name="route"),
    path("routes/<int:pk>/route.<str:form>", routes.route_file, name="route_file"),
    path("map/<str:kind>/<int:pk>/", mapping.map_page, name="map"),
    path("map/<str:kind>-<int:pk>.geojson", mapping.map_file, name="map_file"),
    path("search/", views.search, name="search"),
    path("about/", notes.about, name="about"),
    path("privacy/", notes.privacy, name="privacy"),
    path("cloth/<str:code>-<int:thread>.svg", feeds.cloth, name="cloth"),
    path("parcel/<str:code>-<str:kind>.svg", feeds.parcel, name="parcel"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemap-<str:kind>-<int:part>.xml", feeds.sitemap_part, name="sitemap_part"),
    path("robots.txt", feeds.robots, name="robots"),
    path("favicon.ico", feeds.favicon, name="favicon"),
]
