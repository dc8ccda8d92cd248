"""Presets: the file of each tool as plain columns with the same counts, and no metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from analysis.dataset import DatasetError
from analysis.instrument import Item
from analysis.sources.labels import SCALES
from analysis.sources.mapping import read_mapping, write_mapping
from analysis.sources.pastrounds import ColumnMatch, match_past_round
from analysis.sources.plain import PlainTable
from analysis.sources.presets import read_preset
from analysis.sources.proposals import (
    Sureness,
    propose_columns,
    propose_labels,
    with_labels,
)
from tests import past_round_files as files
from tests.past_round_files import DOCS, EASE, MATRIX, ROLE, TOOLS, WISH

ASKED = {
    "ease": Item("ease", EASE, SCALES["agreement"], construct="flow"),
    "docs": Item("docs", DOCS, SCALES["agreement"], construct="flow"),
}
BOTH = {EASE: f"{MATRIX} [{EASE}]", DOCS: f"{MATRIX} [{DOCS}]"}
ONE = {EASE: EASE, DOCS: DOCS}


def matched(plain: PlainTable) -> Mapping[str, ColumnMatch]:
    """Every column by its name, as proposed, labels too."""
    mapping = tuple(one.mapped for one in propose_columns(plain, ASKED, {}))
    past = match_past_round(plain.table, mapping, "it", asked=ASKED)
    labels = {(one.column, one.label): one.becomes for one in propose_labels(past)}
    mapping = read_mapping(write_mapping(with_labels(mapping, labels)), "it")
    past = match_past_round(plain.table, mapping, "it", asked=ASKED)
    assert past.problems == ()
    return {one.mapped.column: one for one in past.columns}


CSV_FILES = {
    "qualtrics": (files.qualtrics(), BOTH),
    "surveymonkey": (files.surveymonkey(), BOTH),
    "limesurvey": (files.limesurvey("text"), BOTH),
    "google-forms": (files.google_forms(), BOTH),
}


@pytest.mark.parametrize("preset", CSV_FILES)
def test_the_file_of_a_tool_is_recognised_and_counted_exactly(preset: str) -> None:
    data, names = CSV_FILES[preset]
    plain = read_preset(data, "round.csv")
    assert plain.preset == preset
    columns = matched(plain)
    assert set(columns) == {names[EASE], names[DOCS], TOOLS, ROLE}
    assert dict(columns[names[EASE]].matched) == files.EASE_COUNTS
    assert dict(columns[names[DOCS]].matched) == files.DOCS_COUNTS
    assert columns[names[DOCS]].blank == files.DOCS_BLANK
    assert (columns[names[EASE]].item.code, columns[names[DOCS]].item.code) == ("ease", "docs")
    own = preset == "google-forms"  # where "Other" is what people wrote
    tools, roles = dict(columns[TOOLS].matched), dict(columns[ROLE].matched)
    given = {files.OWN_TOOL: 1} if own else {"Other": 1}
    if preset == "surveymonkey":
        given = {"Other (please specify)": 1} if "Other (please specify)" in tools else given
    assert tools == {"Git": 32, "Docker, Compose": 20, "Make": 10, **given}
    assert roles == {"Developer": 27, "Operator": 12, (files.OWN_ROLE if own else "Other"): 1}


@pytest.mark.parametrize("preset", CSV_FILES)
def test_what_says_who_answered_is_named_and_not_kept(preset: str) -> None:
    plain = read_preset(CSV_FILES[preset][0], "round.csv")
    assert len(plain.metadata) >= 2
    kept = repr(plain.table)
    for secret in files.secrets():
        if preset == "google-forms" and secret in {files.OWN_TOOL, files.OWN_ROLE}:
            continue  # a choice of their own among the choices, which the gate forgets
        assert secret not in kept
    assert any(WISH in name for name in plain.words)


def test_a_preview_of_the_authors_is_no_response() -> None:
    plain = read_preset(files.qualtrics(), "round.csv")
    assert (plain.previews, len(plain.table)) == (1, 40)


def test_rows_are_counted_as_the_spreadsheet_counts_them() -> None:
    assert read_preset(files.qualtrics(), "round.csv").table.place(0) == "row 4 (line 4)"


def test_numbers_instead_of_words_from_qualtrics_give_the_same_counts() -> None:
    columns = matched(read_preset(files.qualtrics(numeric=True), "round.csv"))
    assert dict(columns[BOTH[EASE]].matched) == files.EASE_COUNTS
    assert dict(columns[TOOLS].matched) == files.TOOL_COUNTS


def test_tabs_in_utf_16_from_qualtrics_give_the_same_counts() -> None:
    text = files.qualtrics(delimiter="\t").decode("utf-8-sig")
    columns = matched(read_preset(text.encode("utf-16"), "round.tsv"))
    assert dict(columns[BOTH[EASE]].matched) == files.EASE_COUNTS


@pytest.mark.parametrize("headings", ["code", "both"])
def test_answer_codes_of_limesurvey_become_the_options_of_their_places(headings: str) -> None:
    plain = read_preset(files.limesurvey(headings, codes=True), "round.csv")
    assert plain.preset == "limesurvey"
    names = [column.name for column in plain.columns]
    mapping = tuple(one.mapped for one in propose_columns(plain, ASKED, {}))
    if headings == "code":  # nobody could know what is asked; somebody says so
        assert names == ["agree [SQ001]", "agree [SQ002]", "tools", "role"]
        mapping = (
            replace(mapping[0], kind="as-asked", code="ease"),
            replace(mapping[1], kind="as-asked", code="docs"),
            *mapping[2:],
        )
    past = match_past_round(plain.table, mapping, "it", asked=ASKED)
    labels = propose_labels(past)
    assert {one.label for one in labels} == {"A1", "A2", "A3", "A4", "A5"}
    mapping = with_labels(mapping, {(one.column, one.label): one.becomes for one in labels})
    ease, docs, tools, _role = match_past_round(plain.table, mapping, "it", asked=ASKED).columns
    assert dict(ease.matched) == files.EASE_COUNTS
    assert dict(docs.matched) == files.DOCS_COUNTS
    assert sorted(tools.matched.values()) == [1, 10, 20, 32]


def test_a_comma_inside_an_option_needs_the_options_where_commas_part_them() -> None:
    plain = read_preset(files.google_forms(", "), "round.csv")
    (tools,) = [one.mapped for one in propose_columns(plain, {}, {}) if one.mapped.column == TOOLS]
    assert (tools.kind, tools.separator) == ("multiple", "comma")
    listed = replace(tools, options=("Git", "Docker, Compose", "Make"))
    (column,) = match_past_round(plain.table, [listed], "it").columns
    assert dict(column.matched) == {"Git": 32, "Docker, Compose": 20, "Make": 10}
    assert [(one.label, one.times) for one in column.unknown] == [(files.OWN_TOOL, 1)]


def test_a_table_of_anything_else_is_read_as_it_is() -> None:
    plain = read_preset(files.wide(), "round.csv")
    assert plain.preset == "wide"
    assert plain.metadata == ("Employee Email", "Employee Name", "Submission Date")
    proposals = {one.mapped.column: one for one in propose_columns(plain, ASKED, {})}
    assert proposals[EASE].sureness is Sureness.SURE
    assert proposals["Department"].mapped.kind == "single"
    assert dict(matched(plain)[EASE].matched) == files.EASE_COUNTS


def test_columns_called_like_items_are_those_items() -> None:
    plain = read_preset(files.wide(("ease", "docs", "role", "wish")), "round.csv")
    proposals = {one.mapped.column: one.mapped.code for one in propose_columns(plain, ASKED, {})}
    assert (proposals["ease"], proposals["docs"]) == ("ease", "docs")


def test_nearly_the_same_words_are_a_guess() -> None:
    near = "I can release a change whenever I want to."
    plain = read_preset(files.wide((near, DOCS, ROLE, WISH)), "round.csv")
    (found,) = [one for one in propose_columns(plain, ASKED, {}) if one.mapped.column == near]
    assert (found.mapped.code, found.sureness) == ("ease", Sureness.GUESS)


# Refused


def refused(data: bytes, preset: str = "") -> str:
    with pytest.raises(DatasetError) as caught:
        read_preset(data, "round.csv", preset)
    return str(caught.value)


def test_a_table_of_counts_is_refused_with_the_reason() -> None:
    data = b"code,question,group,group_title,mode,hidden,answer,count,n\nease,Q,,,,,Agree,9,9\n"
    assert "counts, not with answers" in refused(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (files.google_forms().decode("utf-8-sig").replace("Make", "M\xfcll").encode("latin-1"),
         "is not UTF-8"),
        (files.google_forms()[:-2] + b'"open', "never closed"),
        (files.google_forms() + b"only,two\r\n", "2 cells, but the first row names 7 columns"),
        (b"c," * 99_999 + b"c\n", "100000 columns; at most 1000"),
        (b"Timestamp,What?\r\n", "no responses"),
        (b"Timestamp,What?\r\n2026-03-02,\r\n", "no column with answers"),
        (b"Timestamp,What?\n1,\0\n", "NUL"),
        (b"PK\x03\x04 no table", "workbook"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(data: bytes, said: str) -> None:
    assert said in refused(data)


def test_a_file_of_another_tool_than_was_said_is_refused() -> None:
    assert "does not begin like a file of Qualtrics" in refused(files.google_forms(), "qualtrics")


def test_a_formula_is_a_label_like_any_other() -> None:
    data = b"Timestamp,What?\r\n" + b'1,"=HYPERLINK(""http://x"")"\r\n' * 3
    plain = read_preset(data, "round.csv")
    assert plain.table.columns["What?"] == ['=HYPERLINK("http://x")'] * 3
