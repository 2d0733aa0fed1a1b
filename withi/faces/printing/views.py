"""Labels: which a product has, what keeps one from being printed, the sheets, and labels in numbers."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from withi.faces.printing import actions, labels, queries, rules
from withi.faces.printing.forms import LabelsForm, ShapeForm
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.answers import language
from withi.ground.web.pages import url
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.paper import press
from withi.registers.products import access as products
from withi.registers.products.models import Product
from withi.registers.villages import access as villages

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The labels of a product, one for each size, as pictures; where something lacks, what and by which rule."""
    scope = scope_on(request)
    product = products.product_of(pk, scope, Ability.READ)
    form = ShapeForm(request.GET)
    is_known = form.is_valid()
    context = {
        **about(product.name_th, product.area_code),
        "product": product,
        "form": form,
        "query": form.query() if is_known else "",
        "lang": form.data["lang"],
        "labels": shown(product, form) if is_known else [],
        "may_change": products.may(scope, product, Ability.ENTER),
    }
    return render(request, "printing/labels.html", context, status=200 if is_known else 422)


def shown(product: Product, form: ShapeForm) -> list[dict[str, Any]]:
    """Each label with why it is not printed in the chosen shape; empty where it is."""
    found = []
    for each in queries.labels_of(product):
        refusal = None if each.lacks else labels.refused(product, each, *form.chosen())
        found.append({"label": each, "refused": refusal.message(language()) if refusal else ""})
    return found


def about(title: str, area_code: str) -> dict[str, Any]:
    return {"page": {"title": title, "region": codes.region(area_code) if area_code else ""}}


@require_safe
@posted
def label(request: HttpRequest, pk: int, place: int, lang: str, form: str) -> HttpResponse:
    """A sheet of labels as a PDF to print, or as a picture; Problem label.* where a rule forbids it."""
    product = products.product_of(pk, scope_on(request), Ability.READ)
    found = queries.label_of(product, place)
    shape = rules.SHAPES.get(request.GET.get("shape", "wide"))
    if found is None or shape is None or lang not in labels.LANGUAGES or form not in ("pdf", "png"):
        raise Http404
    queries.refuse_lacking(found)
    if refusal := labels.refused(product, found, lang, shape):
        raise refusal
    sheet = labels.sheet_of(product, found, lang, shape)
    if form == "png":
        response = HttpResponse(press.pictures(sheet)[0], content_type="image/png")
    else:
        response = HttpResponse(press.pdf(sheet), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="labels-{product.pk}-{place}-{lang}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


# --- in numbers ----------------------------------------------------------------------------------


@either
@posted
def many(request: HttpRequest, pk: int) -> HttpResponse:
    """So many labels of each size of a product, as a job."""
    product = products.product_of(pk, scope_on(request), Ability.READ)
    context = {**about(product.name_th, product.area_code), "back": url("printing:labels", pk)}
    return ordered(request, [product], context)


@either
@posted
def goods(request: HttpRequest, pk: int) -> HttpResponse:
    """So many labels of each product of a community's makers, as a job."""
    scope = scope_on(request)
    row = villages.community_of(pk, scope, Ability.READ)
    context = {**about(row.name_th, row.area_code), "back": url("printing:order", pk)}
    return ordered(request, queries.goods_of(row, scope), context)


def ordered(request: HttpRequest, rows: Sequence[Product], context: dict[str, Any]) -> HttpResponse:
    """The numbers asked for, and on to the job that draws them."""
    found = queries.labels_of_many(rows)
    form = LabelsForm(sent(request), [(product, found[product.pk]) for product in rows])

    def act() -> str:
        title = context["page"]["title"]
        job = actions.order_labels(actor=person_on(request), about=title, order=form.wanted())
        return f"{url('jobs:job', job.key)}?go=1"

    words = {"most": f"{rules.MOST_LABELS:,}", "title": _("Labels in numbers")}
    return handle(request, form, "printing/many.html", {**context, **words}, act)
