"""Importing a past round: counted, gated, stored as a release, and not one response of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models import QuerySet

from analysis.estimates import Change, compare_items
from analysis.instrument import instrument_as_json
from analysis.release import Band, Hidden, Release, Shown, load_release
from questionnaires.formats.question_set_yaml import read_question_set
from questionnaires.models import (
    AuditEntry,
    CollectedRound,
    Programme,
    QuestionSet,
    QuestionSetVersion,
    Response,
    Round,
    StoredRelease,
)
from questionnaires.services.errors import ServiceError
from questionnaires.services.importing import ImportResult, import_round
from questionnaires.services.question_sets import start_next_version
from tests.instruments import all_scales

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

TODAY = date(2027, 5, 1)
MAPPING = """\
column,question,code,kind
q1,Releasing is easy.,deploy_ease,agreement
q2,What is your role?,,background
q3,What do you wish for?,,text
"""
#: One person with a role and words of their own: what must not be found anywhere.
LONER = "Lighthouse keeper"
WORDS = "Zebra crossings for deployments"
MAIL = "keeper@example.org"


def rows(good: int, bad: int) -> str:
    return (
        "q1,q2,q3,mail\n"
        + "Agree,Developer,,a@example.org\n" * good
        + "disagree ,Operator,,b@example.org\n" * bad
        + f"n/a,{LONER},{WORDS},{MAIL}\n"
    )


DATA = rows(30, 12)


def bring(code: str = "2026-spring", data: str = DATA, **more: Any) -> ImportResult:
    given = {
        "programme": "dx",
        "title": "Spring 2026",
        "mapping": MAPPING.encode(),
        "actor": "ann",
        "today": TODAY,
        "name": "round.csv",
        "mapping_name": "questions.csv",
    }
    return import_round(code=code, data=data.encode(), **{**given, **more})


def released(code: str = "2026-spring") -> Release:
    return load_release(StoredRelease.objects.get(round__code=code).content)


# What is there afterwards


def test_the_round_is_released_with_the_counts_of_everybody() -> None:
    result = bring(population=60, closed_on=date(2026, 4, 21))
    assert (result.total, result.created, result.skipped, result.problems) == (43, 43, 0, ())
    round_ = Round.objects.get(programme__code="dx", code="2026-spring")
    assert result.round == round_
    assert (round_.status, round_.mode, round_.population) == ("released", "imported", 60)
    assert (round_.closed_on, round_.released_on) == (date(2026, 4, 21), TODAY)
    assert round_.results_for == Round.ResultsFor.ROLES  # nobody was asked here
    release = released()
    assert (release.round.mode, release.round.closed_on) == ("imported", "2026-04-21")
    assert [group.path for group in release.groups] == [""]
    assert (release.organisation.answers, release.organisation.invited) == (43, 60)
    ease = release.organisation.items["deploy_ease"]
    assert isinstance(ease, Shown)
    assert (ease.counts.options["4"], ease.counts.options["2"]) == (30, 12)
    assert ease.counts.not_applicable == 1


def test_programme_version_and_log_are_there() -> None:
    bring()
    assert Programme.objects.get().title == "Dx"
    version = QuestionSetVersion.objects.get()
    assert (version.question_set.code, version.number, version.status) == (
        "dx-imported",
        1,
        "published",
    )
    assert version.instrument == released().instrument
    entry = AuditEntry.objects.get(action="import round")
    assert (entry.actor, entry.subject) == ("ann", "dx/2026-spring")
    assert entry.detail["responses"] == 43


def test_a_draft_of_the_same_questions_is_not_what_a_round_asked() -> None:
    bring("a")
    draft = start_next_version(version=QuestionSetVersion.objects.get(), actor="ann")
    bring("b")
    asked = {one.code: one.version for one in Round.objects.all()}
    assert asked["a"] == asked["b"]
    assert asked["b"].is_published
    assert draft.sha256 == asked["b"].sha256


def test_an_import_waits_for_whoever_begins_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    locked: list[type] = []
    lock = QuerySet.select_for_update

    def note(rows: QuerySet[Any], *args: Any, **more: Any) -> QuerySet[Any]:
        locked.append(rows.model)
        return lock(rows, *args, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", note)
    bring()
    assert QuestionSet in locked


def test_what_was_asked_can_be_exported() -> None:
    bring()
    version = QuestionSetVersion.objects.get()
    assert read_question_set(version.source, "x.yaml") == version.instrument


def test_categories_of_few_people_pass_the_gate_merged() -> None:
    bring()
    role = released().organisation.items["what_is_your_role"]
    assert isinstance(role, Shown)
    assert role.counts.options == {"developer": 30, "_other": 13}


def test_fewer_than_k_responses_release_nothing_but_that() -> None:
    bring(data=rows(2, 1))
    release = released()
    assert release.organisation.answers is None
    assert all(isinstance(cell, Hidden) for cell in release.organisation.items.values())
    assert release.instrument.item("what_is_your_role").scale.options == ()
    assert AuditEntry.objects.get(action="import round").detail["responses"] is None


def test_a_programme_that_is_there_is_kept() -> None:
    programme = Programme.objects.create(code="dx", title="Developer experience")
    bring()
    assert Round.objects.get().programme == programme
    assert QuestionSet.objects.get().title == "Developer experience, imported"


# No response is stored


def every_cell() -> Iterator[tuple[str, str, str]]:
    """Alias, table and value of every cell of both databases."""
    for alias in ("default", "answers"):
        connection = connections[alias]
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                for row in cursor.fetchall():
                    yield from ((alias, table, str(value)) for value in row)


def tables_with(text: str) -> set[tuple[str, str]]:
    return {(alias, table) for alias, table, value in every_cell() if text in value}


def rows_by_table() -> dict[tuple[str, str], int]:
    counts = {}
    for alias in ("default", "answers"):
        connection = connections[alias]
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
                counts[alias, table] = cursor.fetchone()[0]
    return counts


def test_the_scan_finds_a_response_that_is_stored() -> None:
    collected = CollectedRound.objects.create(id="1" * 32, manifest={}, content={})
    Response.objects.create(round=collected, answers={"what_is_your_role": LONER, "x": WORDS})
    assert tables_with(LONER) == tables_with(WORDS) == {("answers", "questionnaires_response")}


def test_no_table_of_either_database_holds_a_response() -> None:
    before = rows_by_table()
    bring()
    for secret in (LONER, "lighthouse", WORDS, MAIL, "example.org"):
        assert tables_with(secret) == set()
    after = rows_by_table()
    grown = {
        table: after[table] - before[table] for table in after if after[table] != before[table]
    }
    assert {table.partition("_")[2]: n for (alias, table), n in grown.items()} == {
        "programme": 1,
        "questionset": 1,
        "questionsetversion": 1,
        "round": 1,
        "storedrelease": 1,
        "auditentry": 2,  # the programme, the import
    }
    assert {alias for alias, _table in grown} == {"default"}


# Nothing is half-written


def test_a_dry_run_writes_nothing_and_tells_every_column() -> None:
    before = rows_by_table()
    result = bring(data=DATA.replace("disagree ", "nope"), dry_run=True)
    assert rows_by_table() == before
    assert (result.total, result.created, result.skipped, result.round) == (43, 0, 12, None)
    ease, role = result.columns
    assert (ease.column, ease.item, ease.kind) == ("q1", "deploy_ease", "agreement")
    assert (ease.matched["Agree"], ease.not_applicable, ease.blank) == (30, 1, 0)
    assert ease.unknown == (("nope", 12, "row 32 (line 32)"),)
    assert role.matched == {"Developer": 30, LONER: 1, "Operator": 12}
    assert result.unmapped == ("mail",)


def test_nothing_is_written_where_something_is_not_understood() -> None:
    before = rows_by_table()
    result = bring(data=DATA.replace("disagree ", "nope"))
    assert rows_by_table() == before
    assert (result.created, result.round) == (0, None)
    assert "'nope' (12 times)" in result.problems[0]


def test_what_is_not_understood_can_be_left_out() -> None:
    result = bring(data=DATA.replace("disagree ", "nope"), skip_unknown=True)
    assert (result.total, result.created, result.skipped) == (43, 43, 12)
    ease = released().organisation.items["deploy_ease"]
    # The thirty that are left gave one answer: told in full, it would be known of each.
    assert ease == Band(0.6, 1.0, 10)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"data": ""}, "round.csv is empty"),
        ({"data": 'q1\n"Agree'}, "never closed"),
        ({"mapping": b"column,kind\nq1,stars\n"}, "questions.csv, line 2: the kind 'stars'"),
        ({"mapping": b"column,kind\nq9,agreement\n"}, "no column 'q9'"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(more: dict[str, Any], words: str) -> None:
    before = rows_by_table()
    result = bring(**more, skip_unknown=True)
    assert words in result.problems[0]
    assert (result.total, rows_by_table()) == (0, before)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"code": "Spring 2026"}, "round code “Spring 2026”: A code has lower-case letters"),
        ({"programme": "D X"}, "programme code “D X”: A code has lower-case letters"),
        ({"title": "x" * 201}, "round title “xxx"),
        ({"code": "outcomes"}, "“outcomes” is the address of a page"),
        ({"population": 42}, "43 people answered, more than the 42"),
    ],
)
def test_a_wrong_fact_is_refused(more: dict[str, Any], words: str) -> None:
    before = rows_by_table()
    with pytest.raises(ServiceError, match=words):
        bring(**more)
    assert rows_by_table() == before


def test_the_same_round_again_is_refused_and_changes_nothing() -> None:
    bring()
    before = rows_by_table()
    for dry_run in (False, True):
        with pytest.raises(ServiceError, match=r"has a round 2026-spring already.*another round"):
            bring(data=rows(1, 40), dry_run=dry_run)
    assert rows_by_table() == before


# Rounds of one programme


def test_rounds_lie_by_their_last_day_and_before_what_is_not_released() -> None:
    bring("b", closed_on=date(2026, 4, 1))
    newest = Round.objects.get(code="b")
    Round.objects.create(
        programme=newest.programme, code="draft", title="x", position=2, version=newest.version
    )
    bring("a", closed_on=date(2025, 4, 1))
    bring("c", closed_on=date(2026, 10, 1))
    bring("d")
    order = Round.objects.order_by("position").values_list("code", "position")
    assert list(order) == [("a", 1), ("b", 2), ("c", 3), ("d", 4), ("draft", 5)]


def test_two_rounds_are_compared_by_question_where_one_has_no_code() -> None:
    bring("spring")
    without = MAPPING.replace("deploy_ease", "")
    bring("autumn", rows(12, 30), mapping=without.encode())
    compared = compare_items(released("spring"), released("autumn"))
    (change,) = [row for row in compared if isinstance(row, Change)]
    assert change.code == "deploy_ease"
    assert (change.before.counts[3], change.after.counts[3]) == (30, 12)


def test_a_past_round_is_compared_with_the_same_question_of_a_question_set() -> None:
    instrument = all_scales()
    item = next(one for one in instrument.items if one.scale.code == "agreement_5")
    programme = Programme.objects.create(code="dx", title="DX")
    version = QuestionSetVersion.objects.create(
        question_set=QuestionSet.objects.create(code="dx", title="DX"),
        number=1,
        content=instrument_as_json(instrument),
        sha256="0" * 64,
    )
    Round.objects.create(programme=programme, code="now", title="x", position=1, version=version)
    mapping = MAPPING.replace("Releasing is easy.,deploy_ease", f'"{item.text}",')
    bring(mapping=mapping.encode())
    imported = released().instrument.item(item.code)
    assert (imported.wording, imported.reverse) == (item.wording, item.reverse)
    assert imported.favourable == item.favourable


# The command


def command(folder: Path, *more: str, data: str = DATA) -> str:
    (folder / "round.csv").write_text(data)
    (folder / "questions.csv").write_text(MAPPING)
    out = StringIO()
    call_command(
        "import_round",
        str(folder / "round.csv"),
        "--questions",
        str(folder / "questions.csv"),
        "--programme",
        "dx",
        "--round",
        "2026-spring",
        *more,
        stdout=out,
    )
    return out.getvalue()


def test_the_command_imports(tmp_path: Path) -> None:
    out = command(tmp_path, "--closed-on", "2026-04-21", "--population", "60", "--title", "Spring")
    assert "43 responses counted into dx/2026-spring" in out
    assert "No response is stored" in out
    round_ = Round.objects.get()
    assert (round_.title, round_.population) == ("Spring", 60)


def test_the_dry_run_tells_per_column_what_matched_and_what_did_not(tmp_path: Path) -> None:
    out = command(tmp_path, "--dry-run", "--skip-unknown", data=DATA.replace("disagree ", "nope"))
    assert "q1 (agreement) -> deploy_ease\n  matched 30 (Agree: 30)\n" in out
    assert "not applicable 1, blank 0" in out
    assert "not understood: 'nope', 12 times, first in row 32 (line 32)" in out
    assert "Not in the mapping, not read: mail" in out
    assert out.endswith("Dry run: nothing was written.\n")
    assert not Round.objects.exists()


def test_a_dry_run_fits_in_80_columns(tmp_path: Path) -> None:
    options = [f"Answer number {n} of many" for n in range(9)]
    data = "\n".join(["which", *options * 4, '"Answer number 1 of many, Answer number 2 of many"'])
    (tmp_path / "more.csv").write_text("column,kind\nwhich,multiple\n")
    (tmp_path / "answers.csv").write_text(data)
    out = StringIO()
    call_command(
        "import_round", tmp_path / "answers.csv", "--questions", tmp_path / "more.csv",
        "--programme", "dx", "--round", "2026-spring", "--dry-run", stdout=out,
    )  # fmt: skip
    assert "  matched 38 choices (" in out.getvalue()
    assert "Answer number 8 of many: 4" in " ".join(out.getvalue().split())
    assert max(map(len, out.getvalue().splitlines())) <= 80


def test_a_dry_run_that_would_fail_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--skip-unknown"):
        command(tmp_path, "--dry-run", data=DATA.replace("disagree ", "nope"))


def test_the_command_explains_what_it_refuses(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"'nope' \(12 times\)(.|\n)*Nothing was written"):
        command(tmp_path, data=DATA.replace("disagree ", "nope"))
    with pytest.raises(CommandError, match=r"round\.csv is empty"):
        command(tmp_path, "--skip-unknown", data="")
    command(tmp_path)
    with pytest.raises(CommandError, match="already"):
        command(tmp_path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.csv cannot be read"):
        call_command(
            "import_round",
            str(tmp_path / "none.csv"),
            f"--questions={tmp_path / 'none.csv'}",
            "--programme=dx",
            "--round=a",
        )


# The three State of Haskell rounds

PROJECT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("CANDOR_SHARED_DIR", PROJECT.parent / "shared"))
ROUNDS = SHARED / "data" / "state-of-haskell"
REFERENCE = PROJECT / "tests" / "reference" / "state_of_haskell.published.json"


@pytest.mark.skipif(
    not ROUNDS.is_dir() and os.environ.get("CANDOR_SHARED") != "1",
    reason=f"the three rounds are not in {ROUNDS}",
)
def test_three_real_rounds_are_released_as_published() -> None:
    published = json.loads(REFERENCE.read_text("utf-8"))["counts"]
    for year in ("2018", "2019", "2020"):
        result = bring(
            year,
            (ROUNDS / f"{year}.csv").read_text("utf-8"),
            mapping=(ROUNDS / f"{year}.questions.csv").read_bytes(),
        )
        assert result.problems == ()
        release = released(year)
        for item in release.instrument.items:
            cell = release.organisation.items[item.code]
            assert isinstance(cell, Shown)
            if not item.attribute:
                labels = {option.code: option.label for option in item.scale.options}
                counts = {labels[code]: n for code, n in cell.counts.options.items()}
                assert counts == published[year][item.text]
    changes = compare_items(released("2018"), released("2020"))
    assert sum(isinstance(row, Change) for row in changes) == 24
