"""Signing in and out, the password, the second factor: allauth's views, only those we use. No self-registration."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from withi.ground.people.views import refusing

PREFIX = "accounts/"
app_name = ""  # allauth reverses its own names

urlpatterns = [
    path("login/", refusing(account.login), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", refusing(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", refusing(account.password_change), name="account_change_password"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", refusing(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", refusing(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/app/activate/", refusing(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/app/deactivate/", refusing(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/generate/", refusing(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("2fa/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
