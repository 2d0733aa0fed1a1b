"""Loading what may be asked about, an enquiry by its secret link, or one for those who answer it; or refusing."""

import hmac
from datetime import datetime
from uuid import UUID

from django.http import Http404

from withi.ground.people.access import load
from withi.ground.people.rules import Ability, Scope
from withi.ground.vault import actions as vault
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community
from withi.registers.villages.rules import TAKES_GUESTS
from withi.work.enquiries.models import Enquiry, EnquiryPayee

OPENED = "enquiries.opened"
SAID = ("name_th", "name_en", "area_code", "state")
"""What a guest's page says of a place, maker or product; it reads nothing else of them."""
SIGNATURE = 20
"""Signs of a signature: 80 bits."""


def community_shown(pk: int) -> Community:
    """A community that guests see, whether or not it takes guests now; any other is a 404."""
    found: Community | None = Community.objects.published().only(*SAID, "receiving").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def product_shown(pk: int) -> Product:
    """A product that guests see, with its maker; any other is a 404."""
    rows = Product.objects.published().filter(pk=pk, is_public=True, producer__isnull=False)
    read = (*SAID, "price_from", *(f"producer__{name}" for name in (*SAID, "status")))
    found: Product | None = rows.select_related("producer").only(*read).first()
    if found is None:
        raise Http404
    return found


def takes_enquiries(target: Community | Product) -> bool:
    """Communities that receive guests, and makers who are public and not closed. No query beyond the loaded row."""
    if isinstance(target, Community):
        return target.receiving in TAKES_GUESTS
    maker = target.producer
    return maker is not None and maker.state == State.PUBLISHED and maker.status != "closed"


def enquiry_by(key: UUID) -> Enquiry:
    """The enquiry that a secret link names; 404 for a link of nobody's, and after it was deleted."""
    found = Enquiry.objects.select_related("community", "product__producer").filter(key=key).first()
    if found is None:
        raise Http404
    return found


def enquiry_of(pk: int, scope: Scope, ability: Ability = Ability.PERSONAL) -> Enquiry:
    """The enquiry for those who answer it: 404 outside their area or before officers may see it, 403 for readers."""
    row: Enquiry = load(Enquiry.objects.select_related("community", "product__producer"), pk, scope, ability)
    return row


def may_answer(scope: Scope, row: Enquiry) -> bool:
    """Whether the person may answer what she has loaded. No query."""
    subject = (Producer.SUBJECT, row.producer_id) if row.producer_id else (Community.SUBJECT, row.community_id or 0)
    return scope.can(Ability.ENTER, row.area_code, subject=subject)


def stamped(moment: datetime) -> str:
    """When a form was opened, signed: it goes along with the form and is kept nowhere."""
    plain = str(int(moment.timestamp()))
    return f"{plain}-{vault.blind(OPENED, plain)[:SIGNATURE]}"


def opened_since(stamp: str, now: datetime) -> float:
    """Seconds since the form was opened. Problem enquiry.stale for a stamp that is not ours."""
    plain, _dash, signature = stamp.partition("-")
    is_plain = plain.isascii() and plain.isdecimal() and len(plain) <= SIGNATURE
    if not (is_plain and hmac.compare_digest(vault.blind(OPENED, plain)[:SIGNATURE].encode(), signature.encode())):
        raise Problem("enquiry.stale")
    return now.timestamp() - int(plain)


# --- PromptPay -----------------------------------------------------------------------------------


def producer_of(pk: int, scope: Scope) -> Producer:
    """The producer for those who enter there: 404 outside their area, 403 for readers."""
    row: Producer = load(Producer.objects.all(), pk, scope, Ability.ENTER)
    return row


def may_agree(scope: Scope, pk: int) -> bool:
    """Only the producer's own account agrees; an officer may at most take it back. No query."""
    return pk in scope.subjects(Ability.ENTER, Producer.SUBJECT)


def payee_of(producer_id: int) -> EnquiryPayee | None:
    return EnquiryPayee.objects.filter(producer_id=producer_id).first()


def paid_for(pk: int) -> tuple[Product, EnquiryPayee]:
    """A product that guests see, and whom they pay for it; 404 where the maker never agreed, or is not public."""
    product = product_shown(pk)
    maker = product.producer if takes_enquiries(product) else None
    payee = payee_of(maker.pk) if maker else None
    if maker is None or payee is None:
        raise Http404
    payee.producer = maker  # it is loaded already
    return product, payee
