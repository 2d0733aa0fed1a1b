"""Letters and reports of an office as answers: the file, and its pages as pictures, under the office's emblem."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone

from withi.kit.paper import emblems, letters, press
from withi.kit.paper.docx import TYPE, docx
from withi.kit.paper.letters import Letter

FORMS: Final = ("pdf", "docx")
SHOWN: Final = 3
"""Pages of a letter that are shown as pictures; its file has them all."""
DISTRICT: Final = 4
"""Digits of the narrowest area with an office of its own."""


def emblem_of(code: str) -> dict[str, Any] | None:
    """The emblem of the office in charge of an area, "" for the department; None where its operator keeps none."""
    return emblems.of(settings.EMBLEMS, code[:DISTRICT] or emblems.OF_ALL)


@dataclass(frozen=True, slots=True)
class Leaves:
    """Pages as pictures in base64, for `web/_leaves.html`, and whether there are more of them in the file."""

    pictures: tuple[str, ...]
    has_more: bool


def leaves_of(made: Letter, code: str) -> Leaves:
    """The first pages as pictures. No more is set than they need: a report of 300 communities has dozens of pages."""
    drawn = press.pictures(letters.sheet_of(letters.beginning(made, SHOWN), emblem_of(code)))
    return Leaves(tuple(b64encode(leaf).decode() for leaf in drawn[:SHOWN]), has_more=len(drawn) > SHOWN)


def file_of(made: Letter, form: str, code: str, name: str) -> HttpResponse:
    """The letter as a file of one of FORMS, kept by no cache; 404 for any other."""
    if form not in FORMS:
        raise Http404
    emblem = emblem_of(code)
    if form == "docx":
        response = HttpResponse(docx(made, emblems.drawn(emblem), timezone.now()), content_type=TYPE)
    else:
        response = HttpResponse(press.pdf(letters.sheet_of(made, emblem)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response
