"""Bringing in a past round page by page: exact counts, nothing about people, and once is enough."""

from __future__ import annotations

import csv
import io
import logging
import os
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from analysis.release import Release, Shown, load_release
from analysis.sources.labels import SCALES
from analysis.sources.mapping import CHOICES
from questionnaires.models import ImportMapping, Response, Round, StoredRelease
from surveyapp.views.past_round_forms import KINDS, LISTED
from tests import past_round_files as files
from tests.forms_in_pages import form_of
from tests.past_round_files import DOCS, EASE, MATRIX, ROLE, TOOLS
from tests.rounds import everything_stored
from tests.stored import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PROJECT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("CANDOR_SHARED_DIR", PROJECT.parent / "shared"))
ROUNDS = SHARED / "data" / "state-of-haskell"
START = "/past-rounds/import/"
FACTS = {"programme": "", "programme_title": "Engineering", "title": "Spring 2026"}
FILES = {
    "qualtrics": ("round.csv", files.qualtrics()),
    "surveymonkey": ("round.csv", files.surveymonkey()),
    "limesurvey": ("results.csv", files.limesurvey("text")),
    "limesurvey-codes": ("results.csv", files.limesurvey("both", codes=True)),
    "google-forms": ("form.csv", files.google_forms()),
    "microsoft-forms": ("form.xlsx", files.microsoft_forms()),
}


def upload(data: bytes, name: str = "round.csv", **facts: str) -> Any:
    given = {**FACTS, **facts, "file": SimpleUploadedFile(name, data)}
    return logged_in("analyst").post(f"{START}columns/", given)


def html_of(response: Any) -> str:
    return str(response.content.decode())


def heading(response: Any) -> str:
    return unescape(html_of(response).partition("<h1>")[2].partition("</h1>")[0])


def send(response: Any, to: str = "", **changed: str) -> Any:
    """Send the form of a page, as it is but for what was changed."""
    action, fields = form_of(html_of(response))
    return logged_in("analyst").post(to or action, {**fields, **changed})


def column_number(response: Any, column: str) -> int:
    """Where the column stands among the fields of the page."""
    before = unescape(html_of(response)).partition(f"<legend><bdi>{column}</bdi>")[2]
    return int(before.partition("-match")[0].rpartition("c")[2])


def bring(data: bytes, name: str = "round.csv", **facts: str) -> Any:
    """All steps, as proposed. The two statements are agreement where nothing says so."""
    page = upload(data, name, **facts)
    assert heading(page) == "What the columns ask"
    fields = form_of(html_of(page))[1]
    changed = {
        key.replace("-match", "-kind"): "agreement"
        for key in fields
        if key.endswith("-match") and any(
            words in fields[key.replace("-match", "-question")] for words in (EASE, DOCS)
        )
    }  # fmt: skip
    page = send(page, **changed)
    if heading(page) == "What the labels mean":
        page = send(page)
    assert heading(page) == "What would come in"
    return send(page)


def released(code: str = "spring-2026") -> Release:
    return load_release(StoredRelease.objects.get(round__code=code).content)


def counts(release: Release, question: str) -> dict[str, int]:
    (item,) = [one for one in release.instrument.items if one.text == question]
    cell = release.organisation.items[item.code]
    assert isinstance(cell, Shown)
    labels = {option.code: option.label for option in item.scale.options}
    return {labels.get(code, code): n for code, n in cell.counts.options.items()}


def stored() -> str:
    return everything_stored("default") + everything_stored("answers")


# The journey


@pytest.mark.parametrize("tool", FILES)
def test_the_file_of_a_tool_comes_in_with_exact_counts(tool: str) -> None:
    name, data = FILES[tool]
    response = bring(data, name, population="60", closed_on="2026-03-06")
    assert response.status_code == 302
    assert response["Location"] == "/results/engineering/spring-2026/"
    round_ = Round.objects.get()
    assert (round_.mode, round_.population, round_.programme.title) == (
        "imported", 60, "Engineering",
    )  # fmt: skip
    release = released()
    assert release.organisation.answers == 40
    texts = {item.text for item in release.instrument.items}
    (ease,) = [text for text in texts if EASE in text]
    (docs,) = [text for text in texts if DOCS in text]
    assert counts(release, ease) == files.EASE_COUNTS
    assert counts(release, docs) == files.DOCS_COUNTS
    (tools,) = [text for text in texts if text.startswith(TOOLS)]
    shown = counts(release, tools)
    assert (shown["Git"], shown["Docker, Compose"]) == (32, 20)
    if tool in {"google-forms", "microsoft-forms"}:
        assert shown["_other"] == 11  # ten for Make, and the words of one person
    else:
        assert (shown["Make"], shown.get("Other", shown.get("Other (please specify)"))) == (10, 1)
    (role,) = [text for text in texts if text.startswith(ROLE)]
    if tool != "limesurvey-codes":  # A1 and A2 there
        assert counts(release, role)["Developer"] == 27


