"""System checks of Candor, with stable ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from questionnaires.models import Comment, Response, SpentToken
from questionnaires.routers import ANSWERS


@register(Tags.database)
def answers_have_no_order(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """``surveyapp.E004``: SQLite keeps a hidden row id in order of arrival unless told not to."""
    if not databases or ANSWERS not in databases:
        return []
    connection = connections[ANSWERS]
    if connection.vendor != "sqlite":
        return []
    problems: list[CheckMessage] = []
    for model in (Response, Comment, SpentToken):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
            row = cursor.fetchone()
        if row and "WITHOUT ROWID" not in row[0].upper():
            problems.append(
                Error(
                    f"The table {table} keeps a hidden row id, which tells who answered when.",
                    hint=(
                        "Run: python manage.py migrate --database answers. Where that changes "
                        "nothing, a later migration rebuilt the table: it has to drop the row ids "
                        "again (docs/decisions/0002-two-sqlite-files-without-order.md)."
                    ),
                    id="surveyapp.E004",
                )
            )
    return problems
