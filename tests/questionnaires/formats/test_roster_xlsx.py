"""Rosters as workbooks: values of the right sheet, and bombs refused before they unpack."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import date

import pytest

from questionnaires.formats import roster_xlsx
from questionnaires.formats.roster import RosterFile, read_roster
from tests.workbooks import SHEET, changed, people, with_parts, workbook

ADA = ("Ada", "ada@example.org", "Platform/Payments")
HEADING = ("Name", "E-mail", "Team")


def said(data: bytes) -> str:
    return " ".join(str(problem) for problem in read_roster(data).problems)


def members(file: RosterFile) -> list[tuple[str, str, str]]:
    assert file.problems == ()
    return [(member.name, member.mail, member.unit) for member in file.members]


def test_a_workbook_says_what_the_same_csv_says() -> None:
    rows = [HEADING, ADA, ("王小明", "W@example.org", "開発/検索")]
    from_csv = read_roster("\n".join(",".join(row) for row in rows).encode())
    from_workbook = read_roster(workbook({"People": rows}))
    assert from_workbook.members == from_csv.members
    assert len(from_csv.members) == 2
    # Its text is the CSV of it: what a page hands back to be applied.
    assert read_roster(from_workbook.text.encode()).members == from_csv.members


def test_the_first_sheet_with_the_heading_is_read_and_the_others_are_named() -> None:
    file = read_roster(
        workbook({"Read me": [["How to fill this in"]], "People": [HEADING, ADA], "Old": [HEADING]})
    )
    assert members(file) == [ADA]
    assert file.notes == ("Read from the sheet “People”. Not read: “Read me”, “Old”.",)


def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    data = workbook({"People": [[], [], HEADING, [], ADA, ("Bo", "bo", "Ops")]})
    assert said(data) == "Row 6, column mail: “bo” is not a mail address."
    assert read_roster(data).text.splitlines()[5].startswith("Bo,")


def test_numbers_dates_and_spaces_are_read_as_they_are_shown() -> None:
    data = workbook(
        {
            "P": [
                [*HEADING, "Site"],
                [" Ada ", "a@b.org", 7, date(2027, 4, 6)],
                ["B", "b@b.org", 7.5],
            ]
        }
    )
    file = read_roster(data, {"site": "Site"})
    assert [member.unit for member in file.members] == ["7", "7.5"]
    assert file.members[0].attributes == {"site": "2027-04-06"}
    assert file.members[1].attributes == {"site": ""}


def test_a_formula_is_not_evaluated_and_its_stored_value_counts() -> None:
    formula = people(('="A"&"da"', "a@b.org", "Ops"))
    assert said(formula) == "Row 2, column name: is empty."
    stored = changed(formula, SHEET, lambda xml: xml.replace(b"<v />", b"<v>Ada</v>"))
    stored = changed(stored, SHEET, lambda xml: xml.replace(b"<v></v>", b"<v>Ada</v>"))
    stored = changed(stored, SHEET, lambda xml: xml.replace(b'r="A2"', b'r="A2" t="str"'))
    assert members(read_roster(stored)) == [("Ada", "a@b.org", "Ops")]


def test_a_failed_formula_is_named() -> None:
    data = people(("Ada", "a@b.org", "Ops"), ("#REF!", "b@b.org", "Ops"))
    assert said(data) == "Row 3: a formula has failed here: #REF!"


def test_a_sheet_without_the_columns_says_what_is_missing() -> None:
    assert said(workbook({"P": [["Name", "Team"], ["Ada", "Ops"]]})) == (
        "Row 1, column mail: is missing; the heading has name, unit. It should be: name,mail,unit"
    )
    assert "is empty" in said(workbook({"P": []}))


# Bounds


def bomb() -> bytes:
    """1.2 MB that unpack to 322 MB: a sheet with a very long row of spaces."""
    megabyte = b" " * 1024**2
    file = io.BytesIO(people(ADA))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as part:
            for _ in range(322):
                part.write(megabyte)
        archive.writestr("xl/media/noise.bin", bytes(range(256)) * 4)
    padding = io.BytesIO(file.getvalue())
    with zipfile.ZipFile(padding, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/filler.bin", b"\0" * (1_200_000 - len(file.getvalue())))
    return padding.getvalue()


def test_a_workbook_that_unpacks_to_far_more_is_refused_before_it_unpacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = bomb()
    assert 1_100_000 < len(data) < 1_300_000
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert sum(part.file_size for part in archive.infolist()) > 322 * 1024**2
    monkeypatch.setattr(zipfile.ZipFile, "open", None)  # nothing is unpacked at all
    tracemalloc.start()
    try:
        refused = said(data)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "unpacks to 32" in refused
    assert "far more than a roster" in refused
    assert peak < 5_000_000


def test_a_ratio_that_no_roster_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_parts(people(ADA), {"xl/media/a.bin": b"\0" * 20_000_000})
    monkeypatch.setattr(roster_xlsx, "LARGEST_UNPACKED", 1024**3)
    assert "unpacks to 19" in said(data)


def test_a_part_that_is_larger_than_the_list_says_is_not_unpacked_further() -> None:
    """The list of parts lies: the sheet is longer than it says."""
    data = bytearray(people(ADA, *[("B", f"b{n}@b.org", "Ops") for n in range(2_000)]))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo(SHEET).file_size
    true, lie = size.to_bytes(4, "little"), (600).to_bytes(4, "little")
    assert bytes(data).count(true)
    assert said(bytes(data).replace(true, lie)).startswith("The ")


def test_too_many_parts_are_refused() -> None:
    parts = {f"xl/media/{n}.bin": b"" for n in range(roster_xlsx.MOST_PARTS)}
    assert "a roster has at most 1000" in said(with_parts(people(ADA), parts))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    def declare(_xml: bytes) -> bytes:
        return (
            f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaaa">'
            '<!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
        ).encode(encoding)

    assert "declares XML entities" in said(changed(people(ADA), SHEET, declare))


def test_an_entity_of_a_file_is_refused() -> None:
    xml = b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'
    assert "declares XML entities" in said(changed(people(ADA), SHEET, lambda _xml: xml))


def test_a_row_with_an_absurd_number_is_refused() -> None:
    data = changed(people(ADA), SHEET, lambda xml: xml.replace(b'r="2"', b'r="99999999999"'))
    assert "more than 1,048,576 rows" in said(data)


def test_columns_beyond_the_hundredth_are_refused_and_far_ones_cost_nothing() -> None:
    wide = workbook({"P": [[*HEADING, *[""] * 97, "x"], ADA]})
    assert said(wide) == "Row 1: has more than 100 columns. Keep those that are needed."
    far = changed(people(ADA), SHEET, lambda xml: xml.replace(b'r="C2"', b'r="ZZZ2"'))
    assert said(far) == "Row 2, column unit: “” has an empty part. Write Department/Team."


def test_too_many_people_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_xlsx, "MOST_FILLED_ROWS", 3)
    three = [("B", f"b{n}@b.org", "Ops") for n in range(3)]
    assert "more than 3 filled rows" in said(people(*three))


@pytest.mark.parametrize("keep", [4, 30, 1_000, 4_000])
def test_a_damaged_workbook_is_refused(keep: int) -> None:
    data = people(ADA)
    assert len(data) > keep
    assert "damaged" in said(data[:keep])


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/styles.xml"])
def test_a_part_that_is_nonsense_is_refused(part: str) -> None:
    assert said(changed(people(ADA), part, lambda _xml: b"<x>")) == (
        "The workbook cannot be read. Open it, save it as XLSX again, or as CSV."
    )


def test_another_zip_file_is_no_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "cannot be read" in said(file.getvalue())
