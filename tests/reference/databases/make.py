"""Writes the databases of this version as SQL, to be upgraded by every later one.

    python tests/reference/databases/make.py 0.1.0

makes the folder ``0.1.0`` beside this file: both databases of both engines, with a round open in
each mode, one closed and one released, and the addresses of links that were sent. Run it for every
release, and change no folder afterwards: ``tests/questionnaires/test_upgrades.py`` reads all.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import psycopg

from tests.backup_and_restore import name_of, on_postgresql, programs, set_up, variable_of
from tests.clusters import start_clusters

HERE = Path(__file__).resolve().parent
ALIASES = ("default", "answers")


def main(name: str) -> None:
    """One program for each engine, because Django is set up once."""
    folder = HERE / name
    folder.mkdir()
    clusters = start_clusters()
    try:
        servers = {variable_of(alias): clusters.url(name_of(alias)) for alias in ALIASES}
        for address in servers.values():
            _make_database(address)
        for engine in ("sqlite", "postgresql"):
            with tempfile.TemporaryDirectory() as data:
                variables = {"CANDOR_DATA_DIR": data} | (servers if engine == "postgresql" else {})
                subprocess.run(
                    [sys.executable, __file__, str(folder), engine],
                    env=os.environ | variables,
                    check=True,
                )
    finally:
        clusters.stop()


def write(folder: Path, engine: str) -> None:
    """Fill the databases that the environment names, and write them down."""
    set_up()
    links = fill()
    with (folder / f"links.{engine}.json").open("w") as file:
        json.dump(links, file, indent=2)
        file.write("\n")
    from django.db import connections

    for alias in ALIASES:
        connections[alias].close()
        target = folder / f"{name_of(alias)}.{engine}.sql"
        if on_postgresql():
            dump = [str(programs() / "pg_dump"), "--no-owner", "--no-privileges", "--no-comments"]
            subprocess.run(
                [*dump, f"--file={target}", os.environ[variable_of(alias)]], check=True, timeout=60
            )
        else:
            with closing(sqlite3.connect(connections[alias].settings_dict["NAME"])) as one:
                target.write_text("\n".join(one.iterdump()) + "\n")


def fill() -> dict[str, str]:
    """A round open in each mode, one closed, one released; addresses that people hold."""
    from questionnaires.models import Round
    from questionnaires.services.closing import close_round
    from questionnaires.services.invitations import issue_links
    from questionnaires.services.releasing import release_round
    from tests.devices import Device, opened_anonymous, people_of
    from tests.rounds import answer, opened, programme, version

    words = {"best_thing": "Quiet mornings"}
    version(few_questions())
    released = opened("released", programme=programme("past"))
    answer(released, 20, comments=words)
    close_round(round=released, actor="test")
    release_round(round=released, actor="test")
    closed = opened("closed", programme=programme("late"), kept_responses_days=10)
    answer(closed, 20, comments=words)
    close_round(round=closed, actor="test")
    confidential = opened("confidential", programme=programme("named"))
    (link, *_others) = issue_links(round=confidential, actor="test")
    answer(confidential, 11, comments=words)
    link_round = opened("open", Round.Mode.OPEN, programme=programme("link"))
    answer(link_round, 11, comments=words)
    anonymous = opened_anonymous("anonymous", programme=programme("dx"))
    issue_links(round=anonymous, actor="test")
    for path in ("Ops/Build", "Ops/Cloud"):
        for person in people_of(anonymous, path)[:6]:
            Device(person).send(comments=words)
    return {
        "confidential": urlsplit(link.url).path,
        "open": f"/s/open/{link_round.public_id}/",
    }


def few_questions() -> Any:
    """Of the questionnaire of the tests what has to be answered, an open question, and a rating."""
    from tests.instruments import all_scales

    asked = {"release_at_will", "release_fear", "fix_first", "best_thing", "role"}
    whole = all_scales()
    sections = (
        replace(section, items=tuple(code for code in section.items if code in asked))
        for section in whole.sections
    )
    return replace(
        whole,
        items=tuple(item for item in whole.items if item.code in asked),
        sections=tuple(section for section in sections if section.items),
    )


def _make_database(address: str) -> None:
    server = urlsplit(address)
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as one:
        one.execute(f'CREATE DATABASE "{server.path[1:]}"'.encode())


if __name__ == "__main__":
    if sys.argv[2:]:
        write(Path(sys.argv[1]), sys.argv[2])
    else:
        main(sys.argv[1])
