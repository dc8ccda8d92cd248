"""Where mail goes, as Django is told: by ``EMAIL_*`` up to 6.0, by ``MAILERS`` from 6.1 on."""

from __future__ import annotations

from typing import Any

import django
from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

CONSOLE_BACKEND = "django.core.mail.backends.console.EmailBackend"
SMTP_BACKEND = "surveyapp.postbox.SMTPBackend"

#: Options of a backend, and what they are called as settings.
_NAMES = {
    "host": "EMAIL_HOST",
    "port": "EMAIL_PORT",
    "username": "EMAIL_HOST_USER",
    "password": "EMAIL_HOST_PASSWORD",
    "use_ssl": "EMAIL_USE_SSL",
    "use_tls": "EMAIL_USE_TLS",
}


def mail_settings(backend: str, **options: Any) -> dict[str, Any]:
    """Django's settings for sending by a backend; ``options`` are host, port and so on."""
    if django.VERSION >= (6, 1):
        return {"MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options}}}
    return {"EMAIL_BACKEND": backend, **{_NAMES[name]: value for name, value in options.items()}}


def mail_connection() -> BaseEmailBackend:
    """A connection to the mail server, not yet open."""
    if django.VERSION >= (6, 1):
        return mail.mailers.default
    return mail.get_connection()


def prints_mail() -> bool:
    """Whether no mail server is set, so that mails are printed."""
    if django.VERSION >= (6, 1):
        return bool(settings.MAILERS["default"]["BACKEND"] == CONSOLE_BACKEND)  # type: ignore[misc]
    return settings.EMAIL_BACKEND == CONSOLE_BACKEND
