"""Loading a product or refusing."""

from withi.ground.people.access import load
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product


def product_of(pk: int, scope: Scope, ability: Ability) -> Product:
    """The product if the person may do this with it: 404 outside his area, 403 without the ability."""
    product: Product = load(Product.objects.select_related("producer"), pk, scope, ability)
    return product


def producer_for(pk: int | None, scope: Scope) -> Producer | None:
    """The producer a product is entered for; refused as unknown outside one's area."""
    if pk is None:
        return None
    producer: Producer | None = Producer.objects.in_scope(scope, Ability.ENTER).filter(pk=pk).first()
    if producer is None:
        raise Problem("product.producer", field="producer")
    return producer


def refuse_outside(scope: Scope, area_code: str, producer_id: int | None) -> None:
    """Nobody enters or moves a product into an area that is not his; empty counts as the whole nation."""
    subject = (Producer.SUBJECT, producer_id) if producer_id else None
    if not scope.can(Ability.ENTER, area_code, subject=subject):
        raise Problem("publication.area", field="area_code")


def may_add(scope: Scope) -> bool:
    """New products are entered by officers of an area and by producers' own accounts; a community's editor has none."""
    return bool(scope.areas(Ability.ENTER) or scope.subjects(Ability.ENTER, Producer.SUBJECT))


def refuse_adding(scope: Scope) -> None:
    if not may_add(scope):
        raise Problem("access.ability", status=403)


def may(scope: Scope, product: Product, ability: Ability) -> bool:
    """Whether this person may do that with the product."""
    subject = (Producer.SUBJECT, product.producer_id) if product.producer_id else None
    return scope.can(ability, product.area_code, subject=subject)


def exports_personal(scope: Scope) -> bool:
    """Whether personal columns are meant for this person in every area that he exports."""
    return set(scope.areas(Ability.EXPORT)) <= set(scope.areas(Ability.PERSONAL))
