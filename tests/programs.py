"""Programs that tests start: with databases of their own, on whatever the tests run on."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

import psycopg

PROJECT = Path(__file__).resolve().parent.parent

#: What a program must not inherit from whoever runs the tests.
OURS = ("CANDOR_", "DATABASE_URL", "ANSWERS_DATABASE_URL", "ANSWER_HOST", "DJANGO_")


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """The environment of a program whose databases are new and empty.

    They are SQLite files in ``folder``, or databases of the two servers that the tests run on.
    """
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    return {**inherited, "CANDOR_DATA_DIR": str(folder), **new_databases(), **variables}


def environment_with_tables(folder: Path, **variables: str) -> dict[str, str]:
    """The environment of a program whose databases have all tables, and nothing in them.

    They are copies of what was migrated once: that takes longer than most tests.
    """
    given = environment(folder, **variables)
    if "DATABASE_URL" not in given:
        shutil.copytree(files_with_tables(), folder, dirs_exist_ok=True)
        return given
    return {**given, **new_databases(_databases_with_tables()), **variables}


@cache
def files_with_tables() -> Path:
    """The data folder of an installation on SQLite that nobody has used yet, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="candor-tables-")) / "var"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    _migrate(environment(folder))
    return folder


@cache
def _databases_with_tables() -> dict[str, str]:
    """The names on PostgreSQL of databases that nobody has used yet, by variable."""
    addresses = new_databases()
    _migrate({**os.environ, **addresses})
    return {variable: urlsplit(address).path[1:] for variable, address in addresses.items()}


def _migrate(variables: Mapping[str, str]) -> None:
    for database in ("default", "answers"):
        command = [sys.executable, "manage.py", "migrate", "--database", database, "-v", "0"]
        subprocess.run(command, cwd=PROJECT, env=variables, check=True)


def new_databases(templates: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """The two variables that name new databases on PostgreSQL, like templates; on SQLite none."""
    addresses = {}
    for name in ("DATABASE_URL", "ANSWERS_DATABASE_URL"):
        if "postgresql" in os.environ.get(name, ""):
            addresses[name] = _new_database(os.environ[name], templates.get(name, "template1"))
    return addresses


def _new_database(server: str, template: str) -> str:
    address = urlsplit(server)
    name = f"program_{secrets.token_hex(8)}"
    with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as one:
        one.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return address._replace(path=f"/{name}").geturl()
