"""Labels of a product: which there are, what keeps one from being printed, and the sheets."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from withi.faces.printing import labels, queries, rules
from withi.ground.people.access import posted, scope_on
from withi.ground.people.rules import Ability
from withi.kit import codes
from withi.kit.paper import press
from withi.registers.products import access as products


@require_safe
@posted
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The labels of a product, one for each size, as pictures; where something lacks, what and by which rule."""
    scope = scope_on(request)
    product = products.product_of(pk, scope, Ability.READ)
    context = {
        "page": {"title": product.name_th, "region": codes.region(product.area_code) if product.area_code else ""},
        "product": product,
        "labels": queries.labels_of(product),
        "may_change": products.may(scope, product, Ability.ENTER),
    }
    return render(request, "printing/labels.html", context)


@require_safe
@posted
def label(request: HttpRequest, pk: int, place: int, lang: str, form: str) -> HttpResponse:
    """A sheet of labels as a PDF to print, or as a picture; Problem label.* where a rule forbids it."""
    product = products.product_of(pk, scope_on(request), Ability.READ)
    found = queries.label_of(product, place)
    if found is None or lang not in labels.LANGUAGES or form not in ("pdf", "png"):
        raise Http404
    for refusal in rules.lacking(found.facts, timezone.localdate()):
        raise refusal
    sheet = labels.sheet_of(product, found, lang)
    if form == "png":
        response = HttpResponse(press.pictures(sheet)[0], content_type="image/png")
    else:
        response = HttpResponse(press.pdf(sheet), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="labels-{product.pk}-{place}-{lang}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
