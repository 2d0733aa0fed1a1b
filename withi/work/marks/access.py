"""Loading an application or refusing; who assesses, who decides, who keeps the terms."""

from uuid import UUID

from django.db import models
from django.http import Http404

from withi.ground.people.rules import NATION, PROVINCE_DIGITS, Ability, Scope
from withi.kit.problem import Problem
from withi.registers.products.models import Product
from withi.work.marks.models import Mark, MarkList, MarkQuerySet


def in_scope(scope: Scope, ability: Ability) -> MarkQuerySet:
    """Applications and marks of the products this person may do that with."""
    if NATION in scope.areas(ability):
        return Mark.objects.all()
    return Mark.objects.filter(product__in=Product.objects.in_scope(scope, ability))


def mark_of(pk: int, scope: Scope, ability: Ability) -> Mark:
    """The application if the person may do that with its product: 404 outside his area, 403 without the ability."""
    rows = Mark.objects.filter(pk=pk).select_related("product__producer", "applied_by", "decided_by")
    mark = rows.first()
    if mark is None or not _reaches(scope, Ability.READ, mark.product_id):
        raise Http404
    if not _reaches(scope, ability, mark.product_id):
        raise Problem("access.ability", status=403)
    return mark


def _reaches(scope: Scope, ability: Ability, product: int) -> bool:
    return bool(Product.objects.in_scope(scope, ability).filter(pk=product).exists())


def may_score(scope: Scope, mark: Mark) -> bool:
    """Officers who enter or approve in the area assess; a producer's own account does not."""
    return any(_covers(scope, ability, mark.product.area_code) for ability in (Ability.ENTER, Ability.APPROVE))


def _covers(scope: Scope, ability: Ability, area: str) -> bool:
    return any(area.startswith(prefix) for prefix in scope.areas(ability))


def refuse_scoring(scope: Scope, mark: Mark) -> None:
    if not may_score(scope, mark):
        raise Problem("access.ability", status=403)


def may_decide(scope: Scope, area_code: str) -> bool:
    """Marks are decided by who approves in the whole province."""
    return _covers(scope, Ability.APPROVE, area_code[:PROVINCE_DIGITS])


def decides_somewhere(scope: Scope) -> bool:
    return any(len(area) <= PROVINCE_DIGITS for area in scope.areas(Ability.APPROVE))


def refuse_deciding(scope: Scope, area_code: str) -> None:
    if not may_decide(scope, area_code):
        raise Problem("marks.province", status=403)


def keeps_terms(scope: Scope) -> bool:
    """Terms and criteria are the department's."""
    return NATION in scope.areas(Ability.APPROVE)


def refuse_terms(scope: Scope) -> None:
    if not keeps_terms(scope):
        raise Problem("access.ability", status=403)


def may_bring(scope: Scope) -> bool:
    """Lists of results are brought in by officers who import."""
    return bool(scope.areas(Ability.IMPORT))


def refuse_bringing(scope: Scope) -> None:
    if not may_bring(scope):
        raise Problem("access.ability", status=403)


def list_of(key: UUID, owner_id: int) -> MarkList:
    """A list of results its owner sent; another's is a 404."""
    found = MarkList.objects.filter(key=key, owner_id=owner_id).first()
    if found is None:
        raise Http404
    return found


def importable(scope: Scope) -> "models.QuerySet[Product]":
    """Products this person may bring results for."""
    return Product.objects.in_scope(scope, Ability.IMPORT)
