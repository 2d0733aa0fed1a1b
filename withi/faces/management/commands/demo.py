"""`manage.py demo`: fill an empty database with the demonstration province."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from withi.faces.demo import actions, queries
from withi.kit.problem import Problem


class Command(BaseCommand):
    help = "Load the demonstration province into an empty database, and print its accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is data already")
        parser.add_argument("--accounts", action="store_true", help="only print the accounts and their password")
        parser.add_argument("--share", type=float, default=1.0, help="fewer producers, to load sooner (0.2: a fifth)")
        parser.add_argument("--clear", action="store_true", help="take all demonstration data and accounts out again")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._do(**options)
        except Problem as problem:
            raise CommandError(problem.message(get_language() or settings.LANGUAGE_CODE)) from None

    def _do(self, *, if_empty: bool, accounts: bool, clear: bool, share: float, **_options: Any) -> None:
        if clear:
            self.stdout.write(_("%(count)s demonstration rows taken out.") % {"count": f"{actions.clear():,}"})
        elif accounts:
            self._print_accounts()
        elif not (if_empty and queries.filled()):
            self._load(share)
            # what starts with --if-empty goes on to serve, which prints them each time
            if not if_empty:
                self._print_accounts()

    def _load(self, share: float) -> None:
        start = time.monotonic()
        actions.load(share=share)
        taken = {"seconds": f"{time.monotonic() - start:.0f}"}
        self.stdout.write(_("The demonstration province (Khon Kaen) was loaded in %(seconds)s seconds.") % taken)

    def _print_accounts(self) -> None:
        """Who can sign in, as which role, where, and with which password; nothing where there is nobody."""
        if not (known := queries.accounts()):
            return
        rows = [(_("user name"), _("role"), _("area")), *known]
        widths = [max(_columns(row[place]) for row in rows) for place in range(2)]
        self.stdout.write("")
        for name, role, area in rows:
            self.stdout.write(f"  {_filled(name, widths[0])}  {_filled(role, widths[1])}  {area}")
        self.stdout.write("")
        self.stdout.write(_("One password for all of them: %(password)s") % {"password": actions.password()})
        for name, about, until, address in queries.invitations():
            told = _("Link for %(name)s (%(about)s), works once, until %(until)s:")
            self.stdout.write("")
            self.stdout.write(told % {"name": name, "about": about, "until": until})
            self.stdout.write(f"  {address}")


ABOVE = {0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F)}
"""Thai signs that stand above or below the letter before them and take no column of a terminal."""


def _columns(text: str) -> int:
    return sum(ord(sign) not in ABOVE for sign in text)


def _filled(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))
