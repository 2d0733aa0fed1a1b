"""What the pages of notices take: filters, which list, what a call came to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from withi.faces.telling.queries import LISTS
from withi.ground.notices.models import KINDS
from withi.ground.notices.queries import NEW, OLD
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import Form

QUERY_LENGTH = 500


class InboxFilter(FilterForm):
    """Which of one's notices."""

    state = ChoiceFilter(_("New and told"), [(NEW, _("new")), (OLD, _("read or told before"))], label=_("New or not"))
    kind = ChoiceFilter(_("Everything"), label=_("What about"))


def kinds() -> list[tuple[str, Any]]:
    """Every kind of notice, for a filter."""
    return [(name, kind.label) for name, kind in sorted(KINDS.items())]


class ListForm(Form):
    """A list as its page names it: which one, and its filters."""

    list = forms.ChoiceField(choices=[(name, name) for name in LISTS])
    query = forms.CharField(required=False, max_length=QUERY_LENGTH)


class CallForm(Form):
    """What one call came to, and who is next on the page."""

    REACHED, UNANSWERED = "called", "unanswered"

    step = forms.ChoiceField(choices=[(REACHED, ""), (UNANSWERED, "")])
    next = forms.IntegerField(required=False, min_value=1)
