"""Roster files: what is read of them, and what is wrong where."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from questionnaires.formats.roster import MOST_CATEGORIES, RosterFile, read_roster
from questionnaires.formats.roster_csv import csv_of_rows, rows_of_csv
from questionnaires.formats.roster_values import Row, tidy, unit_path, unit_problem

SITE = {"site": "Site", "contract-kind": "Kind of contract"}


def read(text: str, attributes: dict[str, str] | None = None) -> RosterFile:
    return read_roster(text.encode(), attributes)


def said(text: str, attributes: dict[str, str] | None = None) -> list[str]:
    return [str(problem) for problem in read(text, attributes).problems]


NAMES = [
    "Zoë Åström",
    "Siobhán O’Brien",
    "D'Arcy van der Berg-Müller",
    "محمد بن عبد الله",
    "שרה כהן",
    "王小明",
    "さくら 田中",
    "Nguyễn Thị Ánh",
    "می\u200cنا",  # a joiner that Persian needs
    "क्\u200dष",
    "李\U00020bb7",  # beyond the first plane of Unicode
    "Ádám, Jr.",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_in_every_script_are_kept(name: str) -> None:
    file = read(f'name,mail,unit\n"{name}",a@b.org,"{name}/{name}"\n')
    assert file.problems == ()
    (member,) = file.members
    kept = unicodedata.normalize("NFC", name)
    assert (member.name, member.unit) == (kept, f"{kept}/{kept}")


def test_marks_that_nobody_sees_do_not_make_two_units() -> None:
    file = read(
        "name,mail,unit\n\u200fZoe\u0308\u200e\u00a0 Å,a@b.org,Plat\u200bform / Pay\n"
        "Bo,b@b.org,Platform/Pay\n"
    )
    assert file.problems == ()
    assert file.members[0].name == "Zoë Å"
    assert file.members[0].unit == file.members[1].unit


@pytest.mark.parametrize("path", ["Ops/Data", " Ops / Data ", "Ops > Data", "Ops\uff0fData"])
def test_paths_are_written_in_more_than_one_way(path: str) -> None:
    assert read(f"name,mail,unit\nAda,a@b.org,{path}\n").members[0].unit == "Ops/Data"


@pytest.mark.parametrize(
    ("word", "standing", "declined"),
    [
        ("staff", "staff", False),
        ("", "staff", False),
        ("Employee", "staff", False),
        ("CONTRACTOR", "contractor", False),
        ("external", "contractor", False),
        ("On_Leave", "on-leave", False),
        ("parental  leave", "on-leave", False),
        ("Opted-out", None, True),
        ("declined", None, True),
    ],
)
def test_standings_have_words(word: str, standing: str | None, *, declined: bool) -> None:
    (member,) = read(f"name,mail,unit,Standing\nAda,a@b.org,Ops,{word}\n").members
    assert (member.standing, member.declined) == (standing, declined)


def test_without_the_column_nothing_is_said_of_standing() -> None:
    (member,) = read("name,mail,unit\nAda,a@b.org,Ops\n").members
    assert (member.standing, member.declined) == (None, False)


def test_an_unknown_standing_names_the_words_there_are() -> None:
    assert said("name,mail,unit,standing\nAda,a@b.org,Ops,retired\n") == [
        "Row 2, column standing: “retired” is none of: staff, contractor, on leave, declined."
    ]


def test_attributes_are_found_by_code_or_title_and_other_columns_are_named() -> None:
    file = read("name,mail,unit,SITE,Kind of contract,Room\nAda,a@b.org,Ops, Berlin ,,7\n", SITE)
    assert file.members[0].attributes == {"site": "Berlin", "contract-kind": ""}
    assert file.notes == ("Passed over: “Room”.",)


def test_a_column_that_is_no_declared_attribute_is_passed_over() -> None:
    file = read("name,mail,unit,Site\nAda,a@b.org,Ops,Berlin\n")
    assert file.members[0].attributes == {}
    assert file.notes == ("Passed over: “Site”.",)


def test_an_attribute_twice_is_refused() -> None:
    assert said("name,mail,unit,kind of contract,contract-kind\n", SITE) == [
        "Row 1, column contract-kind: is there twice. Keep one."
    ]


def test_categories_that_differ_by_case_are_one() -> None:
    assert said("name,mail,unit,Site\nA,a@b.org,Ops,Berlin\nB,b@b.org,Ops,berlin\n", SITE) == [
        "Row 3, column Site: “berlin” is written “Berlin” in row 2. Write one of them."
    ]


def test_an_attribute_that_was_not_put_into_bands_is_refused() -> None:
    rows = "".join(f"P,p{n}@b.org,Ops,{n}\n" for n in range(MOST_CATEGORIES + 1))
    (problem,) = said("name,mail,unit,Site\n" + rows, SITE)
    assert "has 31 categories" in problem
    assert "bands" in problem


# Duplicates


def test_one_mail_twice_names_both_rows_also_by_case() -> None:
    assert said("name,mail,unit\nA,a@b.org,Ops\nB,b@b.org,Ops\nC,A@B.ORG,Ops\nD,b@b.org,Ops\n") == [
        "Row 4, column mail: a@b.org is in row 2 too. Keep one row a person.",
        "Row 5, column mail: b@b.org is in row 3 too. Keep one row a person.",
    ]


# The tree from parents


def test_the_tree_is_assembled_from_the_rows() -> None:
    file = read(
        "name,mail,unit,parent\nAda,a@b.org,Search,Platform\nBo,b@b.org,Platform,Engineering\n"
        "Cy,c@b.org,Data,\nDi,d@b.org,Search,Platform\n,,Engineering,Company\n"
    )
    assert file.problems == ()
    assert [member.unit for member in file.members] == [
        "Company/Engineering/Platform/Search",
        "Company/Engineering/Platform",
        "Data",
        "Company/Engineering/Platform/Search",
    ]


def test_a_cycle_is_told_in_words() -> None:
    assert said(
        "name,mail,unit,parent\nA,a@b.org,Data,Ops\nB,b@b.org,Search,Platform\n"
        "C,c@b.org,Platform,Product\nD,d@b.org,Product,Search\nE,e@b.org,Self,Self\n"
    ) == [
        (
            "Row 3, column parent: “Search” is below “Platform”, “Platform” below “Product”, "
            "“Product” below “Search”: a cycle. One of them has to be below none of the others."
        ),
        "Row 6, column parent: “Self” is below itself.",
    ]


def test_a_unit_with_two_parents_names_both_rows() -> None:
    (problem,) = said("name,mail,unit,parent\nA,a@b.org,Search,Platform\nB,b@b.org,Search,\n")
    assert problem.startswith(
        "Row 3, column parent: “Search” is at the top here and below “Platform” in row 2."
    )


def test_a_path_beside_a_parent_is_refused() -> None:
    assert "is a path" in said("name,mail,unit,parent\nA,a@b.org,Ops/Search,Platform\n")[0]


def test_an_empty_column_parent_is_as_good_as_none() -> None:
    assert read("name,mail,unit,parent\nA,a@b.org,Ops/Data,\n").members[0].unit == "Ops/Data"


# Round trips and anything at all


def test_a_table_as_text_keeps_every_row_in_its_line() -> None:
    rows = [Row(3, ["name", "mail"]), Row(4, ['A "B", C', "x;y"]), Row(9, ["", "z"])]
    assert rows_of_csv(csv_of_rows(rows).encode())[0] == rows[0]
    filled = [row for row in rows_of_csv(csv_of_rows(rows).encode()) if any(row.cells)]
    assert filled == rows


@given(st.binary(max_size=300))
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + b"\0" * 18)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    file = read_roster(data, SITE)
    assert file.problems
    assert all(str(problem) for problem in file.problems)


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=30)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL, _CELL), max_size=8))
def test_any_cells_give_members_that_can_be_stored_or_problems(
    rows: list[tuple[Any, ...]],
) -> None:
    table = [Row(1, ["name", "mail", "unit", "site"])]
    table += [Row(number, list(cells)) for number, cells in enumerate(rows, start=2)]
    file = read_roster(csv_of_rows(table).encode(), SITE)
    if file.problems:
        return
    for member in file.members:
        assert 0 < len(member.name) <= 200
        assert member.mail.isascii()
        assert unit_problem(member.unit) is None
        assert set(member.attributes) == {"site"}
    assert len({member.mail for member in file.members}) == len(file.members)


@given(st.text(max_size=60))
def test_a_path_is_the_same_when_it_is_read_again(text: str) -> None:
    assert unit_path(unit_path(text)) == unit_path(text)
    assert tidy(tidy(text)) == tidy(text)
