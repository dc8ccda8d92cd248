"""What the files of a PostgreSQL server hold: for tests that look at them as an intruder would."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db import connections, router
from django.db.models import Model

from tests.clusters import SUPERUSER

VARIABLES = {"default": "DATABASE_URL", "answers": "ANSWERS_DATABASE_URL"}


def superuser(alias: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection to the database of the test run that may do anything."""
    address = urlsplit(os.environ[VARIABLES[alias]])
    host = address.netloc.rpartition("@")[2]
    name = connections[alias].settings_dict["NAME"]
    return psycopg.connect(
        address._replace(netloc=f"{SUPERUSER}@{host}", path=f"/{name}").geturl(), autocommit=True
    )


def data_folder(alias: str) -> Path:
    """The folder of the server's files, all of them written to disk."""
    with superuser(alias) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SHOW data_directory").fetchone()
    assert row
    return Path(str(row[0]))


def bytes_of(model: type[Model]) -> bytes:
    """The files of a table and of its indexes and long values, as they lie there."""
    alias, table = router.db_for_read(model), model._meta.db_table
    folder = data_folder(alias)
    with superuser(alias) as connection:
        files = connection.execute(
            "SELECT pg_relation_filepath(oid) FROM pg_class WHERE oid = %(table)s::regclass"
            " OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %(table)s::regclass)"
            " OR oid = (SELECT reltoastrelid FROM pg_class WHERE oid = %(table)s::regclass)",
            {"table": f'"{table}"'},
        ).fetchall()
    return b"".join((folder / str(file[0])).read_bytes() for file in files)


def bytes_of_log(alias: str) -> bytes:
    """The write-ahead log as it lies there."""
    folder = data_folder(alias)
    return b"".join(file.read_bytes() for file in sorted((folder / "pg_wal").glob("0*")))


def bytes_of_database(alias: str) -> bytes:
    """All files of the database, of tables that nobody can name any more too."""
    folder = data_folder(alias)
    with superuser(alias) as connection:
        row = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row
    return b"".join(file.read_bytes() for file in sorted((folder / "base" / str(row[0])).iterdir()))


def row_versions(model: type[Model]) -> Iterator[tuple[int, int]]:
    """Of each version of a row that lies in the table's file: who wrote it, who ended it.

    Both are numbers of transactions, 0 where nobody did. Dead versions are among them. Read from
    the pages: 24 bytes of header, then pointers of 4 bytes (see "Database Page Layout" in the
    manual of PostgreSQL).
    """
    alias = router.db_for_read(model)
    folder = data_folder(alias)
    with superuser(alias) as connection:
        row = connection.execute(
            "SELECT pg_relation_filepath(%s::regclass)", [f'"{model._meta.db_table}"']
        ).fetchone()
    assert row
    content = (folder / str(row[0])).read_bytes()
    for start in range(0, len(content), 8192):
        page = content[start : start + 8192]
        (lower,) = struct.unpack_from("<H", page, 12)
        for place in range(24, lower, 4):
            (pointer,) = struct.unpack_from("<I", page, place)
            if pointer >> 15 & 3 == 1:  # a version lies here
                yield struct.unpack_from("<II", page, pointer & 0x7FFF)
