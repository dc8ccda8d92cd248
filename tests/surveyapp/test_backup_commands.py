"""Backups hold no answer before the close; what is restored is what was backed up."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from questionnaires.models import (
    AuditEntry,
    CollectedRound,
    Programme,
    Response,
    Round,
    SpentToken,
    StoredTally,
)
from questionnaires.models.answers import random_key
from questionnaires.services.backups import sha256_of
from questionnaires.services.closing import close_round
from questionnaires.services.releasing import release_round
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import open_round
from surveyapp.management.commands.backup import on_postgresql
from surveyapp.management.commands.restore import ON_POSTGRESQL
from tests.demo import PROJECT
from tests.programs import environment
from tests.rounds import ANSWERS, answer, draft, opened, roster

whole = pytest.mark.django_db(transaction=True, databases=["default", "answers"])
on_sqlite = pytest.mark.sqlite("copies files; the program below does the same with pg_dump")
NAME = "dx/2027-spring"


def program(name: str, folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "error", PROJECT / "tests" / f"{name}.py", folder],
        env=environment(folder / "var"),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


@pytest.fixture(scope="module")
def restored(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program says; it runs on both kinds of databases."""
    return program("backup_and_restore", tmp_path_factory.mktemp("restored"))


def test_a_backup_made_while_a_round_is_open_holds_nothing_of_an_answer(
    restored: dict[str, Any],
) -> None:
    assert restored["in the answers"] == ["comment", "token", "hash of the answers", "response"]
    assert restored["in people"] == ["session"]
    made = restored["open"]
    assert made["people are in it"]
    assert made["found in it"] == []
    assert not [file for file in made["files"] if file.startswith("answers")]


def test_people_come_back_with_a_round_open(restored: dict[str, Any]) -> None:
    made = restored["open"]
    assert made["gone"]
    assert made["differs"] == []
    assert [made["verified"][code][0] for code in ("2026-autumn", "2027-spring")] == [[], []]


def test_both_come_back_after_the_close(restored: dict[str, Any]) -> None:
    assert restored["closed"]["gone"] > 10
    assert restored["closed"]["differs"] == []
    failed, manifest, releases = restored["verified"]["2027-spring"]
    assert failed == []
    assert len(manifest) == 64
    assert len(releases) == 1
    # Through the wiping of an open round the past one is what it was.
    assert restored["verified"]["2026-autumn"] == restored["open"]["verified"]["2026-autumn"]


@on_sqlite
def test_what_no_longer_fits_is_said_and_can_be_ended(tmp_path: Path) -> None:
    said = program("restored_older", tmp_path)
    assert "The database of answers holds rounds, which would be lost" in said["both at once"]
    assert "destroy_answers ID" in said["opened since"]
    assert "Nothing is destroyed yet" in said["asked first"]
    assert said["answers before"] == [3, 3]
    assert said["answers left"] == 0
    assert "restored from a backup made before some were drawn" in said["answered since"]
    assert "Links sent since then lead nowhere" in said["answered since"]
    assert "One says open, the other closed" in said["closed since"]
    assert "Restore a newer backup if there is one" in said["closed since"]
    assert "people-" in said["closed again"].partition("Destroy these backups")[2]
    assert said["keys and invitations left"] == 0
    assert "FAILED  The list of ballots handed in is there." in said["verified"]
    assert said["figures are the same"]
    assert said["groups"] > 1
    assert "abort_round --answers-lost" in said["answers lost"]
    assert "knows nothing of" in said["refused"]
    assert said["status"] == "aborted"


# What is copied


def run(command: str, *arguments: object, **options: Any) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def names(folder: Path) -> list[str]:
    return sorted(file.name.partition("-")[0] + file.suffix for file in folder.iterdir())


def closed() -> Round:
    round_ = opened()
    answer(round_, 12)
    return close_round(round=round_, actor="test")


@on_sqlite
@whole
def test_copies_are_for_their_owner_alone_and_described(tmp_path: Path) -> None:
    round_ = closed()
    folder = tmp_path / "new" / "backups"
    said = run("backup", folder)
    assert "was not copied" not in said
    assert names(folder) == ["answers.json", "answers.sqlite3", "people.json", "people.sqlite3"]
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (description,) = folder.glob("people-*.json")
    content = json.loads(description.read_text())
    assert content["sha256"] == sha256_of(description.with_suffix(".sqlite3"))
    assert [known["public_id"] for known in content["rounds"]] == [round_.public_id]
    assert "0001_what_is_asked_and_answered" in content["migrations"]["questionnaires"]
    assert content["versions"].keys() == {"candor", "django", "sqlite"}


