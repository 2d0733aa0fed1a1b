"""Reading what was typed and not saved."""

import json

from django.http import QueryDict
from django.utils import timezone

from withi.ground.drafts.models import Draft
from withi.ground.drafts.rules import SHOWN
from withi.ground.vault.actions import open_sealed
from withi.ground.web.answers import language
from withi.kit.era import format_date


def waiting(owner_id: int, address: str, claim: str = "", *, besides: str = "") -> list[Draft]:
    """The drafts of one form, the newest first, without the one already on the page. One query."""
    rows = Draft.objects.held(owner_id, timezone.now(), claim).filter(address=address).order_by("-saved_at", "-pk")
    return [row for row in rows.defer("fields_sealed")[: SHOWN + 1] if str(row.key) != besides][:SHOWN]


def typed(draft: Draft) -> QueryDict:
    """The fields as a form takes them. SealBroken where they were changed or brought from another row."""
    data = QueryDict(mutable=True)
    for name, values in json.loads(open_sealed(Draft.FIELDS, draft.key, draft.fields_sealed)).items():
        data.setlist(name, values)
    return data


def moment(draft: Draft) -> str:
    """When it was typed: the time, with the day where that was not today."""
    local = timezone.localtime(draft.saved_at)
    clock = f"{local:%H:%M} น." if language() == "th" else f"{local:%H:%M}"
    return clock if local.date() == timezone.localdate() else f"{format_date(local.date(), lang=language())} {clock}"
