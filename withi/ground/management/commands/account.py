"""`withi account`: accounts and postings from the command line, for the first officers and for emergencies."""

import getpass
import secrets
import sys
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from withi.ground.people import actions
from withi.ground.people.models import Invitation, Posting, User
from withi.ground.people.queries import postings_of
from withi.ground.people.rules import OWN_ROW, Position, Section
from withi.ground.web.pages import absolute
from withi.kit.codes import is_code
from withi.kit.era import format_date, parse_date
from withi.kit.problem import Problem

OFFICES = sorted(position.value for position in Position if position not in OWN_ROW)


class Command(BaseCommand):
    """add, list, password, close, link and shut; what is done stands in the trail as done by the system."""

    help = "Accounts and their postings"

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        add = words.add_parser("add", help="a new account with one posting")
        add.add_argument("username")
        add.add_argument("--name", default="", help="the person's name; the user name by default")
        add.add_argument("--email", default="")
        add.add_argument("--position", required=True, choices=OFFICES)
        add.add_argument("--section", default="", choices=[section.value for section in Section])
        add.add_argument("--area", default="", help="area code: 40, 4015 …; empty for the nation")
        add.add_argument("--until", default="", help="last day, such as 30 ก.ย. 2569")
        words.add_parser("list", help="accounts with their postings")
        for word, told in (
            ("password", "a new password"),
            ("close", "let nobody sign in with it any more"),
            ("link", "a new link for someone who gets in by link and PIN"),
            ("shut", "shut every phone of the account and end its sessions"),
        ):
            words.add_parser(word, help=told).add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"do_{options['word']}")(options)
        except Problem as problem:
            raise CommandError(f"{problem.message('th')} / {problem.message('en')}") from problem

    def do_add(self, options: dict[str, Any]) -> None:
        if User.objects.filter(username=options["username"]).exists():
            raise CommandError(f"มีบัญชี {options['username']} อยู่แล้ว / this account exists already")
        if options["area"] and not is_code(options["area"]):
            raise Problem("area.code", found=options["area"])
        until = parse_date(options["until"], today=timezone.localdate()).date if options["until"] else None
        name = options["name"] or options["username"]
        password, made = self.password_for(options["username"], name)
        user = actions.add_account(
            actor=None, username=options["username"], display_name=name, password=password, email=options["email"]
        )
        self.post(user, options, until)
        self.told(user, password if made else "")

    def post(self, user: User, options: dict[str, Any], until: date | None) -> None:
        actions.post(
            actor=None,
            user=user,
            position=Position(options["position"]),
            area_code=options["area"],
            valid_from=timezone.localdate(),
            valid_until=until,
            section=Section(options["section"]),
        )

    def do_password(self, options: dict[str, Any]) -> None:
        user = self.user(options)
        password, made = self.password_for(user.username, user.display_name)
        actions.set_password(actor=None, user=user, password=password)
        self.told(user, password if made else "")

    def do_close(self, options: dict[str, Any]) -> None:
        user = self.user(options)
        actions.close_account(actor=None, user=user, last_day=timezone.localdate())
        self.stdout.write(f"ปิดบัญชี {user.username} แล้ว / closed")

    def do_list(self, _options: dict[str, Any]) -> None:
        in_force = Posting.objects.in_force(timezone.localdate()).order_by("pk")
        held: dict[int, list[Posting]] = {}
        for posting in in_force.filter(user__is_active=True):
            held.setdefault(posting.user_id, []).append(posting)
        for user in User.objects.order_by("username"):
            state = "" if user.is_active else " (ปิด / closed)"
            self.stdout.write(f"{user.username}{state}: {user.display_name}")
            for posting in held.get(user.pk, ()):
                until = f" ถึง {format_date(posting.valid_until)}" if posting.valid_until else ""
                self.stdout.write(
                    f"    {posting.position} {posting.area_code or '-'} {posting.section}{until}".rstrip()
                )

    def do_link(self, options: dict[str, Any]) -> None:
        posting = self.owner_posting(options)
        last = Invitation.objects.filter(posting=posting).order_by("-pk").first()
        made = actions.invite(actor=None, posting=posting, about=last.about if last else posting.role_title)
        until = format_date(timezone.localtime(made.expires_at).date())
        self.stdout.write(f"ใช้ได้ครั้งเดียว ถึง {until} / works once")
        self.stdout.write(absolute(reverse("account_invited", args=[actions.token_of(made)])))

    def do_shut(self, options: dict[str, Any]) -> None:
        ended = actions.end_devices(actor=None, posting=self.owner_posting(options))
        self.stdout.write(f"ปิดโทรศัพท์ {ended} เครื่องแล้ว / phones shut")

    def owner_posting(self, options: dict[str, Any]) -> Posting:
        user = self.user(options)
        found = next((posting for posting in postings_of(user) if Position(posting.position) in OWN_ROW), None)
        if found is None:
            raise CommandError(f"{user.username} ไม่ได้ดูแลข้อมูลของตนเอง / looks after no record of its own")
        return found

    def user(self, options: dict[str, Any]) -> User:
        found = User.objects.filter(username=options["username"]).first()
        if found is None:
            raise CommandError(f"ไม่มีบัญชี {options['username']} / there is no such account")
        return found

    def password_for(self, username: str, name: str) -> tuple[str, bool]:
        """A password typed twice at a terminal, else one that is made here and printed once."""
        if not sys.stdin.isatty():
            return secrets.token_urlsafe(12), True
        password = getpass.getpass("รหัสผ่าน / password: ")
        if password != getpass.getpass("อีกครั้ง / again: "):
            raise CommandError("รหัสผ่านสองครั้งไม่ตรงกัน / the two passwords differ")
        try:
            validate_password(password, User(username=username, display_name=name))
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        return password, False

    def told(self, user: User, password: str) -> None:
        self.stdout.write(f"{user.username}: {user.display_name}")
        if password:
            self.stdout.write(f"รหัสผ่าน (แสดงครั้งเดียว) / password, shown once: {password}")
