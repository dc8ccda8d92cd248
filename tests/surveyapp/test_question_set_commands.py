"""Question sets from the command line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from questionnaires.models import (
    AuditEntry,
    QuestionSet,
    QuestionSetVersion,
    TrendDecision,
)
from questionnaires.services.reviews import switch_review
from tests.question_sets import REPEATING, SMALL

pytestmark = pytest.mark.django_db


def run(command: str, *args: object) -> str:
    out = StringIO()
    call_command(command, *map(str, args), stdout=out)
    return out.getvalue()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_import_and_publish(small: Path) -> None:
    assert run("import_questions", small) == (
        "small-set, version 1: a draft. "
        "Publish it: python manage.py publish_question_set small-set\n"
    )
    assert "version 1: published" in run("publish_question_set", "small-set")
    assert QuestionSetVersion.objects.get().is_published
    with pytest.raises(CommandError, match="small-set has no draft; its versions are published"):
        run("publish_question_set", "small-set")


def test_publishing_names_translations_that_are_older_than_their_text(tmp_path: Path) -> None:
    path = tmp_path / "tools.yaml"
    path.write_text(REPEATING, encoding="utf-8")
    run("import_questions", path)
    assert "Older" not in run("publish_question_set", "tools")
    reworded = REPEATING.replace("Does it matter?", "Does it matter to you?")
    path.write_text(reworded, encoding="utf-8")
    run("import_questions", path)
    said = run("publish_question_set", "tools", "--same-meaning", "later")
    assert "taken as right in de: items.later.text" in said


def test_an_unknown_name_is_answered_with_the_drafts_there_are(small: Path) -> None:
    with pytest.raises(CommandError, match=r"“never”\. There is no draft\. Import one: python"):
        run("publish_question_set", "never")
    run("import_questions", small)
    with pytest.raises(CommandError, match=r"“never”\. There are drafts of: small-set\."):
        run("publish_question_set", "never")


def test_the_library() -> None:
    lines = run("import_questions", "--library").splitlines()
    assert lines[0] == "developer-experience, version 1: published"
    assert len(lines) == 3


def test_problems_name_file_and_line_and_nothing_is_imported(small: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(SMALL.replace("code: small-set", "code: Broken"))
    with pytest.raises(CommandError, match=r"broken\.yaml, line 2: Code is 'Broken'"):
        run("import_questions", small, broken)
    assert not QuestionSet.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"code: x\n\xff", r"line 2: The byte 0xFF is not UTF-8"),
        (b"a: " + b"x" * 3_000_000, "larger than 1 MB"),
        (b"a: [1\n", "] at its end"),
        (b"", "file is empty"),
    ],
)
def test_files_that_are_no_question_set(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run("import_questions", path)
    assert not QuestionSet.objects.exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_questions", tmp_path / "none.yaml")
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_questions", tmp_path)
    with pytest.raises(CommandError, match="Name at least one"):
        run("import_questions")


def test_publishing_asks_what_a_rewording_means(small: Path) -> None:
    run("import_questions", small)
    run("publish_question_set", "small-set")
    small.write_text(SMALL.replace("Are you on call?", "Have you been on call?"))
    run("import_questions", small)
    with pytest.raises(CommandError, match="--same-meaning ITEM"):
        run("publish_question_set", "small-set")
    run("publish_question_set", "small-set", "--new-meaning", "on_call")
    newest = QuestionSetVersion.objects.latest("number")
    assert (newest.number, newest.is_published) == (2, True)
    assert newest.instrument.item("on_call").wording == 2


def test_publishing_takes_groups_a_note_and_a_reason_to_go_unreviewed(small: Path) -> None:
    run("import_questions", small)
    run("publish_question_set", "small-set")
    switch_review(question_set=QuestionSet.objects.get(), on=True, actor="ann")
    small.write_text(SMALL.replace("last three months", "last month"))
    run("import_questions", small)
    decided = ("--same-meaning", "@shipping", "--note", "Nobody read it.")
    with pytest.raises(CommandError, match=r"A second person reads[\s\S]*--unreviewed REASON"):
        run("publish_question_set", "small-set", *decided)
    run("publish_question_set", "small-set", *decided, "--unreviewed", "Bo is on leave.")
    assert QuestionSetVersion.objects.get(number=2).is_published
    decisions = TrendDecision.objects.all()
    assert {(one.says, one.note) for one in decisions} == {("same", "Nobody read it.")}
    assert len(decisions) == 5
    entry = AuditEntry.objects.filter(action="publish question set").latest("pk")
    assert entry.detail["unreviewed"] == "Bo is on leave."


# Files of other tools ---------------------------------------------------------------------------

TABLE = "text,scale,owner\nWorks?,yes_no,Ada\nHow often?,frequency_5,\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "our-table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_dry_run_tells_and_stores_nothing(table: Path) -> None:
    said = run("import_questions", table, "--dry-run").splitlines()
    assert said[0] == f"{table} (CSV of items): 2 kept, 0 changed, 1 dropped"
    assert said[1] == "  heading: column owner dropped: no column of this name is known."
    assert said[2:] == ["Nothing was stored: this was a dry run."]
    assert not QuestionSet.objects.exists()
    everything = run("import_questions", table, "--dry-run", "--verbosity", 2)
    assert "  row 2: question works (text, scale) kept" in everything


def test_a_file_of_another_tool_is_a_draft(table: Path, tmp_path: Path) -> None:
    assert "our-table, version 1: a draft." in run("import_questions", table)
    assert [i.text for i in QuestionSetVersion.objects.get().instrument.items] == [
        "Works?", "How often?",
    ]  # fmt: skip
    renamed = tmp_path / "table.txt"
    renamed.write_text(TABLE, encoding="utf-8")
    with pytest.raises(CommandError, match="no file of a format that is known"):
        run("import_questions", renamed)
    assert "table, version 1: a draft." in run("import_questions", renamed, "--format", "csv")


def test_an_export_says_what_is_lost_and_comes_back(small: Path, tmp_path: Path) -> None:
    run("import_questions", small)
    out = tmp_path / "small.xlsx"
    said = run("export_questions", "small-set", "--format", "xlsform", "--out", out)
    assert said.startswith(f"small-set, version 1: written to {out}\n")
    assert "  question deploy_ease: na changed: XLSForm offers no" in said
    assert "kept" not in said
    assert "0 changed, 0 dropped" in run("import_questions", out, "--dry-run")
    run("export_questions", "small-set", "--out", tmp_path / "again.yaml", "--number", 1)
    assert (tmp_path / "again.yaml").read_text() == SMALL
    with pytest.raises(CommandError, match="There is no such version"):
        run("export_questions", "small-set", "--out", out, "--number", 2)
    with pytest.raises(CommandError, match="cannot be written"):
        run("export_questions", "small-set", "--out", tmp_path)
