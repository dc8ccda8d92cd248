"""The commands: thin, exact about what is wrong, and safe to run again."""

from __future__ import annotations

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from questionnaires.models import Person, Round, StoredRelease
from questionnaires.services import erasing
from questionnaires.services.closing import close_round
from questionnaires.services.erasing import UnfinishedError
from questionnaires.services.releasing import release_round
from questionnaires.services.roster import import_roster
from surveyapp.management.commands import import_roster as import_roster_command
from tests.mail_server import print_mail
from tests.programs import environment
from tests.rounds import answer, answers_left, draft, opened, roster
from tests.workbooks import workbook

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
whole = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

NAME = "dx/2027-spring"
PROJECT = Path(__file__).resolve().parent.parent.parent


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


ROUND_COMMANDS = ["open_round", "close_round", "release_round", "invite"]


@pytest.mark.parametrize("command", ROUND_COMMANDS)
def test_an_unknown_round_names_what_exists(command: str) -> None:
    with pytest.raises(CommandError, match="There are no rounds yet"):
        run(command, "dx/never")
    draft()
    for name, said in (
        ("dx/never", r"dx has no round “never”. There are: dx/2027-spring \(draft\)"),
        ("never/2027-spring", "no programme “never”. There are: dx/2027-spring"),
        (
            "2027-spring",
            r"“2027-spring” names no round. Write PROGRAMME/ROUND: \S+ There are: dx/2027-spring",
        ),
    ):
        with pytest.raises(CommandError, match=said):
            run(command, name)


def test_databases_without_tables_are_named_and_not_traced_back(tmp_path: Path) -> None:
    for arguments in (["retain"], ["create_round", "dx/a", "--questions", "pulse"]):
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 1
        assert re.match(
            r"The databases are not ready \((no such table: |relation \S+ does not exist)",
            result.stderr,
        )
        assert "python manage.py migrate --database answers" in result.stderr
        assert "Traceback" not in result.stderr


# Rosters


