"""A certificate as a printed sheet: the template with the words, the cloth and the QR that it is filled with."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from withi.ground.places.models import Area
from withi.ground.web.pages import absolute, is_invented
from withi.kit import codes, era
from withi.kit.cloth import cloth
from withi.kit.paper import emblems
from withi.kit.paper.press import Sheet, said
from withi.kit.paper.squares import square
from withi.registers.producers.models import KIND_NAMES as MAKER_KINDS
from withi.work.certificates.models import MARK_NAMES, Certificate
from withi.work.certificates.rules import NATION, Kind

TEMPLATE = Path(__file__).parent / "templates/certificates/certificate.typ"
LANGUAGES = ("th", "en")
PAGE_PX = (1123, 794)
"""An A4 sheet across, at 96 dots to an inch: the cloth behind it is woven in whole ones."""
THREAD_PX = 3


def sheet_of(certificate: Certificate, lang: str) -> Sheet:
    """The sheet in one language. One query, for the areas. Problem paper.* where it cannot be printed."""
    with translation.override(lang):
        heading = heading_of(certificate)
        values = {
            "region": codes.region(certificate.area_code),
            "cloth": cloth(certificate.area_code, thread=THREAD_PX, size=PAGE_PX),
            "emblem": emblems.of(settings.EMBLEMS, certificate.office),
            "mark": certificate.mark or None,
            "heading": said(heading),
            "lead": said(_("This is to certify that")),
            "number": said(_("No. %(number)s") % {"number": certificate.number}),
            **_names(certificate, lang),
            **_words(certificate, lang),
            **_foot(certificate, lang),
        }
    with translation.override("en" if lang == "th" else "th"):
        values["subheading"] = said(heading_of(certificate))
    title = f"{heading} {certificate.number}"
    return Sheet(TEMPLATE, values, title, lang, is_invented=is_invented(certificate))


def heading_of(certificate: Certificate) -> str:
    """What paper it is, in the language in force."""
    if certificate.kind == Kind.MARK:
        return _("Certificate of the OTOP Mark")
    if certificate.kind == Kind.TRAINING:
        return _("Certificate of Training")
    return _("Certificate of OTOP Producer Registration")


def address_of(certificate: Certificate) -> str:
    """Where the QR leads: the Thai page, which has its English one beside it."""
    with translation.override("th"):
        return absolute(reverse("certificates:check", args=[certificate.token]))


def file_name(certificate: Certificate, lang: str) -> str:
    return f"certificate-{certificate.number.replace('/', '-')}-{lang}.pdf"


def _names(certificate: Certificate, lang: str) -> dict[str, Any]:
    """The name in this language, large, and in the other one below where there is one."""
    thai, english = certificate.name_th, certificate.name_en
    first, second = (english or thai, thai if english else "") if lang == "en" else (thai, english)
    return {"name": said(first), "other": said(second) if second else None}


def _words(certificate: Certificate, lang: str) -> dict[str, Any]:
    """What is certified, and the facts below it."""
    is_english = lang == "en"
    occasion = (certificate.occasion_en or certificate.occasion_th) if is_english else certificate.occasion_th
    if certificate.kind == Kind.MARK:
        body = _("bears the OTOP %(mark)s") % {"mark": dict(MARK_NAMES)[certificate.mark]}
    elif certificate.kind == Kind.TRAINING:
        body = _("took part in the training")
    else:
        body = _("is registered as an OTOP producer")
    facts = filter(None, _facts(certificate, is_english=is_english))
    return {"body": said(" ".join(filter(None, (body, occasion)))), "facts": said(" · ".join(facts))}


def _facts(certificate: Certificate, *, is_english: bool) -> Iterator[str]:
    """Whose it is or of what kind, where, and under which number; empty where nothing is known."""
    maker = (certificate.maker_en or certificate.maker_th) if is_english else certificate.maker_th
    kinds = {code: str(name) for code, name in MAKER_KINDS}
    yield _("a product of %(maker)s") % {"maker": maker} if maker else kinds.get(certificate.maker_kind, "")
    if area := Area.objects.filter(pk=certificate.area_code).first():
        yield area.path_en if is_english else area.path_th
    if certificate.register_number:
        yield _("registration number %(number)s") % {"number": certificate.register_number}


def _foot(certificate: Certificate, lang: str) -> dict[str, Any]:
    """Office, dates, who signs, and how anybody checks it."""
    address = address_of(certificate)
    until = certificate.valid_until
    return {
        "office": said(office_name(certificate.office, lang)),
        "issued": said(_("Given on %(day)s") % {"day": _day(certificate.issued_on, lang)}),
        "until": said(_("Valid until %(day)s") % {"day": _day(until, lang)}) if until else None,
        "signer": said(f"({certificate.signer})"),
        "signer_title": said(certificate.signer_title),
        "qr": square(address),
        "qr_alt": _("QR code that leads to the page of this certificate"),
        "check": said(_("Check this certificate")),
        "address": address.partition("://")[2],
    }


def _day(day: date, lang: str) -> str:
    """A day as papers write it: "26 พฤศจิกายน พ.ศ. 2569"; no line breaks in it."""
    shown = era.format_date(day, lang, "long")
    if lang == "th":
        rest, _space, year = shown.rpartition(" ")
        shown = f"{rest} พ.ศ. {year}"
    return era.kept_together(shown)


def office_name(office: str, lang: str) -> str:
    """The issuing office in full. One query."""
    if office == NATION:
        return _("Community Development Department")
    names = {area.pk: area for area in Area.objects.filter(pk__in=(office, office[:2]))}
    told = {code: (area.name_en if lang == "en" else area.name_th) for code, area in names.items()}
    values = {"district": told.get(office, office), "province": told.get(office[:2], office[:2])}
    if len(office) > len(NATION):
        return _("%(district)s District Community Development Office, %(province)s Province") % values
    return _("%(province)s Provincial Community Development Office") % values
