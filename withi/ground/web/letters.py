"""Letters and reports of an office as answers: the file, and its pages as pictures, under the office's emblem."""

from base64 import b64encode
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone

from withi.kit.paper import emblems, letters, press
from withi.kit.paper.docx import TYPE, docx
from withi.kit.paper.letters import Letter

FORMS: Final = ("pdf", "docx")
DISTRICT: Final = 4
"""Digits of the narrowest area with an office of its own."""


def emblem_of(code: str) -> dict[str, Any] | None:
    """The emblem of the office in charge of an area, "" for the department; None where its operator keeps none."""
    return emblems.of(settings.EMBLEMS, code[:DISTRICT] or emblems.OF_ALL)


def leaves_of(made: Letter, code: str) -> list[str]:
    """The pages as pictures, for `web/_leaves.html`."""
    return [b64encode(leaf).decode() for leaf in press.pictures(letters.sheet_of(made, emblem_of(code)))]


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