@pytest.mark.parametrize("tool", FILES)
def test_nothing_about_people_stays_anywhere(
    tool: str, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    before = {path: path.stat().st_mtime_ns for path in Path(settings.DATA_DIR).rglob("*")}
    name, data = FILES[tool]
    first = html_of(upload(data, name))
    bring(data, name)
    results = html_of(logged_in("analyst").get("/results/engineering/spring-2026/"))
    cells = stored()
    assert "spring-2026" in cells
    assert not Response.objects.exists()
    own = {files.OWN_TOOL, files.OWN_ROLE}
    for secret in files.secrets():
        assert secret not in cells
        assert secret not in results
        assert secret not in caplog.text
        if (
            secret not in own
        ):  # a choice in the words of one person is an answer until it is counted
            assert secret not in first, secret
    new = {path for path in Path(settings.DATA_DIR).rglob("*") if path not in before}
    assert not [path for path in new if path.is_file() and b"secret.example" in path.read_bytes()]


def test_the_second_file_is_matched_like_the_first_without_a_question() -> None:
    bring(FILES["limesurvey-codes"][1], "results.csv")
    page = upload(FILES["limesurvey-codes"][1], programme="engineering", title="Autumn 2026")
    assert heading(page) == "What would come in"
    assert send(page).status_code == 302
    ease = f"{MATRIX} [{EASE}]"
    again = {item.code for item in released("autumn-2026").instrument.items}
    assert again == {item.code for item in released().instrument.items}
    (text,) = [item.text for item in released("autumn-2026").instrument.items if EASE in item.text]
    assert text in {EASE, ease}
    assert counts(released("autumn-2026"), text) == files.EASE_COUNTS


def test_of_the_second_file_only_what_is_new_is_asked() -> None:
    bring(files.qualtrics())
    data = files.qualtrics().replace(DOCS.encode(), b"Our pipelines are quick.")
    page = upload(data, programme="engineering", title="Autumn 2026")
    assert heading(page) == "What the columns ask"
    html = html_of(page)
    assert "3 columns as last time" in html
    asked, kept = html.split("3 columns as last time")
    assert "Our pipelines are quick." in asked
    assert f"<legend><bdi>{ROLE}" not in asked
    assert f"<legend><bdi>{ROLE}" in kept


def test_labels_in_the_words_of_few_are_not_kept() -> None:
    data = files.google_forms().replace(b"Strongly disagree", b"No says Quentin", 1)
    bring(data)
    kept = ImportMapping.objects.get()
    assert kept.preset == "google-forms"
    assert EASE in kept.content
    assert "Quentin" not in kept.content
    assert "Quentin" not in stored()


def test_a_label_becomes_what_somebody_says() -> None:
    data = files.google_forms().replace(b"Strongly disagree", b"Never ever")
    page = send(upload(data), **{"c0-kind": "agreement"})
    assert heading(page) == "What the labels mean"
    assert "8 times" in html_of(page)
    page = send(page, **{"label-0": "Strongly disagree"})
    assert heading(page) == "What would come in"
    send(page)
    (ease,) = [item.text for item in released().instrument.items if EASE in item.text]
    assert counts(released(), ease) == files.EASE_COUNTS
    assert "Never ever => Strongly disagree" in ImportMapping.objects.get().content


def test_labels_can_be_said_again_before_the_round_comes_in() -> None:
    data = files.google_forms().replace(b"Strongly disagree", b"Never ever")
    page = send(send(upload(data), **{"c0-kind": "agreement"}), **{"label-0": "skip"})
    assert "8 answers are left out." in html_of(page)
    page = send(page, f"{START}labels/", again="yes")
    assert heading(page) == "What the labels mean"
    assert form_of(html_of(page))[1]["label-0"] == "skip"
    page = send(page, **{"label-0": "Strongly disagree"})
    assert "left out." not in html_of(page)


def test_columns_can_be_changed_before_the_round_comes_in() -> None:
    page = send(upload(files.google_forms()))
    page = send(page, f"{START}columns/")
    assert heading(page) == "What the columns ask"
    number = column_number(page, ROLE)
    page = send(page, **{f"c{number}-match": ""})
    assert ROLE not in html_of(page).partition("<h1>")[2].partition("<form")[0]
    send(page)
    assert ROLE not in {item.text for item in released().instrument.items}


def test_a_column_that_asks_what_was_asked_becomes_that_question() -> None:
    bring(files.google_forms())
    page = upload(files.microsoft_forms(), "f.xlsx", programme="engineering", title="Autumn 2026")
    number = column_number(page, ROLE)
    code = form_of(html_of(page))[1][f"c{number}-match"]
    assert code == "what_is_your_role"
    assert "the same words" in html_of(page)


def test_options_that_were_learned_are_told_only_where_five_people_chose_them() -> None:
    page = send(upload(files.google_forms()))
    told = html_of(page).partition("<h1>")[2].partition("<form")[0]
    assert "Developer" in told
    assert "answers that few people gave" in told
    assert files.OWN_ROLE not in told
    assert files.OWN_TOOL not in told


def test_a_group_below_k_is_never_in_the_release() -> None:
    bring(files.google_forms())
    content = StoredRelease.objects.get().content
    content = content if isinstance(content, str) else bytes(content).decode()
    assert "Developer" in content
    assert files.OWN_ROLE not in content
    assert files.OWN_TOOL not in content


def test_fewer_than_k_responses_release_nothing() -> None:
    lines = files.google_forms().splitlines(keepends=True)
    page = send(upload(b"".join(lines[:4])))
    if heading(page) == "What the labels mean":
        page = send(page)
    assert "with fewer than 5 responses nothing of it is shown" in html_of(page)
    send(page)
    assert released().organisation.answers is None


def test_the_mapping_can_be_taken_to_the_command() -> None:
    page = send(upload(files.google_forms()))
    response = send(page, f"{START}mapping.csv")
    assert response["Content-Disposition"] == 'attachment; filename="mapping.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["column"] for row in rows][-2:] == [TOOLS, ROLE]


def test_nothing_is_written_before_the_last_step() -> None:
    send(upload(files.google_forms()))
    assert not Round.objects.exists()
    assert not ImportMapping.objects.exists()


def test_pages_with_answers_are_kept_by_no_browser() -> None:
    assert "no-store" in upload(files.google_forms())["Cache-Control"]


# By command


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_round", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_reads_a_tool_s_file_with_the_mapping_of_the_page(tmp_path: Path) -> None:
    bring(files.microsoft_forms(), "form.xlsx")
    file = tmp_path / "form.xlsx"
    file.write_bytes(files.microsoft_forms())
    out = run(str(file), "--preset", "microsoft-forms", "--saved-mapping",
              "--programme", "engineering", "--round", "again")  # fmt: skip
    assert "40 responses counted into engineering/again" in out
    assert counts(released("again"), EASE) == files.EASE_COUNTS


def test_the_command_keeps_its_mapping_for_the_page(tmp_path: Path) -> None:
    file, mapping = tmp_path / "round.csv", tmp_path / "mapping.csv"
    file.write_bytes(files.qualtrics())
    mapping.write_text(f"column,kind\n{ROLE},background\n{TOOLS},ignore\n")
    run(str(file), "--preset", "qualtrics", "--questions", str(mapping),
        "--programme", "engineering", "--round", "first")  # fmt: skip
    html = html_of(upload(files.qualtrics(), programme="engineering"))
    assert "2 columns as last time" in html


def test_the_command_says_what_a_saved_mapping_needs(tmp_path: Path) -> None:
    file = tmp_path / "round.csv"
    file.write_bytes(files.qualtrics())
    given = [str(file), "--saved-mapping", "--programme", "dx", "--round", "first"]
    with pytest.raises(CommandError, match="--saved-mapping needs --preset"):
        run(*given)
    with pytest.raises(CommandError, match="no mapping is kept"):
        run(*given, "--preset", "qualtrics")


# Three real rounds


@pytest.mark.skipif(
    not ROUNDS.is_dir() and os.environ.get("CANDOR_SHARED") != "1",
    reason=f"the three rounds are not in {ROUNDS}",
)
@pytest.mark.parametrize("year", ["2018", "2019"])
def test_a_real_round_by_the_page_gives_the_counts_that_were_published(year: str) -> None:
    page = send(upload((ROUNDS / f"{year}.csv").read_bytes(), f"{year}.csv", title=year))
    if heading(page) == "What the labels mean":
        page = send(page)
    assert send(page).status_code == 302
    with (ROUNDS / f"{year}.published.csv").open(encoding="utf-8-sig") as file:
        expected = [
            (row["question"], row["answer"], int(row["count"])) for row in csv.DictReader(file)
        ]
    assert len(expected) == 24 * 5
    release = released(year)
    for question, answer, count in expected:
        assert counts(release, question)[answer] == count, (question, answer)


# Refused


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "round.csv", "is empty"),
        (b"PK\x03\x04 no workbook", "round.xlsx", "The file is damaged"),
        (files.microsoft_forms()[:3000], "round.xlsx", "The file is damaged"),
        ("Timestamp,Müll\n1,2\n".encode("latin-1"), "round.csv", "is not UTF-8"),
        (files.google_forms() + b"a,b\r\n", "round.csv", "2 cells"),
        (b"c," * 99_999 + b"c\n", "round.csv", "100000 columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    data: bytes, name: str, said: str
) -> None:
    response = upload(data, name)
    assert response.status_code == 422
    assert heading(response) == "Bring in a past round"
    assert said in unescape(html_of(response))
    assert 'value="Spring 2026"' in html_of(response)


