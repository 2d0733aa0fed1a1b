"""Every write of enquiries: asked, answered, sold, taken back, sent by e-mail, forgotten."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from withi.ground.jobs.actions import register_period
from withi.ground.notices.actions import BACKEND, WAITS_SECONDS
from withi.ground.notices.rules import Sending, pause
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.search import actions as search
from withi.ground.trail.actions import record
from withi.ground.vault import actions as vault
from withi.ground.web import versions
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.models import teach_verbs
from withi.registers.villages.models import Community
from withi.work.enquiries import access, queries, rules, telling
from withi.work.enquiries.letters import letter
from withi.work.enquiries.models import NUMBER, REPLY_NAMES, Enquiry, EnquiryMail, EnquiryPayee, EnquiryTries
from withi.work.enquiries.rules import Asked, Reply
from withi.work.income import actions as income

VERBS = {
    "enquiry.ask": _("a guest asked something"),
    "enquiry.answer": _("answered a guest's enquiry"),
    "enquiry.sell": _("wrote down the sale of an enquiry"),
    "enquiry.withdraw": _("a guest took her enquiry back"),
}
OF_PAYEE = {
    "promptpay.agree": _("agreed to show PromptPay to guests"),
    "promptpay.withdraw": _("took back the consent to show PromptPay"),
}
TRY = """
insert into enquiries_tries (slot, sender, count) values (%s, %s, 1)
on conflict (slot, sender) do update set count = enquiries_tries.count + 1
"""


# --- guests --------------------------------------------------------------------------------------


def ask(*, target: Community | Product, asked: Asked, address: str) -> Enquiry:
    """Keep what a guest asks until it is answered; the same asked again while it waits is the same enquiry.

    Problem enquiry.closed (409) where nobody takes enquiries, enquiry.often or enquiry.many (429) for too many from
    one address or at one place, judged under the place's lock; Problems enquiry.* at their fields for what cannot be.
    """
    if not access.takes_enquiries(target):
        raise Problem("enquiry.closed", status=409)
    now, today = timezone.now(), timezone.localdate()
    if found := rules.refusals(asked, today):
        raise Problem.many(found)
    _count_tries(target, address)
    same = vault.blind("enquiries.same", f"{target.SUBJECT}|{target.pk}|{asked.told()}")
    with transaction.atomic():
        type(target)._default_manager.select_for_update().get(pk=target.pk)  # noqa: SLF001
        waiting = Enquiry.objects.waiting().filter(**_about(target))
        if (before := waiting.filter(same=same).first()) is not None:
            return before
        if waiting.count() >= rules.MOST_WAITING:
            raise Problem("enquiry.many", status=429)
        row = Enquiry(**_about(target), **_facts(asked), same=same, asked_at=now)
        row.area_code = (row.producer or target).area_code
        people = telling.hosts(telling.of_place(row), today)
        row.officers_from = now + timedelta(days=rules.LATE_DAYS) if people else now
        row.forget_on = rules.kept_until(today, asked.first_day, answered=False)
        row.save()
        telling.tell_asked(row, people, today)
        _record(None, "enquiry.ask", row)
    return row


def withdraw(*, enquiry: Enquiry) -> None:
    """The guest takes back what she asked: all of it goes at once, answered or not."""
    with transaction.atomic():
        _record(None, "enquiry.withdraw", enquiry)
        Enquiry.objects.filter(pk=enquiry.pk).delete()


# --- those who answer ----------------------------------------------------------------------------


def answer(*, actor: User, scope: Scope, enquiry: Enquiry, reply: Reply, note: str, seen: Reply) -> None:
    """Answer with one of the ready answers and a line of one's own; another answer takes the place of one that was
    `seen`. Problem enquiry.answered (409) where somebody else was first, enquiry.reply for no such answer.
    """
    access.enquiry_of(enquiry.pk, scope, Ability.ENTER)
    if reply not in rules.TAPPED:
        raise Problem("enquiry.reply")
    if rules.LINK.search(note):
        raise Problem("enquiry.link", field="note")
    with transaction.atomic():
        _reply(actor, enquiry, reply, seen, note=note)
        with translation.override("th"):
            _record(actor, "enquiry.answer", enquiry, note=str(dict(REPLY_NAMES[enquiry.about])[reply]))


def sell(*, actor: User, scope: Scope, enquiry: Enquiry, satang: int, seen: Reply) -> None:
    """What was asked for is sold: an online sale of the month that runs, and the answer of the enquiry, or neither.

    Problem enquiry.no_goods or enquiry.sold (409); income.closed (409) where the month is submitted or locked, and
    what else that room refuses.
    """
    access.enquiry_of(enquiry.pk, scope, Ability.ENTER)
    if enquiry.product is None:
        raise Problem("enquiry.no_goods", status=409)
    if enquiry.sold is not None:
        raise Problem("enquiry.sold", status=409)
    with transaction.atomic():
        _reply(actor, enquiry, Reply.SOLD, seen, sold=satang)
        income.add_sale(actor=actor, scope=scope, product=enquiry.product, satang=satang)
        _record(actor, "enquiry.sell", enquiry)


def _reply(actor: User, enquiry: Enquiry, reply: Reply, seen: Reply, *, note: str = "", **more: Any) -> None:
    """The change carries the answer that the person saw; officers who need not help see it no more."""
    now, today = timezone.now(), timezone.localdate()
    held = Enquiry.objects.filter(pk=enquiry.pk, reply=seen, sold=None)
    told = {
        "reply": reply.value,
        "reply_note": note,
        "replied_at": now,
        "replied_by": actor,
        "forget_on": rules.kept_until(today, enquiry.first_day, answered=True),
        **more,
    }
    if enquiry.officers_from and enquiry.officers_from > now:
        told["officers_from"] = None
    if not held.update(**told):
        raise Problem("enquiry.answered", status=409)
    if enquiry.email and settings.EMAIL_FROM:
        EnquiryMail.objects.filter(enquiry=enquiry).delete()
        EnquiryMail.objects.create(enquiry=enquiry, not_before=now)


# --- PromptPay -----------------------------------------------------------------------------------


def agree(*, actor: User, scope: Scope, producer: Producer, number: str) -> EnquiryPayee:
    """The producer agrees to show this number as a square; an earlier one makes room. The trail keeps who and when.

    Problem enquiry.own_consent (403) for everybody but the producer's own account; enquiry.citizen, promptpay.number.
    """
    access.producer_of(producer.pk, scope)
    if not access.may_agree(scope, producer.pk):
        raise Problem("enquiry.own_consent", status=403)
    plain, key = rules.payee_number(number), uuid4()
    told = {
        "key": key,
        "number_sealed": vault.seal(NUMBER, key, plain),
        "masked": rules.masked(plain),
        "agreed_by": actor,
        "agreed_at": timezone.now(),
    }
    with transaction.atomic():
        row, _is_new = EnquiryPayee.objects.update_or_create(producer=producer, defaults=told)
        _record_payee(actor, "promptpay.agree", producer, row.masked)
    return row


def disagree(*, actor: User, scope: Scope, producer: Producer) -> None:
    """Show the square no more; the number goes at once. Nothing where there is none."""
    access.producer_of(producer.pk, scope)
    with transaction.atomic():
        gone, _each = EnquiryPayee.objects.filter(producer=producer).delete()
        if gone:
            _record_payee(actor, "promptpay.withdraw", producer)


def _record_payee(actor: User, verb: str, producer: Producer, note: str = "") -> None:
    """Pages of the products show the link, so kept ones are made anew: the last statement of the verb."""
    place = {"subject": Producer.SUBJECT, "subject_id": producer.pk, "area_code": producer.area_code}
    record(actor=actor, verb=verb, note=note, **place)
    versions.bump(Producer.SUBJECT, [producer.area_code])


# --- regular work --------------------------------------------------------------------------------


def send_mails(*, most: int = 100) -> int:
    """Send answers that are due by e-mail; how many went. Each is claimed, sent, marked.

    A sender that dies in between leaves it claimed; after the lease it is sent again under the same Message-ID.
    """
    due = queries.due_mails(most) if settings.EMAIL_FROM else []
    if not due:
        return 0
    server = get_connection(BACKEND, timeout=WAITS_SECONDS, **settings.EMAIL_SERVER)
    done = 0
    try:
        server.open()
        for mail in due:
            done += _claim(mail) and _send(server, mail)
    except OSError:  # no server: nothing was claimed, all of it waits
        return done
    finally:
        server.close()
    return done


def _claim(mail: EnquiryMail) -> bool:
    """Take it as it was read; False where another sender was first."""
    found = EnquiryMail.objects.filter(pk=mail.pk, state=mail.state, attempts=mail.attempts)
    mail.attempts += 1
    return bool(found.update(state=Sending.GOING, attempts=mail.attempts, claimed_at=timezone.now()))


def _send(server: BaseEmailBackend, mail: EnquiryMail) -> bool:
    try:
        server.send_messages([letter(mail)])
    except OSError:  # every trouble of smtplib and of the network
        wait = pause(mail.attempts)
        server.close()  # the next letter gets a fresh connection
        state = Sending.FAILED if wait is None else Sending.WAITING
        _mark(mail, state, not_before=timezone.now() + (wait or timedelta()))
        return False
    _mark(mail, Sending.DONE)
    return True


def _mark(mail: EnquiryMail, state: Sending, **fields: Any) -> None:
    mine = EnquiryMail.objects.filter(pk=mail.pk, state=Sending.GOING, attempts=mail.attempts)
    mine.update(state=state, **fields)


def forget(*, most: int = 5_000) -> int:
    """Delete enquiries whose last day is over, whole, and tries that count no more; how many enquiries went."""
    today = timezone.localdate()
    with transaction.atomic():
        gone = list(
            Enquiry.objects.filter(forget_on__lt=today).order_by("forget_on").values_list("pk", flat=True)[:most]
        )
        Enquiry.objects.filter(pk__in=gone).delete()
    EnquiryTries.objects.filter(slot__lt=rules.slot_of(timezone.now()) - 1).delete()
    return len(gone)


# --- parts ---------------------------------------------------------------------------------------


def _about(target: Community | Product) -> dict[str, Any]:
    if isinstance(target, Community):
        return {"community": target}
    return {"product": target, "producer": target.producer}


def _facts(asked: Asked) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in Asked.__slots__}


def _count_tries(target: Community | Product, address: str) -> None:
    """In transactions of their own, so that what is refused afterwards counts too."""
    slot = rules.slot_of(timezone.now())
    places = (f"{target.SUBJECT}:{target.pk}", "all")
    senders = [vault.blind("enquiries.sender", f"{slot}:{place}:{address}") for place in places]
    with connection.cursor() as cursor:
        for sender in senders:
            cursor.execute(TRY, [slot, sender])
    tried = dict(EnquiryTries.objects.filter(slot=slot, sender__in=senders).values_list("sender", "count"))
    rules.check_flood(tried[senders[0]], tried[senders[1]])


def _record(actor: User | None, verb: str, row: Enquiry, note: str = "") -> None:
    """The entry stands under the community or product, whose history shows it; nothing of the guest."""
    record(
        actor=actor, verb=verb, subject=row.target.SUBJECT, subject_id=row.target.pk, area_code=row.area_code, note=note
    )


for subject in (Community.SUBJECT, Product.SUBJECT):
    teach_verbs(subject, VERBS)
teach_verbs(Producer.SUBJECT, OF_PAYEE)
for kind in (Community.SUBJECT, Producer.SUBJECT, Product.SUBJECT):
    search.register_popular(kind, partial(queries.asked_lately, kind))
register_period("enquiries.forget", forget)
register_period("enquiries.remind", telling.remind)
register_period("enquiries.send", send_mails)
