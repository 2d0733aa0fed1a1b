"""Loading one's own notice, or a list of calls of one's area, or refusing."""

from django.http import Http404

from withi.ground.notices.models import Notice, NoticeCallList
from withi.ground.notices.queries import call_lists
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem


def notice_of(pk: int, person: User) -> Notice:
    """The person's own notice; anybody else's answers like one that does not exist."""
    notice = Notice.objects.of(person.pk).filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice


def calls_of(pk: int, scope: Scope) -> NoticeCallList:
    """A call list of one's area (404 outside it), for those who may see telephones (403)."""
    if (calls := call_lists(scope.ranges(Ability.READ), scope.user_id).filter(pk=pk).first()) is None:
        raise Http404
    if not scope.areas(Ability.PERSONAL):
        raise Problem("access.ability", status=403)
    return calls


def contact_of(pk: int, calls: NoticeCallList) -> Notice:
    """One person of a call list; 404 for any other notice."""
    notice = calls.notices.filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice


def needs_calling(scope: Scope) -> None:
    """Refuse (403) people who do not call others."""
    if not scope.calls_people:
        raise Problem("access.ability", status=403)
