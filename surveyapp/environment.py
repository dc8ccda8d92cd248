"""Settings from the environment: each variable is declared once, with its meaning."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable that Candor reads; ``docs/settings.md`` documents each."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable(
        "CANDOR_BASE_URL",
        "http://127.0.0.1:8000",
        "Address under which people reach the site. Anything but this machine must be https.",
    ),
    Variable(
        "CANDOR_SECRET_KEY",
        "",
        "Signs sessions and one-time links; at least 50 characters. On this machine alone one is "
        "made and kept in the data folder.",
    ),
    Variable(
        "CANDOR_DATA_DIR",
        "var",
        "Folder of the SQLite databases, relative to the project unless absolute.",
    ),
    Variable(
        "DATABASE_URL",
        "",
        "People, question sets, rounds, releases: postgresql://user:password@host:port/name. "
        "Empty: SQLite in the data folder.",
    ),
    Variable(
        "ANSWERS_DATABASE_URL",
        "",
        "Answers, in another PostgreSQL cluster. Empty: SQLite in the data folder.",
    ),
    Variable(
        "ANSWER_HOST",
        "",
        "A host of its own at which answers of anonymous rounds are taken, and nothing else: "
        "answers.example.org. Empty: they are taken at CANDOR_BASE_URL.",
    ),
    Variable(
        "CANDOR_EMAIL_URL",
        "console:",
        "Mail server, smtp://user:password@host:port or smtps://; 'console:' prints mail.",
    ),
    Variable("CANDOR_EMAIL_FROM", "Candor <candor@localhost>", "Sender of invitations."),
    Variable(
        "CANDOR_MAIL_PER_MINUTE",
        "0",
        "Mails a minute at most, evenly; 0 is as fast as the mail server takes them.",
    ),
    Variable(
        "CANDOR_SECOND_FACTOR",
        "yes",
        "'no' lets accounts with a role log in by password alone; refused off this machine.",
    ),
    Variable(
        "CANDOR_OIDC_URL",
        "",
        "Issuer of the organisation's login (OpenID Connect): https://login.example.org. Empty: "
        "local accounts alone.",
    ),
    Variable("CANDOR_OIDC_CLIENT_ID", "", "What the issuer calls this site."),
    Variable("CANDOR_OIDC_SECRET", "", "What the issuer knows this site by."),
    Variable("CANDOR_OIDC_NAME", "your organisation", "The issuer's name on the login page."),
    Variable("CANDOR_LANGUAGE", "en", "Language of the site."),
    Variable("CANDOR_TIME_ZONE", "UTC", "Time zone of the dates that people read."),
    Variable("CANDOR_DEBUG", "no", "'yes' shows Django's debug pages; refused off this machine."),
)


class Environment:
    """Reads declared variables; an undeclared one is a programming error."""

    def __init__(self, values: Mapping[str, str] = os.environ) -> None:
        self._values = values
        self._declared = {variable.name: variable for variable in VARIABLES}

    def text(self, name: str) -> str:
        """The value, or the default."""
        return self._values.get(name, "").strip() or self._declared[name].default

    def number(self, name: str) -> int:
        """The value as a whole number, 0 or more."""
        value = self.text(name)
        if not (value.isascii() and value.isdecimal()):
            raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number such as 30.")
        return int(value)

    def flag(self, name: str) -> bool:
        """Whether the value is yes."""
        value = self.text(name).lower()
        if value in ("yes", "true", "1", "on"):
            return True
        if value in ("no", "false", "0", "off"):
            return False
        raise ImproperlyConfigured(f"{name} is {value!r}. Write yes or no.")
