"""Bringing in a past round where the hidden fields, or the answers themselves, are hostile."""

from __future__ import annotations

import csv
import io
import logging
from html import unescape
from typing import Any
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.test import Client, override_settings

from analysis.sources import proposals
from questionnaires.models import ImportMapping, Round
from surveyapp.logs import HideRespondents
from surveyapp.views import past_rounds
from tests import past_round_files as files
from tests.forms_in_pages import form_of
from tests.stored import logged_in, persona
from tests.surveyapp.views.test_past_rounds import (
    FACTS,
    START,
    bring,
    heading,
    html_of,
    send,
    upload,
)

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

STEPS = ("columns/", "labels/", "check/", "confirm/")
MAPPING = "column,kind\r\nq1,agreement\r\n"


def post(step: str, *, table: str, mapping: str = MAPPING, **more: str) -> Any:
    given = {**FACTS, "table": table, "mapping": mapping, **more}
    return logged_in("analyst").post(f"{START}{step}", given)


def refused(response: Any) -> str:
    """What the first page says of it."""
    assert response.status_code == 422
    assert heading(response) == "Bring in a past round"
    assert not Round.objects.exists()
    return unescape(html_of(response))


# Sizes


@pytest.mark.parametrize("step", STEPS)
def test_what_a_page_carries_is_as_small_as_what_is_uploaded(step: str) -> None:
    table = "q1\r\n" + "Agree\r\n" * 120_000
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1024 * 1024):
        response = post(step, table=table)
    assert "the file has 0.8 MB; a file may have 0.8 MB here" in refused(response)


@pytest.mark.parametrize("step", STEPS[:3])
def test_what_a_page_carries_has_no_more_columns_than_are_matched(step: str) -> None:
    names = ",".join(f"q{n}" for n in range(1, 302))
    response = post(step, table=f"{names}\r\n{',' * 300}\r\n")
    assert "The file has 301 columns with answers" in refused(response)


def test_a_file_of_many_columns_is_refused_before_anything_is_proposed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    propose = Mock(return_value=())
    monkeypatch.setattr(proposals, "propose_columns", propose)
    names = ",".join(f"q{n}" for n in range(301))
    response = upload(f"{names}\n{','.join(['Agree'] * 301)}\n".encode())
    assert "The file has 301 columns with answers" in refused(response)
    propose.assert_not_called()


@pytest.mark.parametrize("step", ["labels/", "check/"])
def test_nothing_is_proposed_for_more_labels_than_anybody_reads(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    propose = Mock(return_value=())
    monkeypatch.setattr(proposals, "propose_labels", propose)
    table = "q1\r\n" + "".join(f"Label {n}\r\n" for n in range(1_501))
    response = post(step, table=table, again="yes")
    assert "1501 labels match no option" in refused(response)
    propose.assert_not_called()


# Words of one person


def test_words_behind_other_are_not_kept() -> None:
    words = "Other: my manager Ann Smith shouts at me daily"
    data = files.google_forms().replace(b"Strongly disagree", words.encode(), 1)
    page = send(upload(data), **{"c0-kind": "single", "c0-options": "\n".join(OPTIONS)})
    assert heading(page) == "What the labels mean"
    assert form_of(html_of(page))[1]["label-0"] == "Other"
    send(send(page))
    kept = ImportMapping.objects.get().content
    assert files.EASE in kept
    assert "Ann Smith" not in kept


OPTIONS = (*files.LEVELS, "Other")


# Formulas


def test_no_cell_of_the_mapping_is_a_formula() -> None:
    formula = '=HYPERLINK("https://example.org","x")'
    mapping = io.StringIO(newline="")
    csv.writer(mapping).writerows([
        ["column", "kind", "labels"],
        ["-q1", "agreement", f"{formula} => Agree"],
    ])  # fmt: skip
    response = logged_in("analyst").post(f"{START}mapping.csv", {"mapping": mapping.getvalue()})
    assert response.status_code == 200
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row for row in rows if row[0] == "'-q1"]
    assert f"'{formula} => Agree" in rows[1]


def test_a_column_called_like_a_formula_comes_in() -> None:
    answers = "".join(f"{'Agree' if n % 2 else 'Disagree'}\r\n" for n in range(20))
    response = bring(f"-Easy?\r\n{answers}".encode())
    assert response.status_code == 302
    assert "'-Easy?" in ImportMapping.objects.get().content
    page = upload(f"-Easy?\r\n{answers}".encode(), programme="engineering", title="Autumn 2026")
    assert heading(page) == "What would come in"


# Signs


def test_a_raised_number_is_no_error() -> None:
    answers = "10²\r\n" * 6 + "10\r\n" * 6
    assert bring(f"Team size\r\n{answers}".encode()).status_code == 302


@pytest.mark.parametrize(
    "field",
    [
        "programme", "programme_title", "title", "code", "closed_on", "population", "version",
        "preset", "table", "mapping", "again", "c0-match", "c0-question", "c0-kind", "c0-options",
        "label-0",
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", [*STEPS, "mapping.csv"])
def test_a_nul_character_is_no_error(step: str, field: str) -> None:
    given = {
        **FACTS, "table": "q1\r\nSort of\r\nAgree\r\n", "mapping": MAPPING, "c0-match": "+",
        "c0-question": "Easy?", "c0-kind": "agreement", "label-0": "skip",
    }  # fmt: skip
    given[field] = f"{given.get(field, '')}\0"
    response = logged_in("analyst").post(f"{START}{step}", given)
    assert response.status_code in {200, 302, 422}
    for one in Round.objects.all():
        assert "\0" not in f"{one.title}{one.code}{one.programme.title}{one.version.source}"


# Logs


def test_an_error_tells_no_answer_to_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_given: object) -> None:
        raise ValueError(files.OWN_WISH)

    monkeypatch.setattr(past_rounds, "labels_to_match", fail)
    client = Client(raise_request_exception=False)
    client.force_login(persona("analyst"))
    given = {**FACTS, "table": "q1\r\nAgree\r\n", "mapping": MAPPING}
    assert client.post(f"{START}check/", given).status_code == 500
    hide, written = HideRespondents(), logging.Formatter()
    told = [written.format(one) for one in caplog.records if hide.filter(one)]
    assert told == ["Bringing in a past round failed: ValueError"]
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["respondents"]


# From one page to the other


def test_answers_and_questions_of_another_tool_lead_to_each_other() -> None:
    analyst = html_of(logged_in("admin").get(START))
    assert 'href="/question-sets/import/"' in analyst
    assert f'href="{START}"' in html_of(logged_in("admin").get("/question-sets/import/"))


def test_nobody_is_led_to_a_page_that_is_not_theirs() -> None:
    assert 'href="/question-sets/import/"' not in html_of(logged_in("analyst").get(START))


def test_crumbs_are_divided_as_on_other_pages() -> None:
    page = upload(files.google_forms())
    for one in (page, send(page)):
        assert f'Rounds</a> · <a href="{START}">' in html_of(one)
