"""Question sets from the command line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from questionnaires.models import QuestionSet, QuestionSetVersion
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
    assert run("import_question_set", small) == (
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
    run("import_question_set", path)
    assert "Older" not in run("publish_question_set", "tools")
    reworded = REPEATING.replace("Does it matter?", "Does it matter to you?")
    path.write_text(reworded, encoding="utf-8")
    run("import_question_set", path)
    said = run("publish_question_set", "tools", "--same-meaning", "later")
    assert "taken as right in de: items.later.text" in said


def test_an_unknown_name_is_answered_with_the_drafts_there_are(small: Path) -> None:
    with pytest.raises(CommandError, match=r"“never”\. There is no draft\. Import one: python"):
        run("publish_question_set", "never")
    run("import_question_set", small)
    with pytest.raises(CommandError, match=r"“never”\. There are drafts of: small-set\."):
        run("publish_question_set", "never")


def test_the_library() -> None:
    lines = run("import_question_set", "--library").splitlines()
    assert lines[0] == "developer-experience, version 1: published"
    assert len(lines) == 3


def test_problems_name_file_and_line_and_nothing_is_imported(small: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(SMALL.replace("code: small-set", "code: Broken"))
    with pytest.raises(CommandError, match=r"broken\.yaml, line 2: Code is 'Broken'"):
        run("import_question_set", small, broken)
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
        run("import_question_set", path)
    assert not QuestionSet.objects.exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_question_set", tmp_path / "none.yaml")
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_question_set", tmp_path)
    with pytest.raises(CommandError, match="Name at least one"):
        run("import_question_set")


def test_publishing_asks_what_a_rewording_means(small: Path) -> None:
    run("import_question_set", small)
    run("publish_question_set", "small-set")
    small.write_text(SMALL.replace("Are you on call?", "Have you been on call?"))
    run("import_question_set", small)
    with pytest.raises(CommandError, match="--same-meaning ITEM"):
        run("publish_question_set", "small-set")
    run("publish_question_set", "small-set", "--new-meaning", "on_call")
    newest = QuestionSetVersion.objects.latest("number")
    assert (newest.number, newest.is_published) == (2, True)
    assert newest.instrument.item("on_call").wording == 2