@on_sqlite
@whole
def test_a_copy_holds_no_free_pages(tmp_path: Path) -> None:
    round_ = closed()
    release_round(round=round_, actor="test")
    run("backup", tmp_path)
    for file in tmp_path.glob("*.sqlite3"):
        with closing(sqlite3.connect(file)) as copy:
            assert copy.execute("PRAGMA freelist_count").fetchone() == (0,)
            assert copy.execute("PRAGMA page_count").fetchone()[0] > 10


@on_sqlite
@whole
def test_no_file_is_written_over_and_none_is_left_half_made(tmp_path: Path) -> None:
    closed()
    run("backup", tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(CommandError, match="is there already"):
        run("backup", tmp_path)
    assert before == {file: file.read_bytes() for file in tmp_path.iterdir()}
    for file in tmp_path.glob("people-*"):
        file.unlink()
    # The copy of people is made first, that of the answers is in the way.
    with pytest.raises(CommandError, match=r"answers-.*is there already"):
        run("backup", tmp_path)
    assert names(tmp_path) == ["answers.json", "answers.sqlite3"]
    assert AuditEntry.objects.filter(action="back up").count() == 2


def a_token_left(round_: Round) -> None:
    SpentToken.objects.create(id=random_key(), round_id=round_.public_id, body=random_key())


def responses_not_counted(round_: Round) -> None:
    StoredTally.objects.all().delete()
    Response.objects.create(round_id=round_.public_id, answers=dict(ANSWERS))


def not_finished(round_: Round) -> None:
    Round.objects.update(closed_on=None)


def abort_not_finished(round_: Round) -> None:
    Round.objects.update(status=Round.Status.ABORTED, closed_on=None)


@on_sqlite
@pytest.mark.parametrize(
    "broken_off",
    [a_token_left, responses_not_counted, not_finished, abort_not_finished],
)
@whole
def test_answers_are_not_copied_before_their_close_is_finished(
    broken_off: Callable[[Round], None], tmp_path: Path
) -> None:
    broken_off(closed())
    said = run("backup", tmp_path)
    assert f"The close of {NAME} is not finished." in said
    assert names(tmp_path) == ["people.json", "people.sqlite3"]


@on_sqlite
@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, f"{'5e' * 16} is open."),
        ({"status": "closed", "receipt_key": "a key"}, f"The close of {'5e' * 16} is not finished"),
    ],
)
@whole
def test_answers_of_a_round_that_nobody_knows_are_not_copied(
    state: dict[str, str], said: str, tmp_path: Path
) -> None:
    CollectedRound.objects.create(id="5e" * 16, manifest={}, content={}, **state)
    assert said in run("backup", tmp_path)
    assert names(tmp_path) == ["people.json", "people.sqlite3"]


# What has to go


@on_sqlite
@whole
def test_who_had_answered_goes_at_the_close_and_is_asked_for_until_it_is_gone(
    tmp_path: Path,
) -> None:
    round_ = opened()
    answer(round_, 12)
    assert f"Destroy it, and every copy of it, when closed: {NAME}" in run("backup", tmp_path)
    (file,) = tmp_path.glob("people-*-field-period.sqlite3")
    assert str(file) not in run("retain")
    assert str(file) in run("close_round", NAME).partition("Destroy these backups of people")[2]
    run("backup", tmp_path)
    said = run("retain")
    assert str(file) in said.partition("They tell who had answered.")[2]
    (later,) = set(tmp_path.glob("people-*.sqlite3")) - {file}
    assert str(later) not in said
    file.unlink()
    assert "They tell who had answered" not in run("retain")


@on_sqlite
@whole
def test_an_aborted_round_names_them_too(tmp_path: Path) -> None:
    opened()
    run("backup", tmp_path)
    (file,) = tmp_path.glob("people-*-field-period.sqlite3")
    assert str(file) in run("abort_round", NAME, confirm="2027-spring")


