"""How allauth behaves here: accounts are given, not taken."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No self-registration: an office gives accounts together with a posting."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
