"""A guest asks and reads her answer by a secret link; the place's people answer with two taps."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import shown_name
from withi.ground.web.answers import language
from withi.ground.web.bodies import address_of
from withi.ground.web.pages import absolute, page_context, url
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes, era
from withi.kit.money import format_baht
from withi.registers.products.models import Product
from withi.registers.villages.models import Community
from withi.work.enquiries import access, actions, forms, letters, queries, rules
from withi.work.enquiries.models import REPLY_NAMES, Enquiry
from withi.work.enquiries.rules import Reply

either = require_http_methods(["GET", "HEAD", "POST"])
Context = dict[str, Any]
ICONS = {Reply.YES: "ok", Reply.LATER: "cal", Reply.NO: "close", Reply.CALLED: "phone"}


# --- guests --------------------------------------------------------------------------------------


@either
def ask_community(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a community whether it receives one then."""
    return ask(request, access.community_shown(pk))


@either
def ask_product(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a maker whether there is some of it."""
    return ask(request, access.product_shown(pk))


def ask(request: HttpRequest, target: Community | Product) -> HttpResponse:
    """The form; sent, on to the secret page. A machine is thanked too, and nothing of it is kept."""
    context = about(request, target)
    if not access.takes_enquiries(target):
        return render(request, "enquiries/closed.html", context, status=409 if request.method == "POST" else 200)
    form = forms.ask_form(target, sent(request), request.GET)
    if form.is_blank():
        context["blank"] = {part: blank(part, type(form), language()) for part in ("wanted", "reached")}

    def act() -> str:
        if form.is_machine():
            return str(context["home"])
        row = actions.ask(target=target, asked=form.asked(language()), address=address_of(request))
        return f"{queries.link_of(row)}?sent=1"

    answer = handle(request, form, "enquiries/ask.html", context, act)
    answer["Cache-Control"] = "private, no-store"
    return answer


@lru_cache(maxsize=8)
def blank(part: str, kind: type[forms.AskForm], _language: str) -> SafeString:
    """A part of the form as it stands before anything is typed: the same for everybody, so written once."""
    return render_to_string(f"enquiries/_{part}.html", {"form": kind()})


def about(request: HttpRequest, target: Community | Product, title: str = "") -> Context:
    """What a guest's page says of what she asks about; its title is the question where no other is given."""
    name = queries.named(target)
    is_product = isinstance(target, Product)
    head = page_context(
        request,
        title=title or _("Ask %(name)s") % {"name": name},
        region=codes.region(target.area_code) if target.area_code else "",
        robots="noindex",
    )
    days = rules.RETENTIONS[-1]
    return {
        **head,
        "name": name,
        "thai": name == target.name_th and language() == "en",
        "is_product": is_product,
        "home": url("portal:product" if is_product else "portal:community", target.pk),
        "kept": {"answered": days.answered, "unanswered": days.unanswered},
    }


@either
def sent_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was asked and what was answered, for whoever holds the link; posted, all of it is deleted."""
    row = access.enquiry_by(key)
    if request.method == "POST":
        actions.withdraw(enquiry=row)
        return render(request, "enquiries/withdrawn.html", about(request, row.target))
    context = {
        **about(request, row.target),
        "row": row,
        "said": queries.said_of(row),
        "answer": queries.answer_said(row) if row.is_answered else "",
        "until": era.format_date(row.forget_on, language()),
        "address": absolute(queries.link_of(row)),
        "is_new": "sent" in request.GET,
        "by_mail": bool(row.email and settings.EMAIL_FROM),
    }
    answer = render(request, "enquiries/sent.html", context)
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_safe
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """The square of a maker who agreed to show it, beside what a guest should know before she pays."""
    product, payee = access.paid_for(pk)
    context = {
        **about(request, product, _("Pay for %(name)s by PromptPay") % {"name": queries.named(product)}),
        "maker": queries.named(payee.producer),
        "maker_th": payee.producer.name_th,
        "price": product.price_from and format_baht(product.price_from, lang=language(), unit=True),
        "square": queries.square(payee),
        "masked": payee.masked,
        "agreed": era.format_date(timezone.localdate(payee.agreed_at), language()),
        "ask": url("enquiries:ask_product", pk),
    }
    return render(request, "enquiries/pay.html", context)


# --- the desk ------------------------------------------------------------------------------------


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """What waits for this person, the oldest first; numbers of the area for officers."""
    scope = scope_on(request)
    rows = queries.waiting(scope)
    pager = numbered(request, total=rows.count())
    context = {
        "page": {"title": _("Enquiries of guests")},
        "pager": pager,
        "waiting": queries.lines(rows[pager.rows]),
        "answered": queries.lines(queries.answered(scope)[: queries.LATELY]),
        "counts": queries.counts(scope),
        "late_days": rules.LATE_DAYS,
        "payees": queries.own_producers(scope),
    }
    return render(request, "enquiries/index.html", context)


@either
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One enquiry with its ready answers; tapped, the guest has her answer."""
    scope = scope_on(request)
    row = access.enquiry_of(pk, scope)
    form = forms.reply_form(row, sent(request))

    def act() -> str:
        actions.answer(
            actor=person_on(request),
            scope=scope,
            enquiry=row,
            reply=form.tapped(),
            note=form.cleaned_data["note"],
            seen=form.seen_reply(),
        )
        messages.success(request, _("Answered. The guest reads it on her page."))
        return reverse("enquiries:detail", args=[pk])

    sale = forms.SaleForm(initial={"amount": queries.price_offered(row), "seen": row.reply})
    return handle(request, form, "enquiries/detail.html", {**shown(request, row), "sale": sale}, act)


@require_POST
@posted
def sell(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked for is sold: one tap, and it stands in the month's online sales."""
    scope = scope_on(request)
    row = access.enquiry_of(pk, scope)
    form = forms.SaleForm(request.POST)

    def act() -> str:
        actions.sell(
            actor=person_on(request),
            scope=scope,
            enquiry=row,
            satang=form.cleaned_data["amount"],
            seen=Reply(form.cleaned_data["seen"]),
        )
        messages.success(request, _("Sold. It stands in this month's online sales."))
        return reverse("enquiries:detail", args=[pk])

    reply = forms.reply_form(row, None)
    context = {**shown(request, row), "sale": form}
    return handle(request, form, "enquiries/detail.html", context | {"reply_form": reply}, act)


@either
@posted
def payee(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a producer shows PromptPay to guests: agreed by the own account, taken back by it or an officer."""
    scope = scope_on(request)
    producer = access.producer_of(pk, scope)
    if request.POST.get("step") == "withdraw":
        actions.disagree(actor=person_on(request), scope=scope, producer=producer)
        messages.success(request, _("Guests see no PromptPay any more, and the number is deleted."))
        return redirect("enquiries:payee", pk)
    form = forms.PayeeForm(sent(request))

    def act() -> str:
        number = form.cleaned_data["number"]
        actions.agree(actor=person_on(request), scope=scope, producer=producer, number=number)
        messages.success(request, _("Guests see your PromptPay on the pages of your products."))
        return reverse("enquiries:payee", args=[pk])

    row = access.payee_of(pk)
    context = {
        "page": {"title": producer.name_th, "region": codes.region(producer.area_code) if producer.area_code else ""},
        "payee": row,
        "square": queries.square(row) if row else "",
        "agreed": era.format_date(timezone.localdate(row.agreed_at), language()) if row else "",
        "agreed_by": shown_name(row.agreed_by) if row else "",
        "may_agree": access.may_agree(scope, pk),
    }
    return handle(request, form, "enquiries/payee.html", context, act)


def shown(request: HttpRequest, row: Enquiry) -> Context:
    """An enquiry as those who answer see it."""
    target = row.target
    names = dict(REPLY_NAMES[row.about])
    return {
        "page": {"title": target.name_th, "region": codes.region(row.area_code) if row.area_code else ""},
        "row": row,
        "is_product": row.about is rules.About.PRODUCT,
        "said": queries.said_of(row),
        "asked": era.format_date(timezone.localdate(row.asked_at), language()),
        "reach": queries.reach(row),
        "replies": [(reply.value, names[reply.value], ICONS[reply]) for reply in rules.TAPPED],
        "reply_name": queries.reply_name(row),
        "amount": queries.amount_said(row),
        "text": letters.text_of(row) if row.is_answered else "",
        "line_share": letters.line_share(row) if row.is_answered else "",
        "by_mail": bool(row.email and settings.EMAIL_FROM),
        "may_answer": access.may_answer(scope_on(request), row) and row.sold is None,
        "until": era.format_date(row.forget_on, language()),
    }
