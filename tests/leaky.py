"""Views that tell or allow too much, each in its own way: the checker of the matrix must find every one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path

from withi.config import urls as house
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.trail.actions import record
from withi.kit.problem import Problem
from withi.registers.products.models import Product


@posted
def any_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a row of anybody's area."""
    return HttpResponse(get_object_or_404(Product, pk=pk).name_th)


@posted
def all_rows(request: HttpRequest) -> HttpResponse:
    """Lists every area's rows."""
    return HttpResponse("\n".join(Product.objects.values_list("name_th", flat=True)))


def open_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks nobody to sign in."""
    return HttpResponse(get_object_or_404(Product, pk=pk).pk)


@posted
def told_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuses a foreign row in words of its own, so that one learns that it is there."""
    row = get_object_or_404(Product, pk=pk)
    if not scope_on(request).can(Ability.READ, row.area_code, subject=("producer", row.producer_id or 0)):
        raise Problem("access.ability", status=403)
    return HttpResponse("")


@posted
def worded_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers 404 for a foreign row, with a page that is not the one for a row that there is not."""
    if row := Product.objects.in_scope(scope_on(request), Ability.READ).filter(pk=pk).first():
        return HttpResponse(row.pk)
    if Product.objects.filter(pk=pk).exists():
        return HttpResponse("ไม่ใช่ของท่าน", status=404)
    raise Http404


@posted
def any_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets those who may only read do something."""
    row = get_object_or_404(Product.objects.all().in_scope(scope_on(request), Ability.READ), pk=pk)
    record(actor=person_on(request), verb="leaky.act", subject="product", subject_id=row.pk)
    return HttpResponse("")


@posted
def any_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a row of anybody's area."""
    Product.objects.filter(pk=pk).update(name_en="changed")
    return HttpResponse("")


@posted
def empty_list(request: HttpRequest) -> HttpResponse:
    """Shows nobody anything: without its rows a list proves nothing."""
    return HttpResponse("")


leaks = (
    [
        path("any/<int:pk>/", any_row, name="any_row"),
        path("all/", all_rows, name="all_rows"),
        path("open/<int:pk>/", open_row, name="open_row"),
        path("told/<int:pk>/", told_row, name="told_row"),
        path("worded/<int:pk>/", worded_row, name="worded_row"),
        path("hand/<int:pk>/", any_hand, name="any_hand"),
        path("change/<int:pk>/", any_change, name="any_change"),
        path("empty/", empty_list, name="empty_list"),
    ],
    "leaky",
)
urlpatterns = [path("leaky/", include(leaks)), *house.urlpatterns]
handler403, handler404 = house.handler403, house.handler404
