"""`{% drafted form %}` inside a form of the desk: what is typed there is kept until it is saved."""

from typing import Any

from django import template

from withi.ground.drafts import access, queries
from withi.ground.drafts.models import Draft
from withi.ground.drafts.rules import LONGEST_ADDRESS, Stub
from withi.ground.web.forms import Form

register = template.Library()


@register.inclusion_tag("drafts/_kept.html", takes_context=True)
def drafted(context: template.RequestContext, form: Form) -> dict[str, Any]:
    """The paper that the form carries, and the lines about what was typed before. One query where it is asked for."""
    request = context["request"]
    address = access.address_of(request)
    if not request.user.is_authenticated or len(address) > LONGEST_ADDRESS:
        return {}
    stub = Stub(request.user.pk, address, tuple(form.private_names()))
    taken: Draft | None = getattr(request, "taken", None)
    is_asked = request.method != "POST"
    besides = str(taken.key) if taken else ""
    waiting = queries.waiting(stub.owner, address, access.claim_on(request), besides=besides) if is_asked else []
    return {
        "icons": context.get("icons"),
        "person": request.user,
        "way_in": context.get("way_in"),
        "stub": access.signed(stub),
        "address": address,
        "is_sent": not is_asked,
        "taken": taken and line(taken, form),
        "waiting": [line(draft, form) for draft in waiting],
    }


def line(draft: Draft, form: Form) -> dict[str, Any]:
    """One draft as the page tells of it."""
    version = form.initial.get("version")
    return {
        "key": str(draft.key),
        "tab": draft.tab,
        "at": queries.moment(draft),
        "url": access.taking(draft),
        "is_old": draft.version is not None and version is not None and draft.version != version,
    }
