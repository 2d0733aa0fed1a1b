"""allauth's forms in our words and without its placeholders, and the forms of invited phones."""

from datetime import date
from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from allauth.mfa.webauthn.forms import LoginWebAuthnForm as AllauthLoginWebAuthnForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm as AllauthReauthenticateWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from withi.ground.people import actions
from withi.ground.people.adapter import count_try
from withi.ground.people.rules import PIN_LENGTH
from withi.ground.web.forms import BEDateField, Form
from withi.ground.web.texts import Text
from withi.kit import thai


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


class CountedCodeForm(CodeForm):
    """A code that could be guessed: tries count as those of a password do."""

    user: Any

    def clean_code(self) -> Any:
        attempt = count_try(context.request, f"code {self.user.pk}")
        code = super().clean_code()  # type: ignore[misc]
        actions.end_try(attempt=attempt)
        return code


class AuthenticateForm(CountedCodeForm, AllauthAuthenticateForm):
    pass


class ReauthenticateForm(CountedCodeForm, AllauthReauthenticateForm):
    pass


class ActivateTOTPForm(CodeForm, AllauthActivateTOTPForm):
    def secret_groups(self) -> str:
        """The key in groups of four, as one reads and types it."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


class AddPasskeyForm(AllauthAddWebAuthnForm):
    """A passkey opens the account alone, so the device must ask for finger, face or its own PIN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].help_text = _("Such as: office computer, my phone.")
        self.fields["name"].max_length = 60
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.initial |= {"passwordless": True, "name": ""}


class ShownPasskeyForm(forms.Form):
    """A passkey that opens nothing here is told of as one, not as a wrong code of an app."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError as refused:
            if refused.code != "incorrect_code":
                raise
            raise forms.ValidationError(_("The passkey could not be used. Please try again."), refused.code) from None


class LoginPasskeyForm(ShownPasskeyForm, AllauthLoginWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(ShownPasskeyForm, AllauthReauthenticateWebAuthnForm):
    pass


# --- phones with a PIN ---------------------------------------------------------------------------


class PinField(forms.CharField):
    """Six digits, Thai ones too, never shown again."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput(
            {"inputmode": "numeric", "autocomplete": "off", "maxlength": PIN_LENGTH, "class": "pin"}
        )
        super().__init__(**{"widget": widget, "max_length": 20, **options})

    def to_python(self, value: Any) -> Any:
        return thai.digits(str(super().to_python(value)))


class PinForm(Form):
    """The PIN of a phone, and who types for its owner."""

    pin = PinField(label=_("6-digit PIN"))
    helper = Text(
        label=_("Somebody helps you type? Write the helper's name"),
        max_length=80,
        required=False,
        help_text=_("What is saved then carries both names."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class NewPinForm(PinForm):
    """A PIN chosen on the person's own phone, typed twice."""

    pin_again = PinField(label=_("The same 6 digits again"))
    field_order = ("pin", "pin_again", "helper")

    def clean_pin_again(self) -> Any:
        again = self.cleaned_data["pin_again"]
        if self.cleaned_data.get("pin", again) != again:
            raise forms.ValidationError(_("The two do not match. Please type both again."))
        return again


class PinAgainForm(Form):
    """The PIN once more, before something dangerous."""

    pin = PinField(label=_("6-digit PIN"))


class EndForm(Form):
    """When a term ends: at once by a button of its own, or after a last day."""

    at_once = forms.BooleanField(required=False, widget=forms.HiddenInput)
    last_day = BEDateField(
        label=_("Last day of the term"), help_text=_("On this day the person still gets in; no more from the next.")
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("at_once"):
            self.errors.pop("last_day", None)
        return told

    def told(self) -> date | None:
        """The last day, None for at once."""
        return None if self.cleaned_data["at_once"] else self.cleaned_data["last_day"]


class TermForm(Form):
    """Which account keeps a row, as what, until when."""

    username = forms.CharField(
        label=_("User name of the account"),
        max_length=60,
        help_text=_("The person needs an account first; the district office opens one."),
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    role_title = Text(label=_("Position there"), max_length=80)
    valid_from = BEDateField(label=_("First day"))
    valid_until = BEDateField(
        label=_("Last day of the term"), required=False, help_text=_("Leave empty for no fixed end.")
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        first, last = told.get("valid_from"), told.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day is before the first day."))
        return told
