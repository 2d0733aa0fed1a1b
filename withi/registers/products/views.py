"""Products on the desk: the list, one record, its form."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.jobs.models import Job
from withi.ground.notices.queries import of_list
from withi.ground.people.access import ask_again, person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.places.queries import PLACES
from withi.ground.web import exports
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.registers.producers import access as producer_access
from withi.registers.products import access, actions, forms, queries
from withi.registers.products.models import Product
from withi.registers.publication import access as publication_access
from withi.registers.publication import queries as publication
from withi.registers.publication.rules import State

SIZE = 25
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """Products of one's area, narrowed by what the address says."""
    scope = scope_on(request)
    chosen = forms.ListFilter(request.GET, area=publication.area_choices(scope, Ability.READ))
    filters = chosen.filters()
    rows = queries.listed(scope, filters)
    total = rows.count()
    pager = numbered(request, total=total, size=SIZE)
    ids = queries.in_page_order(rows, total, scope, filters).values_list("pk", flat=True)
    context = {
        "page": {"title": _("Products")},
        "filter": chosen,
        "pager": pager,
        "lines": queries.lines(Product.objects.select_related("producer").by_ids(pager.of(ids))),
        "can_add": access.may_add(scope),
        "can_send": scope.anywhere(Ability.ENTER),
        "can_export": scope.anywhere(Ability.EXPORT),
        "query": request.GET.urlencode(),
        "copy": of_list(
            "products",
            title=_("Products"),
            count=f"{total:,} {ngettext('product', 'products', total)}",
            path=request.path,
            narrowed=chosen,
            can_call=scope.calls_people,
        ),
    }
    return render(request, "products/list.html", context)


@require_POST
@posted
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The narrowed list as a sheet, personal facts only for whom they are meant; a long one as a job."""
    scope = scope_on(request)
    publication_access.needs(scope, Ability.EXPORT)
    if form not in exports.FORMS:
        raise Http404
    if access.exports_personal(scope):
        ask_again(request)
    filters = asdict(forms.ListFilter(request.GET).filters())
    taken = actions.export(actor=person_on(request), scope=scope, form=form, filters=filters)
    if isinstance(taken, Job):
        return HttpResponseRedirect(reverse("jobs:job", args=[taken.key]))
    return exports.sheet(form, "products", taken.columns, taken.rows)


@require_safe
@posted
def of_producer(request: HttpRequest, pk: int) -> HttpResponse:
    """The products of one producer, as a part of its page."""
    scope = scope_on(request)
    producer = producer_access.producer_of(pk, scope, Ability.READ)
    context = {
        "producer": producer,
        "lines": queries.of_producer(scope, producer),
        "can_add": producer_access.may(scope, producer, Ability.ENTER),
    }
    return render(request, "products/_of_producer.html", context)


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One product: facts, what may be done, points to check, history."""
    scope = scope_on(request)
    product = access.product_of(pk, scope, Ability.READ)
    context = {
        **about(product),
        "panel": publication.panel(actions.KIND, product, scope, person_on(request).pk),
        "told": queries.told(product, timezone.localdate()),
        "personal": access.may(scope, product, Ability.PERSONAL),
        "may_change": access.may(scope, product, Ability.ENTER),
    }
    return render(request, "products/detail.html", context)


def about(product: Product) -> dict[str, Any]:
    """What every page of a product needs."""
    area = product.area_code
    return {
        "page": {"title": product.name_th, "region": codes.region(area) if area else ""},
        "product": product,
        "path": publication.paths_of([area]).get(area, ""),
    }


@either
@posted
def add(request: HttpRequest) -> HttpResponse:
    """Enter a product as a draft, perhaps for a producer named in the address."""
    scope = scope_on(request)
    access.refuse_adding(scope)
    given = request.GET.get("producer", "")
    form = forms.ProductForm(sent(request), scope=scope, places=PLACES, initial={"producer": given} if given else None)

    def act() -> str:
        product = actions.add(
            actor=person_on(request),
            scope=scope,
            facts=form.facts(),
            sizes=form.sizes(),
            licences=form.licences(),
        )
        messages.success(request, " ".join([_("Entered as a draft."), *form.repairs]))
        return reverse("products:detail", args=[product.pk])

    return handle(request, form, "products/edit.html", {"page": {"title": _("Enter a product")}}, act)


@either
@posted
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a product; of two people who change one, the second sees both versions."""
    scope = scope_on(request)
    product = access.product_of(pk, scope, Ability.ENTER)
    form = forms.ProductForm(sent(request), scope=scope, places=PLACES, product=product)

    def act() -> str:
        was_public = product.state == State.PUBLISHED
        changed = actions.change(
            actor=person_on(request),
            scope=scope,
            product=product,
            facts=form.facts(),
            sizes=form.sizes(),
            licences=form.licences(),
            version=form.cleaned_data["version"],
        )
        messages.success(request, " ".join([saved(changed=changed, was_public=was_public), *form.repairs]))
        return reverse("products:detail", args=[pk])

    return handle(request, form, "products/edit.html", about(product), act)


def saved(*, changed: bool, was_public: bool) -> str:
    """What happens next to a saved change."""
    if not changed:
        return _("Nothing was changed.")
    if was_public:
        return _("Saved. It goes back to the public site once the district chief has approved the change.")
    return _("Saved.")
