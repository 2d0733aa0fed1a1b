"""The brand of a community on the desk: how it looks, and the form that changes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.pages import url
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.registers.brands import actions
from withi.registers.brands.forms import BrandForm
from withi.registers.brands.models import Brand
from withi.registers.brands.queries import brand_of
from withi.registers.brands.rules import Look
from withi.registers.villages import access as villages
from withi.registers.villages.models import Community

BAND_PX, THREAD_PX = (960, 72), 3
TRY = "try"
"""What the button says that shows a brand without keeping it."""


@require_http_methods(["GET", "HEAD", "POST"])
@posted
def brand(request: HttpRequest, pk: int) -> HttpResponse:
    """See a brand as it is drawn, try another one, keep it; of two people the second sees both versions."""
    scope = scope_on(request)
    row = villages.community_of(pk, scope, Ability.ENTER)
    stored = brand_of(row)
    form = BrandForm(sent(request), stored)
    context = {**about(row, stored), **drawn(row, form.shown(stored))}
    if TRY in request.POST:
        return render(request, "brands/brand.html", {**context, "form": form}, status=200 if form.is_valid() else 422)

    def act() -> str:
        version = form.cleaned_data["version"]
        changed = actions.keep(actor=person_on(request), scope=scope, community=row, look=form.look(), version=version)
        said = _("Saved. What is printed from now on bears it.")
        messages.success(request, said if changed else _("Nothing was changed."))
        return url("brands:brand", pk)

    return handle(request, form, "brands/brand.html", context, act)


def about(row: Community, stored: Brand) -> dict[str, Any]:
    return {
        "page": {"title": row.name_th, "region": codes.region(row.area_code) if row.area_code else ""},
        "row": row,
        "is_new": stored.pk is None,
    }


def drawn(row: Community, look: Look) -> dict[str, Any]:
    """The emblem and the band of a look, ready for the page: our own drawings, nothing typed is in them."""
    return {
        "look": look,
        "emblem": mark_safe(look.emblem()),  # noqa: S308 - drawn here from fixed parts
        "band": mark_safe(look.woven(row.area_code, BAND_PX, THREAD_PX)),  # noqa: S308 - drawn here
    }
