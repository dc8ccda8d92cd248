"""Loads the databases of an earlier version, migrates them, and goes on; says as JSON what came.

Run by ``tests/questionnaires/test_upgrades.py`` with a folder of ``tests/reference/databases``; a
program, because the databases of the test run have the newest tables already.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.backup_and_restore import name_of, on_postgresql, programs, state, variable_of

ALIASES = ("default", "answers")
CLOSING = ("dx/anonymous", "named/confidential", "link/open")


def main(folder: Path) -> dict[str, Any]:
    """Load, migrate, look, and bring every round to its release."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "surveyapp.settings"
    import django

    django.setup()
    from django.core.management import call_command

    for alias in ALIASES:
        load(folder, alias)
    before = rows()
    hashes = published()
    for alias in ALIASES:
        call_command("migrate", database=alias, verbosity=0)
    after = rows()
    return {
        "rows before": before,
        "tables that lost rows": [name for name in before if after.get(name, 0) < before[name]],
        "problems": problems(),
        "hashes kept": published() == hashes,
        "published": len(hashes),
        "verified": verified(),
        "read by": read_by(),
        "links": links(folder),
        "accepted": accepted(),
        "released": {name: released(name) for name in (*CLOSING, "late/closed")},
        "verified at the end": verified(),
        "read by at the end": read_by(),
        "pages": pages(),
    }


def load(folder: Path, alias: str) -> None:
    """Afterwards the database is the one that was written down."""
    engine = "postgresql" if on_postgresql() else "sqlite"
    file = folder / f"{name_of(alias)}.{engine}.sql"
    if on_postgresql():
        command = [str(programs() / "psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"]
        subprocess.run(
            [*command, f"--file={file}", os.environ[variable_of(alias)]],
            check=True,
            timeout=60,
            stdout=subprocess.DEVNULL,
        )
        return
    from django.conf import settings

    with closing(sqlite3.connect(settings.DATABASES[alias]["NAME"])) as one:
        one.executescript(file.read_text())


def rows() -> dict[str, int]:
    """How many rows each table has that keeps something of a survey."""
    counted = {name: number for alias in ALIASES for name, (number, _sum) in state(alias).items()}
    return {name: number for name, number in counted.items() if " questionnaires_" in name}


def published() -> dict[str, str]:
    """The hashes that people were shown, as stored; read without models, which may be newer."""
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT code, manifest_sha256 FROM questionnaires_round")
        found = dict(cursor.fetchall())
        cursor.execute("SELECT number, sha256 FROM questionnaires_storedrelease")
        return found | {f"release {number}": sha256 for number, sha256 in cursor.fetchall()}


def problems() -> list[str]:
    """What the databases and the system checks find wrong, but for settings of the test servers."""
    from django.core.checks import run_checks
    from django.db import connections

    found = [str(one) for one in run_checks(databases=list(ALIASES)) if one.is_serious()]
    for alias in ALIASES:
        connections[alias].check_constraints()
        if connections[alias].vendor == "sqlite":
            with connections[alias].cursor() as cursor:
                cursor.execute("PRAGMA integrity_check")
                found += [row for (row,) in cursor.fetchall() if row != "ok"]
    return found


def verified() -> dict[str, list[str]]:
    """The checks of each round that fail, and how many were made."""
    from questionnaires.models import Round
    from questionnaires.services.verification import verify_round

    checks = {
        round_.code: verify_round(round_)
        for round_ in Round.objects.select_related("version", "programme")
    }
    return {
        code: [check.what for check in made if not check.holds] or ["all hold"] * bool(made)
        for code, made in checks.items()
    }


def read_by() -> list[str]:
    """For whom the results of all rounds are, as the databases say."""
    from questionnaires.models import Round

    return sorted(set(Round.objects.values_list("results_for", flat=True)))


def pages() -> dict[str, list[int]]:
    """What those get who look for the results of a released round, and for what is done."""
    from django.test import Client

    from questionnaires.models import Round

    ids = Round.objects.filter(status="released").values_list("public_id", flat=True)
    return {
        kind: sorted({Client().get(f"/s/{kind}/{one}/").status_code for one in ids})
        for kind in ("results", "did", "done", "how")
    }


def links(folder: Path) -> dict[str, int]:
    """What those get who open a link that was sent before."""
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    engine = "postgresql" if on_postgresql() else "sqlite"
    held = json.loads((folder / f"links.{engine}.json").read_text())
    return {mode: Client().get(path).status_code for mode, path in held.items()}


def accepted() -> dict[str, int]:
    """One more answer in each open round: how many more responses and comments there are."""
    from questionnaires.models import Comment, Invitation, Response, Round
    from tests.devices import Device
    from tests.rounds import ANSWERS, answer

    words = {"best_thing": "After the upgrade"}
    more: dict[str, int] = {}
    for round_ in Round.objects.filter(status=Round.Status.OPEN):
        own = {"round_id": round_.public_id}
        stored = Response.objects.filter(**own), Comment.objects.filter(**own)
        before = sum(query.count() for query in stored)
        if round_.mode == Round.Mode.ANONYMOUS:
            unused = Invitation.objects.filter(round=round_, used=False)
            device = Device(unused.select_related("round", "collection_unit")[0])
            device.send(ANSWERS, words)
            device.send(ANSWERS, words)  # a reply that was lost
        else:
            answer(round_, 1, comments=words)
        more[round_.code] = sum(query.count() for query in stored) - before
    return more


def released(name: str) -> int:
    """Close it where it is open, and release it; how many answers the release tells of."""
    from django.core.management import call_command

    from questionnaires.models import StoredRelease

    if name in CLOSING:
        call_command("close_round", name, stdout=StringIO())
    call_command("release_round", name, stdout=StringIO())
    content = json.loads(StoredRelease.objects.get(round__code=name.partition("/")[2]).content)
    return int(content["groups"][0]["answers"])


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
