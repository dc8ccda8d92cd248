"""Programs that tests start: with databases of their own, on whatever the tests run on."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
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

    On SQLite they are copies of files that were migrated once: that takes longer than most tests.
    """
    given = environment(folder, **variables)
    if "DATABASE_URL" in given:
        _migrate(given)
    else:
        shutil.copytree(_files_with_tables(), folder, dirs_exist_ok=True)
    return given


@cache
def _files_with_tables() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="candor-tables-")) / "var"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    _migrate(environment(folder))
    return folder


def _migrate(variables: dict[str, str]) -> None:
    for database in ("default", "answers"):
        command = [sys.executable, "manage.py", "migrate", "--database", database, "-v", "0"]
        subprocess.run(command, cwd=PROJECT, env=variables, check=True)


def new_databases() -> dict[str, str]:
    """The two variables that name new databases on PostgreSQL; on SQLite none."""
    addresses = {}
    for name in ("DATABASE_URL", "ANSWERS_DATABASE_URL"):
        if "postgresql" in os.environ.get(name, ""):
            addresses[name] = _new_database(os.environ[name])
    return addresses


def _new_database(server: str) -> str:
    address = urlsplit(server)
    name = f"program_{secrets.token_hex(8)}"
    with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as one:
        one.execute(f'CREATE DATABASE "{name}"'.encode())
    return address._replace(path=f"/{name}").geturl()