def test_a_workbook_that_unpacks_to_far_more_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 20_000_000)
    response = upload(content.getvalue(), "form.xlsx")
    assert response.status_code == 422
    assert "unpacks to" in unescape(html_of(response))


def test_what_a_label_holds_is_text_on_the_page() -> None:
    data = files.google_forms().replace(b"Strongly disagree", b"<script>alert(1)</script>")
    page = send(upload(data), **{"c0-kind": "agreement"})
    assert heading(page) == "What the labels mean"
    assert "&lt;script&gt;alert(1)" in html_of(page)
    assert "<script>alert(1)" not in html_of(page)


def test_without_a_file_the_page_says_so() -> None:
    response = logged_in("analyst").post(f"{START}columns/", FACTS)
    assert response.status_code == 422
    assert "No file is chosen" in html_of(response)


def test_a_round_that_is_there_is_refused() -> None:
    bring(files.google_forms())
    page = upload(files.google_forms(), programme="engineering")
    assert page.status_code == 422
    assert "has a round spring-2026 already" in unescape(html_of(page))


def test_two_columns_cannot_be_the_same_question() -> None:
    bring(files.google_forms())
    page = upload(files.qualtrics(), programme="engineering", title="Autumn 2026")
    code = "what_is_your_role"
    numbers = [column_number(page, ROLE), column_number(page, TOOLS)]
    page = send(page, **{f"c{number}-match": code for number in numbers})
    assert page.status_code == 422
    assert "2 columns have the code" in html_of(page)


