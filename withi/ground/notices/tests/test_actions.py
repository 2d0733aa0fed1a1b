"""One notice a person, told once, forgotten in time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.notices import actions
from withi.ground.notices.actions import Contact, Draft
from withi.ground.notices.models import Notice, NoticeCallList, NoticeMessage
from withi.ground.notices.queries import inbox, new_count, to_call, told_since
from withi.ground.notices.rules import CONTACTS_AT_MOST, Channel, Sending, Told
from withi.ground.notices.tests.factory import Teller, make_kind, make_notice
from withi.ground.trail.models import TrailEntry
from withi.kit.problem import Problem

pytestmark = pytest.mark.django_db
ME, OTHER = 41, 42


@pytest.fixture(autouse=True)
def kind() -> None:
    make_kind()


def notify(*drafts: Draft, digest: str = "", grows: bool = True) -> None:
    with transaction.atomic():
        actions.notify(kind="example", drafts=drafts, digest=digest, grows=grows)


# --- telling -------------------------------------------------------------------------------------


def test_everyone_gets_one_notice_and_a_message_on_the_desk() -> None:
    notify(Draft(ME, 3, [("product", 7)]), Draft(OTHER))
    mine = Notice.objects.get(recipient_id=ME)
    assert (mine.count, mine.rows, mine.told_how) == (3, [["product", 7]], "")
    assert [message.channel for message in NoticeMessage.objects.all()] == ["app", "app"]


def test_an_email_waits_only_where_a_sender_is_set(settings: object) -> None:
    settings.EMAIL_FROM = "withi@withi.example"  # type: ignore[attr-defined]
    notify(Draft(ME))
    assert set(NoticeMessage.objects.values_list("channel", "state")) == {("app", "waiting"), ("email", "waiting")}


def test_a_digest_grows_until_it_is_read() -> None:
    notify(Draft(ME, 2, [("product", 1), ("product", 2)]), digest="waiting")
    notify(Draft(ME, 3, [("product", 3)]), Draft(OTHER, 1), digest="waiting")
    notice = Notice.objects.get(recipient_id=ME)
    assert (notice.count, notice.rows) == (5, [["product", 3], ["product", 1], ["product", 2]])
    assert NoticeMessage.objects.filter(notice=notice).count() == 1
    actions.tell(actor=Teller(ME), notice=notice, how=Told.READ)
    notify(Draft(ME, 4), digest="waiting")
    assert list(inbox(ME).values_list("count", "told_how")) == [(4, ""), (5, "read")]


def test_a_digest_of_how_things_stand_takes_the_new_count() -> None:
    notify(Draft(ME, 9), digest="confirm", grows=False)
    notify(Draft(ME, 4), digest="confirm", grows=False)
    assert Notice.objects.get().count == 4


def test_the_queries_of_an_act_do_not_grow_with_the_people() -> None:
    def asked(people: range, digest: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            notify(*(Draft(person) for person in people), digest=digest)
        return len(queries)

    assert asked(range(100, 101), "") == asked(range(200, 250), "")
    assert asked(range(100, 101), "many") == asked(range(200, 250), "many")


def test_the_database_keeps_a_notice_for_exactly_one() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_notice(None)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_notice(ME, contact_kind="producer", contact_id=1)


# --- told ----------------------------------------------------------------------------------------


def test_the_first_way_of_being_told_counts() -> None:
    notice = make_notice(ME)
    assert actions.tell(actor=Teller(ME), notice=notice, how=Told.COPIED)
    assert not actions.tell(actor=Teller(ME), notice=notice, how=Told.READ)
    notice.refresh_from_db()
    assert (notice.told_how, notice.told_by) == ("copied", ME)
    assert notice.told_at is not None
    assert set(NoticeMessage.objects.values_list("channel", "state")) == {("copy", "done"), ("app", "done")}


def test_reading_everything_leaves_other_peoples_alone() -> None:
    notify(Draft(ME), Draft(OTHER))
    notify(Draft(ME))
    assert actions.tell_all_read(actor=Teller(ME)) == 2
    assert (new_count(ME), new_count(OTHER)) == (0, 1)
    assert NoticeMessage.objects.filter(state=Sending.WAITING).count() == 1
    assert actions.tell_all_read(actor=Teller(ME)) == 0


def test_a_copied_list_is_kept_as_told() -> None:
    actions.note_copy(actor=Teller(ME), kind="example", values={}, count=4, link="/desk/")
    assert list(inbox(ME, state="old").values_list("told_how", "count")) == [("copied", 4)]
    assert new_count(ME) == 0


def test_the_inbox_is_ones_own_and_narrowed() -> None:
    first, second = make_notice(ME), make_notice(ME, kind=make_kind("another").name)
    make_notice(OTHER)
    assert list(inbox(ME)) == [second, first]
    assert list(inbox(ME, kind="another")) == [second]
    assert list(inbox(ME, state="?")) == list(inbox(ME, state="old")) == []


def test_who_was_told_lately_is_known() -> None:
    make_notice(ME)
    make_notice(OTHER, created_at=timezone.now() - timedelta(days=8))
    assert told_since("example", [ME, OTHER], timezone.now() - timedelta(days=7)) == {ME}


# --- calling -------------------------------------------------------------------------------------


def list_calls(*contacts: Contact) -> NoticeCallList:
    return actions.list_calls(
        actor=Teller(ME), kind="example", values={}, link="/desk/", area_code="4015", contacts=contacts
    )


def test_a_call_list_goes_by_tambon_and_stands_in_the_trail() -> None:
    calls = list_calls(
        Contact("producer", 3, "40150801"), Contact("producer", 1, "40150299"), Contact("community", 2, "401508")
    )
    assert [notice.contact_id for notice, _message in to_call(calls)] == [1, 2, 3]
    entry = TrailEntry.objects.get(verb="notices.list_calls")
    assert (entry.actor_id, entry.area_code, entry.subject_id, entry.note) == (ME, "4015", calls.pk, "3")


@pytest.mark.parametrize(("count", "rule"), [(0, "notice.nobody"), (CONTACTS_AT_MOST + 1, "notice.too_many")])
def test_a_call_list_of_nobody_or_too_many_is_refused(count: int, rule: str) -> None:
    with pytest.raises(Problem) as refused:
        list_calls(*(Contact("producer", pk, "4015") for pk in range(1, count + 1)))
    assert refused.value.code == rule
    assert not Notice.objects.exists()


def test_a_call_is_kept_with_who_made_it_and_only_once() -> None:
    (notice, _message), *_ = to_call(list_calls(Contact("producer", 1, "4015")))
    actions.note_call(actor=Teller(OTHER), notice=notice, reached=False)
    message = NoticeMessage.objects.get(notice=notice, channel=Channel.CALL)
    assert (message.state, message.by_id, message.attempts) == ("unanswered", OTHER, 1)
    actions.note_call(actor=Teller(ME), notice=notice, reached=True)
    notice.refresh_from_db()
    message.refresh_from_db()
    assert (notice.told_how, notice.told_by) == ("called", ME)
    assert (message.state, message.by_id, message.attempts) == ("done", ME, 2)
    for reached in (True, False):
        with pytest.raises(Problem) as refused:
            actions.note_call(actor=Teller(OTHER), notice=notice, reached=reached)
        assert refused.value.code == "notice.told"


# --- forgetting ----------------------------------------------------------------------------------


def test_what_is_past_its_last_day_goes_with_everything_on_it() -> None:
    calls = list_calls(Contact("producer", 1, "4015"))
    kept = make_notice(ME)
    notify(Draft(OTHER))
    late = timezone.now() - timedelta(seconds=1)
    Notice.objects.exclude(pk=kept.pk).update(expires_at=late)
    NoticeCallList.objects.filter(pk=calls.pk).update(expires_at=late)
    assert actions.forget_expired() == 2
    assert list(Notice.objects.all()) == [kept]
    assert not NoticeMessage.objects.exists()
    assert not NoticeCallList.objects.exists()
    assert actions.forget_expired() == 0
