"""Django's settings, from the environment.

Without any variable Candor serves this machine alone, safely: no debug pages, loopback only. Any
other address is production, and what would be unsafe there stops the start.
"""

import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

from surveyapp.databases import are_the_same, database
from surveyapp.environment import Environment
from surveyapp.mailers import CONSOLE_BACKEND, SMTP_BACKEND, mail_settings

env = Environment()

PROJECT_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = PROJECT_DIR / env.text("CANDOR_DATA_DIR")

BASE_URL = env.text("CANDOR_BASE_URL").rstrip("/")
_address = urlsplit(BASE_URL)
if _address.scheme not in ("http", "https") or not _address.hostname:
    raise ImproperlyConfigured(
        f"CANDOR_BASE_URL is {BASE_URL!r}. Write an address: https://candor.example.org"
    )
IS_LOCAL = _address.hostname in ("127.0.0.1", "localhost", "::1")
IS_HTTPS = _address.scheme == "https"
DEBUG = env.flag("CANDOR_DEBUG")

if not IS_LOCAL:
    if not IS_HTTPS:
        raise ImproperlyConfigured(
            f"CANDOR_BASE_URL is {BASE_URL}. Answers travel there: it must begin with https://."
        )
    if DEBUG:
        raise ImproperlyConfigured(
            "CANDOR_DEBUG is on. Debug pages show answers to strangers: unset it, or serve on "
            "127.0.0.1 only."
        )
    if len(env.text("CANDOR_SECRET_KEY")) < 50:
        raise ImproperlyConfigured(
            "CANDOR_SECRET_KEY is missing or shorter than 50 characters. Make one: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )


def local_secret_key() -> str:
    """The key of this machine, made on first use.

    Processes that begin at the same moment have the same one: each writes a file of its own, and
    the first to give it the name has made the key. Nobody reads half of one.
    """
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        own = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            path.hardlink_to(own)
        own.unlink()
    return path.read_text()


SECRET_KEY = env.text("CANDOR_SECRET_KEY") or local_secret_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if IS_LOCAL else [_address.hostname]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
#: Where answers of anonymous rounds are taken, and nothing else (surveyapp.answer_host).
ANSWER_HOST = env.text("ANSWER_HOST").lower()
if ANSWER_HOST:
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?", ANSWER_HOST):
        raise ImproperlyConfigured(
            f"ANSWER_HOST is {ANSWER_HOST!r}. Write a host alone: answers.example.org"
        )
    if ANSWER_HOST.partition(":")[0] == _address.hostname:
        raise ImproperlyConfigured(
            "ANSWER_HOST is the host of CANDOR_BASE_URL. Name another one, or leave it empty."
        )
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, ANSWER_HOST.partition(":")[0]]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "questionnaires",
    # Before allauth: the pages are ours.
    "surveyapp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "surveyapp.answer_host.AnswersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "surveyapp.middleware.ContentSecurityPolicyMiddleware",
    "surveyapp.middleware.RequestSizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "surveyapp.middleware.LoginMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "surveyapp.urls"
WSGI_APPLICATION = "surveyapp.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "surveyapp.access.roles_context",
            ],
        },
    }
]

