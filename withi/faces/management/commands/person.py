"""`withi person`: what the law lets a person ask for, one word each."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from withi.faces.privacy import actions, queries
from withi.faces.privacy.queries import Subject
from withi.faces.privacy.rules import WORD
from withi.ground.people.models import User
from withi.kit.problem import Problem

WHO = "user name, telephone, 13-digit number, name, or a code such as producer:4015-0001"
WORDS = {
    "find": "every record that may be meant",
    "export": "all that is kept, as one file for the person's own hands",
    "erase": "take the person out; ledgers stay",
    "anonymise": "take the name out; drafts and figures stay",
    "seen": "who looked at it, took it along or changed it",
    "consent": "note a consent, or that it was taken back",
}


class Command(BaseCommand):
    """Never guesses: where several records may be meant it lists them, and does nothing."""

    help = "Find, export, erase or anonymise what is kept of a person; who saw it; consents"

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        made = {word: words.add_parser(word, help=told) for word, told in WORDS.items()}
        for word, its in made.items():
            its.add_argument("who", nargs="+" if word == "export" else None, help=WHO)
            its.add_argument("--as", dest="actor", default="", help="the officer who does it, for the trail")
        made["export"].add_argument("--out", type=Path, default=None, help="the file; person.zip by default")
        for word in ("erase", "anonymise"):
            made[word].add_argument("--reason", default="", help="why; stands in the trail, so name nobody")
            made[word].add_argument("--word", dest="confirmed", default="", help=f"“{WORD}”, instead of typing it")
        made["consent"].add_argument("purpose", help="a code of `withi purposes`")
        made["consent"].add_argument("--withdraw", action="store_true")
        made["consent"].add_argument("--note", default="", help="how it was given")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with translation.override("th"):
                getattr(self, f"do_{options['word']}")(options)
        except Problem as problem:
            raise CommandError(f"{problem.message('th')} / {problem.message('en')}") from problem

    def do_find(self, options: dict[str, Any]) -> None:
        found = queries.find(options["who"])
        if not found:
            raise Problem("person.nobody", who=options["who"])
        for subject in found:
            self.stdout.write(f"{subject.ref}  {subject.label}  ({subject.why})")
            for kept in queries.kept(subject):
                self.stdout.write(f"    {kept.title}: {len(kept.rows)}")

    def do_export(self, options: dict[str, Any]) -> None:
        subjects = [queries.one(who) for who in options["who"]]
        target = actions.export(
            actor=self.actor(options), subjects=subjects, target=options["out"] or Path("person.zip")
        )
        self.stdout.write(f"{target}\nมอบให้เจ้าตัวเท่านั้น แล้วลบไฟล์นี้ทิ้ง / give it to that person only, then delete it")

    def do_erase(self, options: dict[str, Any]) -> None:
        self.erase(options, anonymise=False)

    def do_anonymise(self, options: dict[str, Any]) -> None:
        self.erase(options, anonymise=True)

    def erase(self, options: dict[str, Any], *, anonymise: bool) -> None:
        subject = queries.one(options["who"])
        self.told(subject, actions.plan(subject=subject, anonymise=anonymise))
        word = options["confirmed"] or self.asked()
        actions.erase(
            actor=self.actor(options), subject=subject, word=word, reason=options["reason"], anonymise=anonymise
        )
        self.stdout.write("เรียบร้อย / done")

    def told(self, subject: Subject, outcome: actions.Outcome) -> None:
        """What would be done and what stays, before the word is asked for."""
        self.stdout.write(f"{subject.ref}  {subject.label}")
        for step in outcome.steps:
            self.stdout.write(f"    {step.fate.value:<7} {step.rows:>5}  {step.title or step.model}")
        for reason in outcome.reasons:
            self.stdout.write(f"    =>  {reason}")

    def asked(self) -> str:
        if not sys.stdin.isatty():
            return ""
        return input(f"พิมพ์ “{WORD}” เพื่อยืนยัน / type it to go on: ").strip()

    def do_seen(self, options: dict[str, Any]) -> None:
        subject = queries.one(options["who"])
        self.stdout.write(f"{subject.ref}  {subject.label}")
        for act in queries.seen(subject):
            doubt = "" if act.is_sure else " (รายการทั้งพื้นที่ อาจมีรายนี้ / a list of the area)"
            self.stdout.write(f"    {act.when}  {act.who} ({act.post})  {act.what} {act.verb}{doubt}")

    def do_consent(self, options: dict[str, Any]) -> None:
        subject, actor, code = queries.one(options["who"]), self.actor(options), options["purpose"]
        if options["withdraw"]:
            actions.withdraw_consent(actor=actor, subject=subject, code=code)
        else:
            actions.give_consent(actor=actor, subject=subject, code=code, note=options["note"])
        for consent in queries.consents(subject):
            until = f" – {queries.said(consent.withdrawn_at)}" if consent.withdrawn_at else ""
            self.stdout.write(
                f"    {consent.purpose.code} ({consent.purpose.version}): {queries.said(consent.given_at)}{until}"
            )

    def actor(self, options: dict[str, Any]) -> User | None:
        if not options["actor"]:
            return None
        found = User.objects.filter(username=options["actor"]).first()
        if found is None:
            raise CommandError(f"ไม่มีบัญชี {options['actor']} / there is no such account")
        return found
