"""allauth's forms in our words and without its placeholders."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _


def plain(form: forms.Form) -> None:
    """Labels stand above the fields, so nothing stands inside them; the browser's own bubbles stay away."""
    form.use_required_attribute = False
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(AllauthLoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        self.fields["password"].help_text = ""


class ChangePasswordForm(AllauthChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)
        for name in ("oldpassword", "password1"):  # the page says it in one sentence
            self.fields[name].help_text = ""


class CodeForm(forms.Form):
    """A code typed from a phone or from paper."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)
        self.fields["code"].widget.attrs |= {"inputmode": "text", "autocapitalize": "none", "spellcheck": "false"}


class AuthenticateForm(CodeForm, AllauthAuthenticateForm):
    pass


class ReauthenticateForm(CodeForm, AllauthReauthenticateForm):
    pass


class ActivateTOTPForm(CodeForm, AllauthActivateTOTPForm):
    def secret_groups(self) -> str:
        """The key in groups of four, as one reads and types it."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))
