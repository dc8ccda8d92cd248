"""System checks of Candor, with stable ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.db import connections

from questionnaires.models import Comment, Response, SpentToken
from questionnaires.routers import ANSWERS
from questionnaires.services.freezing import problems_of_triggers


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


@register(Tags.database)
def opened_rounds_are_frozen(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """``surveyapp.W011``: a trigger is missing or altered that keeps opened rounds as they are.

    No error, because ``migrate``, which is the remedy, would refuse to run.
    """
    return [
        Warning(
            f"Nothing in the database “{alias}” keeps somebody from changing what was frozen: "
            f"{', '.join(problems)}.",
            hint=(
                f"Run: python manage.py migrate --database {alias}. After an upgrade that is all. "
                "Where nobody has upgraded, somebody has removed or altered a trigger: compare "
                "each round with what people were shown (python manage.py verify_round; "
                "docs/decisions/0027-frozen-in-the-database-too.md)."
            ),
            id="surveyapp.W011",
        )
        for alias in databases or ()
        if (problems := problems_of_triggers(alias))
    ]
