"""Support requests and findings as CSV: counted as they are read, wrong where it says so."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.formats.support_requests_csv import (
    LONGEST_TOPIC,
    MOST_TOPICS,
    RequestCount,
    SupportRequestsFile,
    TeamFindingsFile,
    read_support_requests,
    read_team_findings,
)

TODAY = date(2027, 5, 2)
UNITS = {"platform/payments": "Platform/Payments", "payments": "Platform/Payments", "ops": "Ops"}


def read(text: str, units: dict[str, str] | None = None) -> SupportRequestsFile:
    known = UNITS if units is None else units
    return read_support_requests(text.encode(), units=known, today=TODAY)


def said(text: str, units: dict[str, str] | None = None) -> list[str]:
    return [str(problem) for problem in read(text, units).problems]


def found(text: str) -> TeamFindingsFile:
    return read_team_findings(text.encode(), units=UNITS, today=TODAY)


def test_requests_are_counted_by_topic_unit_and_month() -> None:
    file = read(
        "date,topic,unit,requester\n2027-03-31,CI is slow,Platform/Payments,ann\n"
        "2027-03-02,ci is SLOW,payments,bo\n2027-04-01,CI is slow,Platform > Payments,ann\n"
        "2027-04-30,Access,,\n\n"
    )
    assert file.problems == ()
    assert file.counts == (
        RequestCount("Access", "", date(2027, 4, 1), 1),
        RequestCount("CI is slow", "Platform/Payments", date(2027, 3, 1), 2),
        RequestCount("CI is slow", "Platform/Payments", date(2027, 4, 1), 1),
    )
    assert file.by_requester == (2, 1)
    assert file.total == 4


def test_nothing_of_a_requester_is_left_but_a_number() -> None:
    text = "date,topic,unit,requester\n2027-03-31,CI,Ops,secret-ann\n2027-03-30,CI,Ops,secret-bo\n"
    assert "secret" in text
    file = read(text)
    assert file.by_requester == (1, 1)
    assert "secret" not in repr([getattr(file, one.name) for one in fields(file)])


@pytest.mark.parametrize(
    "text",
    [
        "date;topic;unit\n2027-03-31;CI;Ops\n",
        "date\ttopic\tunit\n31.3.2027\tCI\tOps\n",
        "\ufeffCreated at,Category,Team\r\n2027-03-31T14:05:11Z,CI,ops\r\n",
        "\n\nunit,day,label\nOps,2027-03-31 09:00,CI\n",
    ],
)
def test_separators_marks_headings_and_ways_to_write_a_day(text: str) -> None:
    file = read(text)
    assert file.problems == ()
    assert file.counts == (RequestCount("CI", "Ops", date(2027, 3, 1), 1),)


def test_other_columns_are_passed_over_and_named() -> None:
    file = read("date,topic,unit,text\n2027-03-31,CI,Ops,My build is broken\n")
    assert file.problems == ()
    assert "My build" not in repr(file)
    (note,) = read("date,topic,unit,channel\n2027-03-31,CI,Ops,help\n").notes
    assert note == "Passed over: “channel”."


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("3/4/2027,CI,Ops", "Row 2, column date: “3/4/2027” is no day. Write year, month and day"),
        ("2027-02-30,CI,Ops", "Row 2, column date: “2027-02-30” is no day."),
        ("2027-05-03,CI,Ops", "Row 2, column date: 2027-05-03 is still to come."),
        ("1927-05-03,CI,Ops", "Row 2, column date: 1927-05-03 is before the year 2000."),
        (",CI,Ops", "Row 2, column date: “” is no day."),
        ("2027-03-31,,Ops", "Row 2, column topic: is empty. Write in a word or two"),
        (f"2027-03-31,{'x' * 61},Ops", "Row 2, column topic: has 61 characters; 60 are the most."),
        ("2027-03-31,ann@example.org,Ops", "A topic names nobody."),
        ("2027-03-31,CI,Opps", "Row 2, column unit: there is no unit “Opps”. Did you mean 'Ops'?"),
        ("2027-03-31,CI,Opps", "Where nobody knows it, leave the cell empty."),
        ("2027-03-31,CI", "Row 2: has 2 fields, the heading has 3. Quote cells with commas."),
        ('2027-03-31,"CI,Ops', "the CSV is broken here"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(row: str, problem: str) -> None:
    assert any(problem in one for one in said(f"date,topic,unit\n{row}\n"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "The file is empty. Its first row should be: date,topic,unit,requester"),
        (
            "date,topic\n2027-03-31,CI\n",
            "Row 1, column unit: is missing; the heading has date, topic",
        ),
        ("date,topic,unit,topic\n", "Row 1, column topic: is there twice. Keep one."),
        ("date,topic,unit\n", "The file has no row below its heading."),
    ],
)
def test_a_file_that_is_no_table_of_requests(text: str, problem: str) -> None:
    assert any(problem in one for one in said(text))


def test_utf_16_and_other_bytes_are_named() -> None:
    (problem,) = read_support_requests(b"\xff\xfed\x00", units={}, today=TODAY).problems
    assert "UTF-16" in str(problem)
    (problem,) = read_support_requests(b"date,topic,unit\n\xe9", units={}, today=TODAY).problems
    assert str(problem).startswith("Row 2: byte 0xE9 is not UTF-8.")


def test_too_many_topics_are_what_people_wrote() -> None:
    rows = "".join(f"2027-03-31,Help number {n},Ops\n" for n in range(MOST_TOPICS + 1))
    (problem,) = said(f"date,topic,unit\n{rows}")
    assert problem.startswith(f"Column topic: has {MOST_TOPICS + 1} topics; {MOST_TOPICS} are")


def test_without_known_units_any_path_is_taken_and_a_broken_one_named() -> None:
    assert read("date,topic,unit\n2027-03-31,CI,Any/Where\n", {}).counts[0].unit == "Any/Where"
    assert "has an empty part" in said("date,topic,unit\n2027-03-31,CI,Any//Where\n", {})[0]


def test_findings_keep_their_words_and_their_day() -> None:
    file = found(
        'date,topic,unit,note\n2027-03-31,Interruptions,Ops,"Every deployment, at night,\n'
        'stops two."\n'
    )
    assert file.problems == ()
    (one,) = file.findings
    assert (one.on, one.unit) == (date(2027, 3, 31), "Ops")
    assert one.text == "Every deployment, at night, stops two."


def test_a_finding_without_words_is_wrong() -> None:
    (problem,) = found("date,topic,unit,finding\n2027-03-31,CI,Ops,\n").problems
    assert str(problem) == "Row 2, column finding: is empty. Write what was found."
    (problem,) = found("date,topic,unit\n2027-03-31,CI,Ops\n").problems
    assert "It should be: date,topic,unit,finding" in str(problem)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200)


@given(texts)
def test_no_text_breaks_the_reader(text: str) -> None:
    file = read(f"date,topic,unit\n{text}")
    assert file.problems or file.counts
    assert all(one.requests > 0 and len(one.topic) <= LONGEST_TOPIC for one in file.counts)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for read_any in (read_support_requests, read_team_findings):
        assert read_any(data, units=UNITS, today=TODAY).problems or b"," in data
