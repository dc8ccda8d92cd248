"""What Django is told about a database, from its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    # Measured: Django's defaults lose racing submissions; these lose none (docs/decisions/0002).
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"),
}
#: Seconds that a connection is kept for further requests.
KEPT_SECONDS = 600
#: Seconds after which a server counts as away. Respondents then read when to try again.
CONNECT_SECONDS = 5


def database(variable: str, url: str) -> dict[str, Any]:
    """The settings of the database at ``url``, the value of the environment's ``variable``.

    Connections are kept. SQLite: files that survive racing, and their folder is made; see
    :mod:`surveyapp.moved_files`. PostgreSQL: connections are looked at before they are used again;
    what the address itself says comes first.
    """
    try:
        scheme = urlsplit(url).scheme
        if scheme not in ("sqlite", "postgres", "postgresql"):
            raise ValueError
        config: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError:
        # The address may hold a password, so it is not repeated.
        raise ImproperlyConfigured(
            f"{variable} names no database. Write postgresql://user:password@host:port/name or "
            "sqlite:////folder/file.sqlite3."
        ) from None
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = SQLITE_OPTIONS
        config["CONN_MAX_AGE"] = KEPT_SECONDS
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        return config
    config["CONN_MAX_AGE"] = KEPT_SECONDS
    config["CONN_HEALTH_CHECKS"] = True
    config["OPTIONS"] = {
        "application_name": "candor",
        "connect_timeout": CONNECT_SECONDS,
        **config.get("OPTIONS", {}),
    }
    return config


def are_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two settings name the same database, as far as their addresses tell."""
    return _place(one) == _place(other)


def _place(config: dict[str, Any]) -> tuple[str, ...]:
    options = config.get("OPTIONS", {})
    host = config.get("HOST") or options.get("host", "")
    port = config.get("PORT") or options.get("port", "")
    return config["ENGINE"], str(config["NAME"]), str(host), str(port)
