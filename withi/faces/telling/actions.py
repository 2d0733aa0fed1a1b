"""Making lists of calls and keeping that a list was copied: what the ground's notices need of the registers."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from withi.faces.telling import access, queries
from withi.faces.telling.queries import Picked
from withi.ground.notices import actions as notices
from withi.ground.notices.models import Notice, NoticeCallList, NoticeKind, register_kind
from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.kit.codes import area_around

COPIED, CALLS = "copied", "calls"


def note_copy(*, actor: User, picked: Picked) -> Notice:
    """Keep that this person copied the text of a list into a chat."""
    return notices.note_copy(actor=actor, kind=COPIED, values=picked.values, count=picked.count, link=picked.link)


def list_calls(*, actor: User, scope: Scope, picked: Picked) -> NoticeCallList:
    """A call list of everyone behind the rows of a list or notice whose telephone this person may see."""
    access.needs_calling(scope)
    contacts = queries.contacts(picked.rows, scope)
    return notices.list_calls(
        actor=actor,
        kind=CALLS,
        values=picked.values,
        link=picked.link,
        area_code=area_around([contact.area_code for contact in contacts]),
        contacts=contacts,
    )


def _say_copied(count: int, values: dict[str, Any]) -> str:
    return _("You copied a list into a chat: %(list)s, %(count)s.") % {
        "list": queries.title_of(values),
        "count": f"{count:,}",
    }


def _say_calls(_count: int, values: dict[str, Any]) -> str:
    return _("To be called about: %(list)s.") % {"list": queries.title_of(values)}


register_kind(NoticeKind(COPIED, "copy", gettext_lazy("Copied into a chat"), _say_copied))
register_kind(NoticeKind(CALLS, "phone", gettext_lazy("Call list"), _say_calls))
