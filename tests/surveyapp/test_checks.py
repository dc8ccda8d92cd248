"""System checks see what they are there for."""

from __future__ import annotations

import pytest
from django.db import connections

from questionnaires.models import Comment, Response, SpentToken
from questionnaires.routers import ANSWERS
from questionnaires.services.freezing import install_triggers
from surveyapp.checks import answers_have_no_order, opened_rounds_are_frozen

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def test_migrated_tables_keep_no_order() -> None:
    assert answers_have_no_order(databases=["default", ANSWERS]) == []


@pytest.mark.sqlite("row ids")
@pytest.mark.parametrize("model", [Response, Comment, SpentToken])
def test_a_table_with_hidden_row_ids_is_refused(
    model: type[Response | Comment | SpentToken],
) -> None:
    table = model._meta.db_table
    with connections[ANSWERS].cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        made = cursor.fetchone()[0]
        assert made.endswith("WITHOUT ROWID")
        cursor.execute(f'DROP TABLE "{table}"')
        cursor.execute(made.removesuffix("WITHOUT ROWID"))
    problems = answers_have_no_order(databases=[ANSWERS])
    assert [problem.id for problem in problems] == ["surveyapp.E004"]
    assert table in problems[0].msg
    assert "migrate" in (problems[0].hint or "")
    assert answers_have_no_order(databases=["default"]) == []


#: A trigger of each side, its table, and how each engine makes another one with its name.
TRIGGERS = [
    ("default", "candor_round_rules", "questionnaires_round"),
    ("answers", "candor_collected_rules", "questionnaires_collectedround"),
]


def do(alias: str, *statements: str) -> None:
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_migrated_databases_keep_opened_rounds_frozen() -> None:
    assert opened_rounds_are_frozen(databases=["default", ANSWERS]) == []


@pytest.mark.parametrize(("alias", "name", "table"), TRIGGERS)
def test_a_trigger_that_was_dropped_is_named_with_what_to_do(
    alias: str, name: str, table: str
) -> None:
    on_table = f" ON {table}" if connections[alias].vendor == "postgresql" else ""
    do(alias, f"DROP TRIGGER {name}{on_table}")
    (problem,) = opened_rounds_are_frozen(databases=["default", ANSWERS])
    assert problem.id == "surveyapp.W011"
    assert f"“{alias}”" in problem.msg
    assert f"{name} (missing)." in problem.msg
    assert f"migrate --database {alias}" in (problem.hint or "")
    # Else ``migrate`` would not run.
    assert not problem.is_serious()
    other = ANSWERS if alias == "default" else "default"
    assert opened_rounds_are_frozen(databases=[other]) == []
    assert opened_rounds_are_frozen(databases=None) == []
    install_triggers(alias)
    assert opened_rounds_are_frozen(databases=["default", ANSWERS]) == []


@pytest.mark.parametrize(("alias", "name", "table"), TRIGGERS)
def test_a_trigger_that_does_nothing_any_more_is_named(alias: str, name: str, table: str) -> None:
    if connections[alias].vendor == "postgresql":
        body = "$$BEGIN RETURN new; END$$"
        do(
            alias,
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {body}",
        )
    else:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [name])
            made = cursor.fetchone()[0]
        assert table in made
        do(alias, f"DROP TRIGGER {name}", made.replace("WHEN ", "WHEN 1 = 0 AND "))
    (problem,) = opened_rounds_are_frozen(databases=["default", ANSWERS])
    assert problem.id == "surveyapp.W011"
    assert f"{name} (altered)." in problem.msg
    install_triggers(alias)
    assert opened_rounds_are_frozen(databases=["default", ANSWERS]) == []
