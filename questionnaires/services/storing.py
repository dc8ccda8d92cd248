"""Rows that come in hundreds a second: their SQL is made once for each model, from the model.

Building a query takes Django several times as long as the database takes to carry it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connections, router
from django.db.models import Field, JSONField, Model

from questionnaires.models import CollectedRound


@dataclass(frozen=True, slots=True)
class LockedRound:
    """What of a round may change while answers come in."""

    status: str
    receipt_key: str

    @property
    def is_open(self) -> bool:
        """Whether answers are accepted."""
        return self.status == CollectedRound.Status.OPEN


def lock_round(public_id: str) -> LockedRound | None:
    """The row of a round as it is now, locked until the transaction ends; ``None``: there is none.

    Racing submissions and closing wait for each other: here on PostgreSQL, and where the
    transaction begins on SQLite, whose transactions are immediate.
    """
    alias = router.db_for_write(CollectedRound)
    with connections[alias].cursor() as cursor:
        cursor.execute(_lock(alias), [public_id])
        row = cursor.fetchone()
    return LockedRound(*row) if row else None


def insert_row(model: type[Model], **values: Any) -> bool:
    """Afterwards the row is stored, as ``objects.create`` stores it; ``False``: its key was there.

    What is not given has its default. Inside a transaction of the model's database.
    """
    insertion = _insertion(model)
    connection = connections[insertion.alias]
    row = []
    for name, field in insertion.fields:
        value = values[name] if name in values else field.get_default()
        is_text = type(value) is str and not isinstance(field, JSONField)
        row.append(value if is_text else field.get_db_prep_save(value, connection))
    with connection.cursor() as cursor:
        cursor.execute(insertion.sql, row)
        return bool(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class _Insertion:
    alias: str
    sql: str
    fields: tuple[tuple[str, Field[Any, Any]], ...]


@cache
def _insertion(model: type[Model]) -> _Insertion:
    alias = router.db_for_write(model)
    quoted = connections[alias].ops.quote_name
    fields = tuple(model._meta.local_concrete_fields)
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places = ", ".join("%s" for _field in fields)
    sql = (
        f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({places}) "  # noqa: S608
        "ON CONFLICT DO NOTHING"
    )
    return _Insertion(alias, sql, tuple((field.attname, field) for field in fields))


@cache
def _lock(alias: str) -> str:
    connection = connections[alias]
    table = connection.ops.quote_name(CollectedRound._meta.db_table)
    locking = " FOR UPDATE" if connection.features.has_select_for_update else ""
    return f"SELECT status, receipt_key FROM {table} WHERE id = %s{locking}"  # noqa: S608
