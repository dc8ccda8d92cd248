"""System checks see what they are there for."""

from __future__ import annotations

import pytest
from django.db import connections

from questionnaires.models import Comment, Response, SpentToken
from questionnaires.routers import ANSWERS
from surveyapp.checks import answers_have_no_order

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
