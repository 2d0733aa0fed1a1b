"""Every setting of Withi, read from WITHI_* variables (docs/how-to/settings.md)."""

import gc
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from withi.config import database, environment, mail, maps, outside, photos, policy, routing

# A page makes some thousands of objects and drops them: to look for rings among them after each 700 costs it 3 %.
gc.set_threshold(10_000)

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(environment.text("WITHI_VAR", str(BASE_DIR / "var")))
KEYS = Path(environment.text("WITHI_KEYS", str(VAR / "keys")))
RELEASE = environment.text("WITHI_RELEASE", "0.1.0")

DEBUG = environment.flag("WITHI_DEBUG", default=False)
DEMO = environment.flag("WITHI_DEMO", default=False)
DEMO_PASSWORD = environment.text("WITHI_DEMO_PASSWORD")
NEWS_COMMENTS = environment.flag("WITHI_NEWS_COMMENTS", default=True)
HTTPS = environment.flag("WITHI_HTTPS", default=False)
# True: positions of a province or wider; "all": everyone; False: nobody.
REQUIRE_MFA = environment.flag_or("WITHI_REQUIRE_MFA", not DEMO, "all")
SECRET_KEY = environment.secret("WITHI_SECRET_KEY", KEYS / "secret_key")
ALLOWED_HOSTS = environment.names("WITHI_HOSTS", "localhost,127.0.0.1,[::1]")
SITE_URL = environment.text("WITHI_SITE_URL", environment.site(ALLOWED_HOSTS, https=HTTPS)).rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "withi.config.apps.ChecksConfig",
    "withi.ground",
    "withi.registers",
    "withi.work",
    "withi.faces",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "withi.ground.web.assets.AssetsConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.line",
    "allauth.socialaccount.providers.openid_connect",
]

# Language and page cache stand before everything a guest's page does not need; protection stands before both.
MIDDLEWARE = [
    "withi.ground.web.middleware.HeadersMiddleware",
    "withi.ground.web.middleware.LanguageMiddleware",
    "withi.ground.web.bodies.BodyMiddleware",
    "withi.ground.web.pagecache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "withi.ground.people.middleware.ScopeMiddleware",
    "withi.ground.drafts.middleware.DraftsMiddleware",
    "withi.ground.web.middleware.ProblemMiddleware",
]

ROOT_URLCONF = "withi.config.urls"
WSGI_APPLICATION = "withi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A room's templates lie in the room; the floors' apps themselves hold none.
        "DIRS": sorted(PACKAGE.glob("*/*/templates")),
        "OPTIONS": {
            "loaders": [
                (
                    "withi.ground.web.quick.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "withi.ground.people.context.person",
                "withi.ground.web.icons.icons",
            ],
        },
    }
]

# Our widgets' templates lie in the rooms.
FORM_RENDERER = "withi.ground.web.widgets.ChoiceRenderer"

BUSY_SECONDS = environment.number("WITHI_BUSY_SECONDS", 5)
DATABASES = {"default": database.from_url(environment.text("WITHI_DATABASE_URL"), VAR, BUSY_SECONDS)}
REPLICA_LAG = environment.number("WITHI_REPLICA_LAG", 10)
if replica := environment.text("WITHI_REPLICA_URL"):
    DATABASES["replica"] = database.replica(replica, DATABASES["default"])
    DATABASE_ROUTERS = ["withi.ground.web.reading.Router"]
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "ground.User"
AUTHENTICATION_BACKENDS = ["withi.ground.people.backends.OfficerBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "email", "display_name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "withi.ground.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "withi.ground.people.forms.LoginForm",
    "change_password": "withi.ground.people.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_DISPLAY = "withi.ground.people.rules.shown_name"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = False  # tries are counted in the database (ground/people), for all processes together
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Withi"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # offices give the e-mail together with the account
MFA_FORMS = {
    "authenticate": "withi.ground.people.forms.AuthenticateForm",
    "reauthenticate": "withi.ground.people.forms.ReauthenticateForm",
    "activate_totp": "withi.ground.people.forms.ActivateTOTPForm",
    "add_webauthn": "withi.ground.people.forms.AddPasskeyForm",
    "login_webauthn": "withi.ground.people.forms.LoginPasskeyForm",
    "reauthenticate_webauthn": "withi.ground.people.forms.ReauthenticatePasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "withi.ground.people.outside.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = outside.providers()
OUTSIDE_SIGN_IN = outside.names(SOCIALACCOUNT_PROVIDERS)

# Behind HTTPS the names bind the cookies to this very host (RFC 6265bis).
SESSION_ENGINE = "withi.ground.people.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "withi.ground.web.cookies.MessageStorage"
CSRF_FAILURE_VIEW = "withi.ground.web.views.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if environment.flag("WITHI_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"

# Hosts that this site may ask; empty means none. Everything goes through ground/web/outbound.py.
OUTBOUND_HOSTS = [*environment.names("WITHI_OUTBOUND_HOSTS", ""), *outside.hosts(SOCIALACCOUNT_PROVIDERS)]
# Minutes by road for trips; the operator's own server, which may stand beside this one.
ROUTING = routing.server()
# A trip's form wakes the planner's child, which then has loaded its code when the answers come in.
PLANNER_WAKES = True

# The map below guests' maps; browsers ask its host for it, this site never does.
MAP_BASE = maps.base()
CONTENT_SECURITY_POLICY = policy.content_security(outside.sites(SOCIALACCOUNT_PROVIDERS), MAP_BASE)

# Without both, nobody gets an e-mail and nothing else changes.
EMAIL_FROM = environment.text("WITHI_EMAIL_FROM")
EMAIL_SERVER = mail.from_url(environment.text("WITHI_EMAIL_URL"))

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "assets"]
STATIC_STORAGE = "django.contrib.staticfiles" if DEBUG else "withi.ground.web"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": f"{STATIC_STORAGE}.storage.StaticFilesStorage"},
    "photos": photos.storage(VAR),
}
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
WHITENOISE_MIMETYPES = {".mjs": "text/javascript"}
MEDIA_ROOT = VAR / "files"
EMBLEMS = environment.text("WITHI_EMBLEMS")
ACCESSIBLE_PDF = environment.flag("WITHI_ACCESSIBLE_PDF", default=False)
BACKUP_FOLDER = environment.text("WITHI_BACKUP_FOLDER")
BACKUP_EVERY = environment.number("WITHI_BACKUP_EVERY", 24)
BACKUP_KEEP = environment.counts("WITHI_BACKUP_KEEP", (7, 5, 12))
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
BODY_MAX_BYTES = UPLOAD_MAX_BYTES + 1024 * 1024  # the largest file, with the form around it
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# A save that waits for another's lock holds a thread, so there are more of them than processors.
WORKERS = int(environment.number("WITHI_WORKERS", 2))
THREADS = int(environment.number("WITHI_THREADS", 8))
OWN_PROCESSOR = environment.flag("WITHI_OWN_PROCESSOR", default=True)
POOL = int(environment.number("WITHI_POOL", THREADS))
BODIES_AT_ONCE = max(4, THREADS)  # forms and files on their way in, on threads of their own, per process
PAGE_CACHE_BYTES = int(environment.number("WITHI_PAGE_CACHE_MB", 32)) * 1024 * 1024
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": environment.text("WITHI_LOG_LEVEL", "WARNING")},
}
