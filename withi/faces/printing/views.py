"""Labels: which a product has, what keeps one from being printed, the sheets, and labels in numbers."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from withi.faces.printing import access, actions, labels, queries, register, rules
from withi.faces.printing.forms import LabelsForm, RunForm, ShapeForm, new_run
from withi.faces.printing.labels import Known
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
    known = labels.known(product)
    form = shape_form(request, known)
    is_known = form.is_valid()
    context = {
        **about(product.name_th, product.area_code),
        "product": product,
        "form": form,
        "lang": form.data["lang"],
        "labels": shown(known, form) if is_known else [],
        "may_change": access.may_record(scope, product),
        "has_payee": known.payee is not None,
    }
    return render(request, "printing/labels.html", context, status=200 if is_known else 422)


def shape_form(request: HttpRequest, known: Known) -> ShapeForm:
    return ShapeForm(request.GET, has_mark=bool(known.colour), has_pay=known.payee is not None)


def shown(known: Known, form: ShapeForm) -> list[dict[str, Any]]:
    """Each label with why it is not printed as chosen, empty where it is; and where a run of it is written down."""
    found = []
    for each in known.labels:
        wish = form.wish(each.place)
        refusal = None if each.lacks else labels.refused(known, wish)
        told = {"query": register.query_of_labels(wish), "replaces": form.cleaned_data["replaces"] or ""}
        found.append({"label": each, "refused": refusal.message(language()) if refusal else "", **told})
    return found


def about(title: str, area_code: str) -> dict[str, Any]:
    return {"page": {"title": title, "region": codes.region(area_code) if area_code else ""}}


@require_safe
@posted
def label(request: HttpRequest, pk: int, place: int, lang: str, form: str) -> HttpResponse:
    """A sheet of labels as a PDF to print, or as a picture; Problem label.* where a rule forbids it."""
    known = labels.known(products.product_of(pk, scope_on(request), Ability.READ))
    chosen = ShapeForm({**request.GET.dict(), "lang": lang}, has_mark=True, has_pay=True)
    found = known.label(place)
    if found is None or lang not in labels.LANGUAGES or form not in ("pdf", "png") or not chosen.is_valid():
        raise Http404
    queries.refuse_lacking(found)
    wish = chosen.wish(place)
    if refusal := labels.refused(known, wish):
        raise refusal
    sheet = labels.sheet_of(known, wish)
    if form == "png":
        response = HttpResponse(press.pictures(sheet)[0], content_type="image/png")
    else:
        response = HttpResponse(press.pdf(sheet), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="labels-{pk}-{place}-{lang}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@either
@posted
def record(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Write down a run of the labels that the address says."""
    scope = scope_on(request)
    product = products.product_of(pk, scope, Ability.ENTER)
    known = labels.known(product)
    chosen = ShapeForm(request.GET, has_mark=True, has_pay=True)
    if known.label(place) is None or not chosen.is_valid():
        raise Http404
    wish, replaces = chosen.wish(place), chosen.cleaned_data["replaces"]
    old = access.run_in(replaces, product) if replaces else None
    form = RunForm(sent(request), initial=new_run(labels.stamp_of(known, wish), old))

    def act() -> str:
        actions.record_labels(
            actor=person_on(request), scope=scope, product=product, wish=wish, printed=form.printed(), replaces=old
        )
        messages.success(request, _("Written down. You will see here when it is out of date."))
        return url("printing:runs")

    context = {**about(product.name_th, product.area_code), "row": product, "what": _("labels"), "old": old}
    back = f"{url('printing:labels', pk)}?{request.GET.urlencode()}"
    return handle(request, form, "printing/record.html", {**context, "back": back}, act)


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
    form = LabelsForm(sent(request), list(labels.known_many(rows).values()))

    def act() -> str:
        title = context["page"]["title"]
        job = actions.order_labels(actor=person_on(request), about=title, order=form.wanted())
        return f"{url('jobs:job', job.key)}?go=1"

    words = {"most": f"{rules.MOST_LABELS:,}", "title": _("Labels in numbers")}
    return handle(request, form, "printing/many.html", {**context, **words}, act)