DATABASES = {
    "default": database(
        "DATABASE_URL", env.text("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'people.sqlite3'}"
    ),
    "answers": database(
        "ANSWERS_DATABASE_URL",
        env.text("ANSWERS_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'answers.sqlite3'}",
    ),
}
if are_the_same(DATABASES["default"], DATABASES["answers"]):
    raise ImproperlyConfigured(
        "DATABASE_URL and ANSWERS_DATABASE_URL name the same database. Answers live apart from "
        "people: give them a database of their own."
    )
if not IS_LOCAL and len({config["ENGINE"] for config in DATABASES.values()}) == 2:
    raise ImproperlyConfigured(
        "One database is SQLite, the other PostgreSQL: answers would lie in a file of this machine "
        "while people lie on a server, or the other way round. Set DATABASE_URL and "
        "ANSWERS_DATABASE_URL both, or neither."
    )
DATABASE_ROUTERS = ["questionnaires.routers.AnswersRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
#: A password alone opens nothing of an account that has a role (surveyapp.second_factor).
SECOND_FACTOR_REQUIRED = env.flag("CANDOR_SECOND_FACTOR")
if not (SECOND_FACTOR_REQUIRED or IS_LOCAL):
    raise ImproperlyConfigured(
        "CANDOR_SECOND_FACTOR is no. Off this machine every account with a role needs a second "
        "factor: unset it."
    )

ACCOUNT_ADAPTER = "surveyapp.accounts_login.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an admin names the address of an account
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _address.scheme
MFA_ADAPTER = "surveyapp.accounts_login.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = False
MFA_TOTP_TOLERANCE = 1  # clocks differ: the code before and the code after fit too
# The web server in front says where a request came from (docs/settings.md).
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if IS_LOCAL else 1

_oidc = {
    name: env.text(name)
    for name in ("CANDOR_OIDC_URL", "CANDOR_OIDC_CLIENT_ID", "CANDOR_OIDC_SECRET")
}
if any(_oidc.values()) and not all(_oidc.values()):
    missing = ", ".join(name for name, value in _oidc.items() if not value)
    raise ImproperlyConfigured(f"The organisation's login is half configured: {missing} is empty.")
OIDC_URL = _oidc["CANDOR_OIDC_URL"].rstrip("/")
OIDC_NAME = env.text("CANDOR_OIDC_NAME")
_issuer = urlsplit(OIDC_URL)
if OIDC_URL and not (
    _issuer.scheme == "https"
    or (_issuer.scheme == "http" and _issuer.hostname in ("127.0.0.1", "localhost", "::1"))
):
    raise ImproperlyConfigured(f"CANDOR_OIDC_URL is {OIDC_URL!r}. It must begin with https://.")
SOCIALACCOUNT_ADAPTER = "surveyapp.accounts_login.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # by verified mail alone: accounts_login
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# The policy of the pages lets no form lead to another host, so the way there is a link. A state
# in the session ties the answer to it.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": _oidc["CANDOR_OIDC_CLIENT_ID"],
                "secret": _oidc["CANDOR_OIDC_SECRET"],
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}

# Counts attempts to log in, for all processes together; nothing of a survey ever comes here.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "login_attempts",
        "KEY_FUNCTION": "surveyapp.accounts_login.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

LANGUAGE_CODE = env.text("CANDOR_LANGUAGE")
if LANGUAGE_CODE not in dict(global_settings.LANGUAGES):
    raise ImproperlyConfigured(f"CANDOR_LANGUAGE is {LANGUAGE_CODE!r}. Write a code such as en.")
#: What pages are written in (surveyapp/locale). A site in another language that Django knows has
#: its dates and what comes with Django in it, and the rest in English.
LANGUAGES = [("en", "English"), ("de", "German"), ("es", "Spanish")]
if LANGUAGE_CODE not in dict(LANGUAGES):
    LANGUAGES.append((LANGUAGE_CODE, dict(global_settings.LANGUAGES)[LANGUAGE_CODE]))
TIME_ZONE = env.text("CANDOR_TIME_ZONE")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(
        f"CANDOR_TIME_ZONE is {TIME_ZONE!r}. Write a name such as Europe/Berlin or UTC."
    )
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [PROJECT_DIR / "surveyapp" / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder
WHITENOISE_USE_FINDERS = IS_LOCAL
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site needs them
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if IS_LOCAL
        else "surveyapp.static_files.StaticFilesStorage"
    },
}

SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day; earlier when the browser is closed
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-candor" if IS_HTTPS else "candor"
CSRF_COOKIE_NAME = "__Host-candor-csrf" if IS_HTTPS else "candor-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "surveyapp.views.site.csrf_failure"
SECURE_SSL_REDIRECT = IS_HTTPS and not IS_LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS and not IS_LOCAL else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
#: Largest file that a page accepts, in bytes; commands read larger ones.
UPLOAD_MAX_BYTES = 5 * 1024 * 1024
#: What a page accepts is read in memory: a file names people, and no temporary copy of it may stay
#: behind on a disk. The rest of the form needs room too.
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES + 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

_mail = urlsplit(env.text("CANDOR_EMAIL_URL"))
if _mail.scheme not in ("console", "smtp", "smtps") or (
    _mail.scheme != "console" and not _mail.hostname
):
    # The address may hold a password, so it is not repeated.
    raise ImproperlyConfigured(
        "CANDOR_EMAIL_URL names no mail server. Write smtp://user:password@host:port, "
        "smtps://user:password@host:port or console:"
    )
_options = {
    "host": _mail.hostname or "localhost",
    "port": _mail.port or (465 if _mail.scheme == "smtps" else 587),
    "username": unquote(_mail.username or ""),
    "password": unquote(_mail.password or ""),
    "use_ssl": _mail.scheme == "smtps",
    "use_tls": _mail.scheme == "smtp" and _mail.hostname not in ("localhost", "127.0.0.1", "::1"),
}
# Their names depend on the version of Django, which refuses those of another.
globals().update(
    mail_settings(CONSOLE_BACKEND)
    if _mail.scheme == "console"
    else mail_settings(SMTP_BACKEND, **_options)
)
DEFAULT_FROM_EMAIL = env.text("CANDOR_EMAIL_FROM")
MAIL_PER_MINUTE = env.number("CANDOR_MAIL_PER_MINUTE")

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Candor",
    "DESCRIPTION": "Released results, for reading. No response is reachable here.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "ENUM_NAME_OVERRIDES": {
        "RoundStatus": "questionnaires.models.rounds.Round.Status",
        "VersionStatus": "questionnaires.models.question_sets.QuestionSetVersion.Status",
        "VerdictEnum": "surveyapp.api.fields.VERDICTS",
        "TargetVerdictEnum": "surveyapp.api.targets.TARGET_VERDICTS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Addresses of respondents carry secrets: nothing logs a path below /s/ (surveyapp.logs).
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"respondents": {"()": "surveyapp.logs.HideRespondents"}},
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["respondents"],
            "formatter": "plain",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        # The server itself names the address where a request breaks outside Django.
        "gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
