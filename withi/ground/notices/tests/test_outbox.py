"""The outbox against a mail server on this machine: sent once, tried again, and honest about a crash in between."""

import email
from collections.abc import Iterable, Iterator
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from withi.ground.management.commands import doctor
from withi.ground.notices import actions, rules
from withi.ground.notices.actions import Draft, Sent, send_emails
from withi.ground.notices.models import Notice, NoticeMessage
from withi.ground.notices.queries import due_emails, outbox_counts
from withi.ground.notices.rules import Channel, Sending, Told
from withi.ground.notices.tests.factory import MailServer, Teller, mail_server, make_kind

pytestmark = pytest.mark.django_db
ME, WITHOUT = 41, 42


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    make_kind()
    settings.SITE_URL = "https://withi.example"
    with mail_server(settings) as running:
        yield running


def addresses(ids: Iterable[int]) -> dict[int, str]:
    return {pk: f"officer{pk}@withi.example" for pk in ids if pk != WITHOUT}


def told(*people: int) -> None:
    with transaction.atomic():
        actions.notify(kind="example", drafts=[Draft(person) for person in people])


def letters(server: MailServer) -> list[Message]:
    return [email.message_from_bytes(letter) for letter in server.letters]


def come_due() -> None:
    """Let the pauses and leases pass."""
    past = timezone.now() - rules.LEASE - timedelta(seconds=1)
    NoticeMessage.objects.update(not_before=past)
    NoticeMessage.objects.filter(state=Sending.GOING).update(claimed_at=past)


def test_a_letter_says_what_the_notice_says_and_no_more(server: MailServer) -> None:
    told(ME)
    assert send_emails(addresses=addresses) == Sent(done=1)
    (letter,) = letters(server)
    message = NoticeMessage.objects.get(channel=Channel.EMAIL)
    body = letter.get_payload(decode=True)
    assert isinstance(body, bytes)
    lines = body.decode().splitlines()
    assert lines[:2] == ["มี 1 รายการ", f"https://withi.example/desk/notices/{message.notice_id}/"]
    assert (letter["To"], letter["From"]) == ("officer41@withi.example", "Withi <withi@withi.example>")
    assert letter["Message-ID"] == f"<{message.key}@withi.example>"
    assert (message.state, message.notice.told_how) == (Sending.DONE, Told.EMAILED)


def test_nothing_is_sent_a_second_time(server: MailServer) -> None:
    told(ME)
    send_emails(addresses=addresses)
    come_due()
    assert send_emails(addresses=addresses) == Sent()
    assert len(server.letters) == 1


def test_who_has_read_it_or_has_no_address_gets_none(server: MailServer) -> None:
    told(ME, WITHOUT)
    actions.tell(actor=Teller(ME), notice=Notice.objects.get(recipient_id=ME), how=Told.READ)
    assert send_emails(addresses=addresses) == Sent(skipped=2)
    assert (server.letters, outbox_counts()) == ([], {"skipped": 2})
    assert Notice.objects.get(recipient_id=WITHOUT).told_how == Told.NOT


def test_a_refused_letter_is_tried_again_later(server: MailServer) -> None:
    server.refuses = 1
    told(ME)
    assert send_emails(addresses=addresses) == Sent(later=1)
    message = NoticeMessage.objects.get(channel=Channel.EMAIL)
    assert (message.state, message.attempts, message.trouble) == ("waiting", 1, "SMTPRecipientsRefused")
    assert send_emails(addresses=addresses) == Sent()  # its pause has not passed
    come_due()
    assert send_emails(addresses=addresses) == Sent(done=1)
    assert len(server.letters) == 1


def test_a_letter_that_is_never_taken_is_given_up(server: MailServer) -> None:
    server.refuses = 100
    told(ME)
    outcomes = []
    for _attempt in range(rules.ATTEMPTS + 1):
        outcomes.append(send_emails(addresses=addresses))
        come_due()
    assert outcomes == [*[Sent(later=1)] * (rules.ATTEMPTS - 1), Sent(failed=1), Sent()]
    assert Notice.objects.get().told_how == Told.NOT


def test_without_a_server_the_letters_wait(server: MailServer, settings: Any) -> None:
    told(ME)
    settings.EMAIL_SERVER = {**settings.EMAIL_SERVER, "port": 1}
    assert send_emails(addresses=addresses) == Sent(later=1)
    assert outbox_counts() == {"waiting": 1}


class Killed(BaseException):
    """The process is gone."""


def test_a_crash_between_sending_and_marking_sends_a_double_that_is_told_as_one(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once, never less: the second letter bears the Message-ID of the first."""

    def die(*_given: object, **_fields: object) -> None:
        raise Killed

    told(ME)
    with monkeypatch.context() as patch:
        patch.setattr(actions, "_mark", die)
        with pytest.raises(Killed):
            send_emails(addresses=addresses)
    assert (len(server.letters), outbox_counts()) == (1, {"going": 1})
    assert send_emails(addresses=addresses) == Sent()  # someone may still be sending it
    come_due()
    assert send_emails(addresses=addresses) == Sent(done=1)
    first, second = letters(server)
    assert first["Message-ID"] == second["Message-ID"]
    come_due()
    assert send_emails(addresses=addresses) == Sent()


def test_a_crash_before_sending_loses_nothing(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_given: object) -> None:
        raise Killed

    told(ME)
    with monkeypatch.context() as patch:
        patch.setattr(actions, "letter", die)
        with pytest.raises(Killed):
            send_emails(addresses=addresses)
    come_due()
    assert send_emails(addresses=addresses) == Sent(done=1)
    assert len(server.letters) == 1


def test_two_senders_never_take_the_same_letter(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one reads the outbox before the first has claimed anything, and comes to it after."""
    told(ME)
    seen_by_both = due_emails(10)
    assert send_emails(addresses=addresses) == Sent(done=1)
    monkeypatch.setattr(actions, "due_emails", lambda _most: seen_by_both)
    assert send_emails(addresses=addresses) == Sent()
    assert len(server.letters) == 1


def test_a_sender_that_was_too_slow_changes_nothing_any_more(server: MailServer) -> None:
    told(ME)
    (message,) = due_emails(10)
    assert actions._claim(message)
    come_due()
    send_emails(addresses=addresses)
    actions._mark(message, Sending.FAILED)
    message.refresh_from_db()
    assert message.state == Sending.DONE


def test_the_doctor_says_what_does_not_go_out(settings: Any) -> None:
    def found() -> list[tuple[str, str]]:
        return [(finding.level, finding.mend) for finding in doctor.outbox()]

    make_kind()
    settings.EMAIL_FROM = ""
    assert found() == [("ok", "")]
    settings.EMAIL_FROM = "withi@withi.example"
    assert found() == [("ok", "")]
    told(ME)
    assert found() == [("ok", "")], "what is new is not late"
    NoticeMessage.objects.update(not_before=timezone.now() - timedelta(hours=2))
    assert found() == [("bad", "withi notices run")]
    NoticeMessage.objects.update(state=Sending.FAILED)
    assert found() == [("note", "WITHI_EMAIL_URL")]
