"""What an attacker holds: copies of both databases with all that lies in their files, and logs.

Taken while the site runs, as a backup or an intruder would. Of SQLite the files as they are, the
write-ahead log and free pages with them; of PostgreSQL every table with what the server keeps
beside a row, and the files of the database and of its log.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections

from tests.relation_files import bytes_of_database, bytes_of_log, data_folder, superuser

Row = dict[str, Any]
SIDES = {"people": "default", "answers": "answers"}
#: Keys are digests and random ids: 64 hexadecimal digits.
_DIGITS = 64
_RUNS = re.compile(rb"[0-9a-f]{64,}")


@dataclass(frozen=True, slots=True)
class Evidence:
    """``tables`` by name, their rows as they lie; ``raw``: bytes of files and of logs of each side.

    A column that begins with ``_`` is what the database keeps beside a row.
    """

    tables: Mapping[str, list[Row]]
    raw: Mapping[str, bytes]
    lines: tuple[str, ...] = ()
    _places: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    def rows(self, model: str) -> list[Row]:
        """The rows of one of our tables."""
        return self.tables.get(f"questionnaires_{model}", [])

    def places(self, keys: Collection[str], where: str) -> dict[str, list[int]]:
        """Where in these bytes each key stands, if it does."""
        if where not in self._places:
            found = defaultdict[str, list[int]](list)
            for run in _RUNS.finditer(self.raw[where]):
                text = run.group().decode()
                for start in range(len(text) - _DIGITS + 1):
                    found[text[start : start + _DIGITS]].append(run.start() + start)
            self._places[where] = dict(found)
        inside = self._places[where]
        return {key: inside[key] for key in keys if key in inside}

    @property
    def everything(self) -> bytes:
        """All bytes of all files."""
        return b"".join(self.raw.values())


def copy_of(folder: Path, log: Path | None = None) -> Evidence:
    """Everything that can be copied at this moment; ``folder`` holds the files of SQLite."""
    lines = tuple(log.read_text().splitlines()) if log else ()
    if connections["default"].vendor == "sqlite":
        return _sqlite(folder, lines)
    return _postgresql(lines)


def _sqlite(folder: Path, lines: tuple[str, ...]) -> Evidence:
    tables: dict[str, list[Row]] = {}
    raw: dict[str, bytes] = {}
    for side in SIDES:
        file, log = folder / f"{side}.sqlite3", folder / f"{side}.sqlite3-wal"
        raw[side] = file.read_bytes()
        raw[f"{side} log"] = log.read_bytes() if log.exists() else b""
        with tempfile.TemporaryDirectory() as place:
            for one in (file, log):
                if one.exists():
                    shutil.copy(one, place)
            with closing(sqlite3.connect(Path(place) / file.name)) as copy:
                copy.row_factory = sqlite3.Row
                for table in _names(copy):
                    tables.setdefault(table, []).extend(_rows(copy, table))
    return Evidence(tables, raw, lines)


def _names(copy: sqlite3.Connection) -> list[str]:
    found = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [row["name"] for row in found]


def _rows(copy: sqlite3.Connection, table: str) -> Iterator[Row]:
    try:
        found = copy.execute(f'SELECT rowid AS _rowid, * FROM "{table}"').fetchall()  # noqa: S608
    except sqlite3.OperationalError:
        found = copy.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
    for place, row in enumerate(found):
        yield {**dict(row), "_scanned": place}


def _postgresql(lines: tuple[str, ...]) -> Evidence:
    tables: dict[str, list[Row]] = {}
    raw: dict[str, bytes] = {}
    for side, alias in SIDES.items():
        raw[side], raw[f"{side} log"] = bytes_of_database(alias), bytes_of_log(alias)
        lines += tuple(_server_log(alias))
        with superuser(alias) as copy:
            named = copy.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (table,) in named.fetchall():
                query = (
                    f"SELECT row_to_json(t) , xmin::text::bigint, cmin::text::bigint, "  # noqa: S608
                    f'ctid::text FROM "{table}" AS t ORDER BY ctid'
                )
                rows = [
                    _as_row(content, xmin, cmin, ctid, place)
                    for place, (content, xmin, cmin, ctid) in enumerate(
                        copy.execute(query.encode()).fetchall()
                    )
                ]
                tables.setdefault(str(table), []).extend(rows)
    return Evidence(tables, raw, lines)


def _as_row(content: Any, xmin: Any, cmin: Any, ctid: Any, place: int) -> Row:
    """Values that hold more than one are text, as on SQLite."""
    plain = {
        name: json.dumps(value) if isinstance(value, dict | list) else value
        for name, value in content.items()
    }
    lies = [int(number) for number in str(ctid).strip("()").split(",")]
    return {**plain, "_xmin": xmin, "_cmin": cmin, "_ctid": tuple(lies), "_scanned": place}


def _server_log(alias: str) -> list[str]:
    return (data_folder(alias) / "log").read_text(errors="replace").splitlines()