@on_sqlite
@whole
def test_retention_day_names_the_copies_of_the_answers(tmp_path: Path) -> None:
    import_roster(data=roster(), actor="test")
    round_ = open_round(round=draft(), actor="test")  # today, as the backup is made
    answer(round_, 12)
    close_round(round=round_, actor="test")
    run("backup", tmp_path)
    release_round(round=round_, actor="test")
    (file,) = tmp_path.glob("answers-*.sqlite3")
    assert str(file) not in run("retain")
    Round.objects.update(released_on="2020-01-02")
    said = run("retain", dry_run=True)
    assert str(file) in said
    assert "people-" not in said
    file.rename(tmp_path / "elsewhere")
    said = run("retain")
    assert f"{file} (not there any more" in said


# What is refused


def backed_up(folder: Path) -> Path:
    """A people backup of a round, which is gone from the database afterwards."""
    opened()
    run("backup", folder)
    Round.objects.all().delete()
    CollectedRound.objects.all().delete()
    Programme.objects.all().delete()
    (file,) = folder.glob("people-*.sqlite3")
    return file


def described(file: Path, /, **changes: Any) -> None:
    description = file.with_suffix(".json")
    description.write_text(json.dumps(json.loads(description.read_text()) | changes))


def one_byte(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1] + b"?")


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as copy:
        copy.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('questionnaires', '9999_flying', '2099-01-01')"
        )
        copy.commit()
    described(file, sha256=sha256_of(file), versions={"candor": "9.9"})


def damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\x07" * 4096 * 3
    file.write_bytes(content)
    described(file, sha256=sha256_of(file))


def not_described(file: Path) -> None:
    file.with_suffix(".json").unlink()


def described_badly(file: Path) -> None:
    file.with_suffix(".json").write_text("[]")


def leading_elsewhere(file: Path) -> None:
    described(file, file=f"../{file.name}")


@on_sqlite
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (one_byte, "its SHA-256 differs"),
        (newer, r"a version of Candor \(9.9\).*questionnaires.9999_flying"),
        (damaged, "is damaged"),
        (not_described, "cannot be read"),
        (described_badly, "does not describe a backup"),
        (leading_elsewhere, "does not describe a backup"),
        (Path.unlink, "is not there"),
    ],
)
@whole
def test_a_file_that_cannot_be_trusted_is_not_restored(
    harm: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    file = backed_up(tmp_path)
    harm(file)
    with pytest.raises(CommandError, match=said):
        run("restore", file)
    assert not Round.objects.exists()


@on_sqlite
@whole
def test_rounds_are_never_replaced(tmp_path: Path) -> None:
    file = backed_up(tmp_path)
    opened("2028-spring")
    with pytest.raises(CommandError, match="holds rounds, which would be lost"):
        run("restore", file)
    assert Round.objects.get().code == "2028-spring"


@on_sqlite
@whole
def test_of_a_folder_the_newest_is_restored_and_none_of_two_of_a_day(tmp_path: Path) -> None:
    file = backed_up(tmp_path)
    older = tmp_path / "people-2020-01-01.json"
    older.write_bytes(file.with_suffix(".json").read_bytes())
    other = json.loads(older.read_text())
    older.write_text(json.dumps(other | {"made_on": "2020-01-01", "file": "not-there.sqlite3"}))
    opened("2028-spring")
    with pytest.raises(CommandError, match="holds rounds"):  # so the newer one was looked at
        run("restore", tmp_path)
    older.write_text(json.dumps(other))
    with pytest.raises(CommandError, match="are of the same day"):
        run("restore", tmp_path)
    with pytest.raises(CommandError, match="holds no backup of people"):
        run("restore", tmp_path.parent)


# On servers


def test_the_page_shows_the_lines_that_the_commands_print() -> None:
    page = (PROJECT / "docs" / "howto" / "back-up-and-restore.md").read_text()
    printed = [
        line.strip()
        for said in (on_postgresql(), ON_POSTGRESQL)
        for line in said.splitlines()
        if line.startswith("  pg_")
    ]
    assert len(printed) == 3
    assert [line for line in printed if f"\n{line}\n" not in page] == []


@pytest.mark.postgresql
@whole
def test_on_postgresql_nothing_pretends_to_be_a_backup(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing was backed up") as refused:
        run("backup", tmp_path / "backups")
    assert "--exclude-table-data=django_session" in str(refused.value)
    assert not (tmp_path / "backups").exists()
    with pytest.raises(CommandError, match="Nothing was restored"):
        run("restore", tmp_path)
