"""Signing in and out: allauth's views, only those we use, and invited phones with their PIN. No self-registration."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.line import views as line
from django.urls import path
from django.views.decorators.http import require_POST, require_safe
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from withi.ground.people import outside, views
from withi.ground.people.views import configured, entering, readable, refusing

PREFIX = "accounts/"
app_name = ""  # allauth reverses its own names

urlpatterns = [
    path("login/", entering(refusing(account.login)), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", refusing(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", refusing(account.password_change), name="account_change_password"),
    # a phone with a PIN
    path("in/<str:token>/", views.welcome, name="account_invited"),
    path("pin/", views.pin, name="account_pin"),
    path("pin/again/", views.pin_again, name="account_pin_again"),
    # the second step
    path("2fa/", views.ways, name="mfa_index"),
    path("2fa/authenticate/", readable(refusing(mfa.authenticate), AuthenticationResponse), name="mfa_authenticate"),
    path("2fa/reauthenticate/", refusing(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/app/activate/", refusing(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/app/deactivate/", refusing(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/generate/", refusing(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("2fa/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/passkeys/", views.ways, name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", readable(refusing(passkeys.add_webauthn), RegistrationResponse), name="mfa_add_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/",
        readable(refusing(passkeys.reauthenticate_webauthn), AuthenticationResponse),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/passkeys/login/", readable(passkeys.login_webauthn, AuthenticationResponse), name="mfa_login_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    # LINE and ThaID, where they are configured
    path("outside/", views.ways, name="socialaccount_connections"),
    path("outside/<int:pk>/part/", views.part, name="account_part"),
    path("line/login/", configured("line", require_POST(line.oauth2_login)), name="line_login"),
    path("line/login/callback/", configured("line", require_safe(line.oauth2_callback)), name="line_callback"),
    path(
        "oidc/<slug:provider_id>/login/",
        configured("thaid", require_POST(outside.thaid_login)),
        name="openid_connect_login",
    ),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        configured("thaid", require_safe(outside.thaid_callback)),
        name="openid_connect_callback",
    ),
]
