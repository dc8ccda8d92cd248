"""Django's settings, from the environment.

Without any variable Candor serves this machine alone, safely: no debug pages, loopback only. Any
other address is production, and what would be unsafe there stops the start.
"""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

import dj_database_url
from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

from surveyapp.environment import Environment

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
    """The key of this machine, made on first use."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env.text("CANDOR_SECRET_KEY") or local_secret_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if IS_LOCAL else [_address.hostname]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

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
    "surveyapp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "surveyapp.middleware.ContentSecurityPolicyMiddleware",
    "surveyapp.middleware.RequestSizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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

SQLITE_OPTIONS = {
    # Measured: Django's defaults lose racing submissions; these lose none (docs/decisions/0002).
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"),
}


def database(variable: str, filename: str) -> dict[str, Any]:
    """The database that a variable names, else an SQLite file in the data folder."""
    url = env.text(variable) or f"sqlite:///{DATA_DIR / filename}"
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = SQLITE_OPTIONS
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    return config


DATABASES = {
    "default": database("DATABASE_URL", "people.sqlite3"),
    "answers": database("ANSWERS_DATABASE_URL", "answers.sqlite3"),
}
if DATABASES["default"]["NAME"] == DATABASES["answers"]["NAME"] and DATABASES["default"].get(
    "HOST"
) == DATABASES["answers"].get("HOST"):
    raise ImproperlyConfigured(
        "DATABASE_URL and ANSWERS_DATABASE_URL name the same database. Answers live apart from "
        "people: give them a database of their own."
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
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = env.text("CANDOR_LANGUAGE")
if LANGUAGE_CODE not in dict(global_settings.LANGUAGES):
    raise ImproperlyConfigured(f"CANDOR_LANGUAGE is {LANGUAGE_CODE!r}. Write a code such as en.")
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
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if IS_LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

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
EMAIL_BACKEND = (
    "django.core.mail.backends.console.EmailBackend"
    if _mail.scheme == "console"
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and EMAIL_HOST != "localhost"
DEFAULT_FROM_EMAIL = env.text("CANDOR_EMAIL_FROM")

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
