"""A small public site to try the web room's machinery on."""

from collections import Counter

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import Context, Engine
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from withi.ground.web import htmx
from withi.ground.web.pagecache import needs, public_page
from withi.ground.web.pages import page_context
from withi.kit.problem import Problem

BODY = Engine().from_string("{{ text }}")
asked: Counter[str] = Counter()


@public_page(params=("q", "page", "type"))
def shown(request: HttpRequest, code: str) -> HttpResponse:
    """A page whose text is the version of the data, as far as this page can tell."""
    asked["shown"] += 1
    needs(request, ("product", code), ("community", ""))
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(sum(number), 0) from web_data_version")
        (number,) = cursor.fetchone()
    return HttpResponse(
        BODY.render(Context({"text": f"{get_language()} {number} {request.GET.urlencode()}" + " x" * 500}))
    )


@public_page()
def still(request: HttpRequest) -> HttpResponse:
    asked["still"] += 1
    needs(request)
    return htmx.render(request, "web/404.html", "web/_told.html", page_context(request, title="Still"))


@public_page(seconds=600)
def aging(request: HttpRequest) -> HttpResponse:
    asked["aging"] += 1
    needs(request)
    return HttpResponse("aging")


@public_page()
def silent(request: HttpRequest) -> HttpResponse:
    asked["silent"] += 1
    return HttpResponse("says nothing of what it depends on")


@public_page()
def form(request: HttpRequest) -> HttpResponse:
    asked["form"] += 1
    needs(request)
    return HttpResponse(get_token(request))


@public_page()
def failing(request: HttpRequest) -> HttpResponse:
    asked["failing"] += 1
    needs(request)
    return HttpResponse("gone", status=410)


def refused(request: HttpRequest) -> HttpResponse:
    raise Problem("web.forbidden", status=403)


def several(request: HttpRequest) -> HttpResponse:
    raise Problem.many([Problem("web.form_too_old", field="date"), Problem("web.bad_request", field="name")])


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("a secret reason")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the house")


def writing(request: HttpRequest) -> HttpResponse:
    """Waits for the write lock like any action does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("update web_data_version set number = number + 1")
    except OperationalError:
        raise
    except DatabaseError:
        return HttpResponse("some other trouble", status=500)
    return HttpResponse("written")


@require_safe
def safe(request: HttpRequest) -> HttpResponse:
    return HttpResponse("read only")


urlpatterns = i18n_patterns(
    path("shown/<str:code>/", shown, name="shown"),
    path("still/", still, name="still"),
    path("aging/", aging, name="aging"),
    path("silent/", silent, name="silent"),
    path("form/", form, name="form"),
    path("failing/", failing, name="failing"),
    path("refused/", refused, name="refused"),
    path("several/", several, name="several"),
    path("denied/", denied, name="denied"),
    path("broken/", broken, name="broken"),
    path("safe/", safe, name="safe"),
    path("writing/", writing, name="writing"),
    path("numbers/<int:first>/<int:second>/", shown, name="numbers"),
    path("letters/<slug:name>-<int:thread>.svg", shown, name="letters"),
    prefix_default_language=False,
)
handler400 = "withi.ground.web.views.bad_request"
handler403 = "withi.ground.web.views.forbidden"
handler404 = "withi.ground.web.views.not_found"
handler500 = "withi.ground.web.views.server_error"
