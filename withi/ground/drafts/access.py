"""Whose draft it is: the paper that a form carries, and loading one's own or refusing."""

from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest
from django.utils import timezone

from withi.ground.drafts.models import Draft
from withi.ground.drafts.rules import KEPT_FOR, TAKEN, Stub, claim_of
from withi.ground.web import cookies

SALT = "withi.drafts"
UNSENT_COOKIE = "withi_unsent"


def signed(stub: Stub) -> str:
    """The paper that a form carries: nobody else can write one."""
    return signing.dumps([stub.owner, stub.address, *stub.private], salt=SALT, compress=True)


def stub_in(text: str) -> Stub | None:
    """What the paper says; None where it is forged, too old or missing."""
    try:
        owner, address, *private = signing.loads(text, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return Stub(owner, address, tuple(private))


def address_of(request: HttpRequest) -> str:
    """The form's own address: the page's, whatever draft it shows."""
    if TAKEN not in request.GET:
        return request.get_full_path()
    query = request.GET.copy()
    del query[TAKEN]
    return request.get_full_path().partition("?")[0] + (f"?{query.urlencode()}" if query else "")


def taking(draft: Draft) -> str:
    """The address that shows the form with this draft."""
    return f"{draft.address}{'&' if '?' in draft.address else '?'}{TAKEN}={draft.key}"


def claim_on(request: HttpRequest) -> str:
    """The claim of this browser on what it sent after a session had ended."""
    return claim_of(cookies.given(request, UNSENT_COOKIE))


def key_in(text: str) -> UUID | None:
    """The key written in an address; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def own(key: str, owner_id: int, claim: str = "") -> Draft:
    """The person's own draft; anybody else's answers like one that does not exist (404)."""
    wanted = key_in(key)
    draft = wanted and Draft.objects.held(owner_id, timezone.now(), claim).filter(key=wanted).first()
    if not draft:
        raise Http404
    return draft
