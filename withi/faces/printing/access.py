"""Loading what was printed of a community or product, or refusing."""

from uuid import UUID

from django.http import Http404

from withi.faces.printing.models import PrintRun
from withi.ground.files.models import Photo
from withi.ground.people.rules import Ability, Scope
from withi.registers.products import access as products
from withi.registers.products.models import Product
from withi.registers.villages import access as villages
from withi.registers.villages.models import Community


def run_of(pk: int, scope: Scope, ability: Ability) -> PrintRun:
    """A run of which the person may do `ability` on its community or product: 404 outside his area, 403 without it."""
    found = PrintRun.objects.select_related("community", "product").filter(pk=pk).first()
    if found is None:
        raise Http404
    refuse(found, scope, ability)
    return found


def refuse(run: PrintRun, scope: Scope, ability: Ability) -> None:
    """404 or 403 where the person may not do this with whose print it is."""
    if run.product_id is not None:
        products.product_of(run.product_id, scope, ability)
    else:
        villages.community_of(run.community_id or 0, scope, ability)


def run_in(pk: int, owner: Community | Product) -> PrintRun:
    """A run of a community or product already loaded; another's is a 404."""
    own: dict[str, Product | Community] = {"product": owner} if isinstance(owner, Product) else {"community": owner}
    found = PrintRun.objects.filter(pk=pk, **own).first()
    if found is None:
        raise Http404
    return found


def photo_of(run: PrintRun, key: UUID) -> Photo:
    """A photo of this run; any other is a 404."""
    found = Photo.objects.of(PrintRun.PHOTOS, run.pk).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def may_record(scope: Scope, owner: Community | Product) -> bool:
    """Whether the person may write down what was printed of it. No query."""
    if isinstance(owner, Product):
        return products.may(scope, owner, Ability.ENTER)
    return scope.can(Ability.ENTER, owner.area_code, subject=(Community.SUBJECT, owner.pk))