def test_a_new_question_needs_its_text() -> None:
    page = send(upload(files.google_forms()), **{"c0-question": " "})
    assert page.status_code == 422
    assert "Write the question that was asked." in html_of(page)


def test_all_columns_left_out_is_nothing_to_bring_in() -> None:
    page = upload(files.google_forms())
    fields = form_of(html_of(page))[1]
    page = send(page, **{name: "" for name in fields if name.endswith("-match")})
    assert page.status_code == 422
    assert "maps no column whose answers are counted" in html_of(page)


@pytest.mark.parametrize("step", ["columns", "labels", "check", "confirm"])
def test_what_a_page_carries_is_checked_anew(step: str) -> None:
    given = {**FACTS, "table": "no,table\r\n1", "mapping": "x"}
    assert logged_in("analyst").post(f"{START}{step}/", given).status_code == 422
    assert not Round.objects.exists()


@pytest.mark.parametrize("step", ["columns/", "labels/", "check/", "confirm/", "mapping.csv"])
def test_a_step_without_what_came_before_leads_to_the_first(step: str) -> None:
    response = logged_in("analyst").get(f"{START}{step}")
    assert response["Location"] == START


def test_every_kind_of_a_mapping_file_can_be_chosen() -> None:
    assert set(KINDS) == {*SCALES, *CHOICES}
    assert set(LISTED) == set(CHOICES)