def test_a_roster_file_is_imported_and_said(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(roster())
    assert "Nothing was changed: this was a dry run." in run("import_roster", file, "--dry-run")
    assert not Person.objects.exists()
    assert "38 people in roster.csv. 38 join." in run("import_roster", file)
    assert Person.objects.count() == 38
    assert "Nothing changes." in run("import_roster", file)


def test_a_dry_run_lists_who(tmp_path: Path) -> None:
    import_roster(data=roster({"Ops": 3, "Data": 1}), actor="test")
    file = tmp_path / "roster.csv"
    rows = ["Ops 1,ops-1@example.org,Data,", "Ops 3,ops-3@example.org,Ops,on leave"]
    rows += ["Data 1,data-1@example.org,Data,", "Cy,cy@example.org,Lab,"]
    file.write_text("\n".join(["name,mail,unit,standing", *rows]))
    said = run("import_roster", file, "--dry-run")
    assert "+ Cy, Lab\n- Ops 2, Ops\n> Ops 1, Ops → Data\n" in said
    assert "Go on leave: not asked in the next round:\n  Ops 3, staff → on leave\n" in said
    assert "1 joins, 1 leaves, 1 moves, 1 goes on leave. 1 unit is new." in said
    assert "Asked in the next round: 3 of 4." in said


def test_a_roster_that_shrinks_by_half_needs_a_flag(tmp_path: Path) -> None:
    import_roster(data=roster({"Ops": 4}), actor="test")
    file = tmp_path / "roster.csv"
    file.write_bytes(roster({"Ops": 2}))
    assert "To apply it: --confirm-shrink" in run("import_roster", file, "--dry-run")
    with pytest.raises(CommandError, match=r"(?s)2 of 4 people would leave.*--confirm-shrink"):
        run("import_roster", file)
    assert Person.objects.count() == 4
    assert "2 leave." in run("import_roster", file, "--confirm-shrink")
    assert Person.objects.count() == 2


def test_a_workbook_is_imported_and_other_sheets_are_named(tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    rows = [["name", "mail", "unit"], ["Ada", "ada@example.org", "Ops"]]
    file.write_bytes(workbook({"People": rows, "Old": []}))
    said = run("import_roster", file)
    assert "Not read: “Old”." in said
    assert "1 person in roster.xlsx. 1 joins." in said


def test_a_unit_is_renamed_and_an_unknown_one_is_named() -> None:
    import_roster(data=roster({"Ops/Build": 2}), actor="test")
    assert "Ops/Build is Lab/Build now. Lab is a new unit. Ops is retired" in run(
        "rename_unit", "Ops/Build", "Lab/Build"
    )
    with pytest.raises(CommandError, match=r"no unit “Ops/Build”. There are: Lab, Lab/Build\."):
        run("rename_unit", "Ops/Build", "Lab")
    with pytest.raises(CommandError, match="would be a cycle"):
        run("rename_unit", "Lab", "Lab/Build/Lab")


@whole
def test_a_person_is_deleted_and_what_stays_is_said() -> None:
    opened()
    said = run("delete_person", "OPS-build-1@example.org")
    assert "ops-build-1" not in said.lower()
    assert "Spring 2027 is open: an invitation without a name stays" in said
    assert not Person.objects.filter(mail="ops-build-1@example.org").exists()
    with pytest.raises(CommandError, match="Nobody has this mail address"):
        run("delete_person", "ops-build-1@example.org")


def test_a_bad_roster_says_file_row_and_column(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("name,mail,unit\nAda,ada,Ops\n")
    with pytest.raises(CommandError, match=r"roster.csv: Row 2, column mail: “ada” is not a mail"):
        run("import_roster", file)
    with pytest.raises(CommandError, match=r"never\.csv cannot be read: No such file"):
        run("import_roster", tmp_path / "never.csv")


def test_a_roster_of_200_megabytes_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "roster.csv"
    with file.open("wb") as sparse:
        sparse.truncate(import_roster_command.MAX_BYTES + 1)
    monkeypatch.setattr(Path, "read_bytes", None)
    with pytest.raises(CommandError, match="has 200 MB; a roster has at most 200 MB"):
        run("import_roster", file)


# A round from draft to release


@whole
def test_a_round_goes_from_draft_to_release() -> None:
    import_roster(data=roster(), actor="test")
    round_ = draft(kept_responses_days=0)
    said = run("open_round", NAME)
    assert "Product/Data + Search: 14 people (pooled: Product/Data, Product/Search)" in said
    assert "38 people are invited" in said
    round_.refresh_from_db()
    assert round_.manifest_sha256 in said
    answer(round_, 20)
    said = run("close_round", NAME)
    assert said.startswith("Stopping the acceptance of answers.\nCounting the answers")
    assert "The responses are destroyed" in said
    assert answers_left(round_) == (0, 0)
    said = run("release_round", NAME)
    assert StoredRelease.objects.get().sha256 in said
    assert "http://127.0.0.1:8000/results/dx/2027-spring/" in said
    assert StoredRelease.objects.get().sha256 in run("release_round", NAME)
    assert StoredRelease.objects.count() == 1


def test_opening_behind_one_link_says_the_link() -> None:
    round_ = draft(mode=Round.Mode.OPEN)
    assert f"/s/open/{round_.public_id}/" in run("open_round", NAME)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("open_round", "Import a roster"),
        ("close_round", "Open it first"),
        ("release_round", "nobody has answered"),
        ("invite", "while a round is open"),
    ],
)
@whole
def test_what_a_service_refuses_is_the_command_s_error(command: str, said: str) -> None:
    draft()
    with pytest.raises(CommandError, match=said):
        run(command, NAME)


# Mails


def test_invite_prints_mail_on_the_console_where_no_server_is_set(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    print_mail(settings)
    opened()
    run("invite", NAME)
    printed = capsys.readouterr().out
    assert printed.count("Subject: Developer experience, Spring 2027") == 38
    assert "http://127.0.0.1:8000/s/" in printed


# Rewriting


@whole
def test_rewriting_says_which_database_is_in_use_and_does_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_ = opened()
    answer(round_, 12)
    assert "Both databases are written anew" in run("rewrite_answers")
    assert answers_left(round_)[0] == 12
    tried = []

    def rewrite(alias: str) -> None:
        tried.append(alias)
        if alias == "answers":
            raise UnfinishedError("in use")

    for engine in ("sqlite", "postgresql"):
        monkeypatch.setattr(erasing, f"_erase_{engine}", rewrite)
    with pytest.raises(CommandError, match="“answers”, so it was not written anew"):
        run("rewrite_answers")
    assert tried == ["answers", "default"]


# Retention


@whole
def test_retain_says_what_goes_and_what_stays() -> None:
    assert "Nothing is kept" in run("retain")
    round_ = opened(kept_responses_days=1)
    answer(round_, 12)
    close_round(round=round_, actor="test")
    release_round(round=round_, actor="test")
    said = run("retain")
    assert "dx/2027-spring: keeps 12 responses until" in said
    # A day that has passed: released long ago.
    Round.objects.update(released_on="2020-01-01")
    said = run("retain", "--dry-run")
    assert "12 responses and the counts would be destroyed." in said
    opened_on = Round.objects.values_list("opened_on", flat=True).get()
    period = f"made between {opened_on} (opened) and {timezone.localdate()}"
    assert f"would have to be destroyed too: every backup of the answers database {period}" in said
    assert answers_left(round_)[0] == 12
    said = run("retain")
    assert "12 responses and the counts are destroyed." in said
    assert f"Destroy these too: every backup of the answers database {period}" in said
    assert f"single responses until {timezone.localdate()}" in said
    assert answers_left(round_)[0] == 0
    assert "Nothing is kept" in run("retain")
