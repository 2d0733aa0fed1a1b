"""LINE Login and ThaID for accounts that were invited; nobody signs up by himself."""

import hmac
import secrets
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.line.provider import LineProvider
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView, OAuth2View
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.socialaccount.signals import social_account_added
from django.dispatch import receiver
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from withi.ground.people import actions, queries
from withi.ground.people.backends import is_refused_demo
from withi.ground.vault import actions as vault
from withi.ground.web import outbound
from withi.kit import ids, problem
from withi.kit.problem import Problem, Rule

THAID = "thaid"
NONCE = "thaid_nonce"
SUBJECT = "thaid.sub"
ALGORITHMS = ["RS256", "ES256"]
CLAIMS = ["iss", "aud", "sub", "exp", "iat", "nonce"]

problem.register(
    Rule(
        "outside.unknown",
        th="ยังไม่มีบัญชีวิถีที่ผูกไว้กับช่องทางนี้ ให้เข้าระบบด้วยวิธีเดิมก่อน แล้วผูกในหน้า “วิธีเข้าระบบ” หรือขอลิงก์จากพัฒนากร",
        en="No account is joined to this yet. Sign in as before and join it under “Ways to sign in”.",
    ),
    Rule(
        "outside.failed",
        th="ยืนยันตัวตนกับผู้ให้บริการไม่สำเร็จ กรุณาเริ่มเข้าระบบใหม่",
        en="The other side could not confirm who you are. Please start signing in again.",
    ),
    Rule(
        "outside.silent",
        th="ขณะนี้ติดต่อผู้ให้บริการยืนยันตัวตนไม่ได้ กรุณาลองใหม่ภายหลัง หรือเข้าระบบด้วยวิธีอื่น",
        en="The other side does not answer now. Please try again later, or sign in another way.",
    ),
)


class LineOnly(LineProvider):
    """Of what LINE tells, only the number of the account is kept."""

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: Any) -> dict[str, Any]:
        return {}


class ThaIdAdapter(OpenIDConnectOAuth2Adapter):
    """Believes an identity only with a good signature, issuer, audience, time and the nonce of this very browser."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        nonce = request.session.pop(NONCE, "")
        claims = self.verified(app, kwargs["response"].get("id_token", ""))
        if not nonce or not hmac.compare_digest(str(claims["nonce"]), nonce):
            raise OAuth2Error("nonce")
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, claims)
        login.citizen = str(claims.get("pid", ""))
        return login

    def verified(self, app: Any, id_token: str) -> dict[str, Any]:
        """The claims of the token; OAuth2Error for one that is not ThaID's, not for us, or past its time."""
        try:
            kid = jwt.get_unverified_header(id_token)["kid"]
            key = jwt.PyJWKSet.from_dict(self.fetch_keys())[kid]
            issuer = app.settings["server_url"]
            options: Any = {"require": CLAIMS}
            claims = jwt.decode(
                id_token, key, algorithms=ALGORITHMS, issuer=issuer, audience=app.client_id, options=options
            )
        except (jwt.PyJWTError, KeyError) as found:
            raise OAuth2Error("id_token") from found
        return dict(claims)

    def fetch_keys(self) -> dict[str, Any]:
        with SocialAdapter(self.request).get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            return dict(answer.json())


def thaid_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    return _thaid(OAuth2LoginView, request, provider_id)


def thaid_callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    return _thaid(OAuth2CallbackView, request, provider_id)


def _thaid(view: type[OAuth2View], request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """allauth's own views with our adapter: its own believes a token without looking at the signature."""
    if provider_id != THAID:
        raise Http404
    try:
        answer: HttpResponseBase = view.adapter_view(ThaIdAdapter(request, THAID))(request)
    except outbound.NoAnswer as trouble:  # what ThaID says of itself is asked before anything else
        raise Problem("outside.silent", status=503) from trouble
    return answer


class ThaIdProvider(OpenIDConnectProvider):
    """ThaID as an OpenID provider; of the person only a keyed index of the subject is kept."""

    oauth2_adapter_class = ThaIdAdapter

    def get_auth_params_from_request(self, request: HttpRequest, action: Any) -> dict[str, Any]:
        request.session[NONCE] = secrets.token_urlsafe(24)
        return {"nonce": request.session[NONCE]}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def extract_uid(self, data: Any) -> str:
        return vault.blind(SUBJECT, str(data["sub"]))

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: Any) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: Any) -> list[Any]:
        return []


class SocialAdapter(DefaultSocialAccountAdapter):
    """Outside sign-in opens an account that is joined to it, or (ThaID) was invited with this citizen number."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        made = {"line": LineOnly, THAID: ThaIdProvider}.get(provider)
        if made is None:
            return super().get_provider(request, provider, client_id)
        return made(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def get_requests_session(self) -> outbound.Asking:
        """Everything allauth and we ask the other side, what it says of itself and its keys too, goes by the gate."""
        return outbound.session()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        is_sign_in = sociallogin.state.get("process") == AuthProcess.LOGIN
        citizen = getattr(sociallogin, "citizen", "")
        if is_sign_in and not sociallogin.is_existing and (user := queries.invited_with(checked(citizen))):
            sociallogin.connect(request, user)
        if sociallogin.is_existing and is_refused_demo(sociallogin.user):
            raise Problem("outside.unknown", status=403)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        raise Problem("outside.unknown", status=403)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **about: Any) -> None:
        """Whoever stopped at the other side is back at the sign-in page; anything else is told plainly."""
        if about.get("error") == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("account_login"))
        raise Problem("outside.failed", status=401)


def checked(citizen: str) -> str:
    """The number if it is one."""
    try:
        return ids.parse_citizen(citizen) if citizen else ""
    except Problem:
        return ""


@receiver(social_account_added)
def joined(sociallogin: SocialLogin, **_: Any) -> None:
    user: Any = sociallogin.user
    actions.note_way(user=user, verb="people.join_way", way=sociallogin.account.provider)
