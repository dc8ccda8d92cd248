"""The roster: people join, leave and move; a bad file changes nothing and says where it is bad."""

from __future__ import annotations

import pytest

from questionnaires.models import AuditEntry, Invitation, Person, Unit
from questionnaires.services.roster import ImportResult, import_roster
from tests.rounds import opened, roster

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

GOOD = (
    "name,mail,unit\nAda,ada@example.org,Platform/Payments\nBo,bo@example.org,Platform/Payments\n"
    "Cy,cy@example.org,Platform/Search\n"
)


def apply(text: str | bytes, *, dry_run: bool = False) -> ImportResult:
    data = text.encode() if isinstance(text, str) else text
    return import_roster(data=data, actor="ann", dry_run=dry_run)


def people() -> set[tuple[str, str, str]]:
    return set(Person.objects.values_list("name", "mail", "unit__path"))


def test_a_roster_makes_people_and_the_tree_of_units() -> None:
    result = apply(GOOD)
    assert (result.total, result.created, result.skipped, result.applied) == (3, 3, 0, True)
    assert ("Ada", "ada@example.org", "Platform/Payments") in people()
    tree = dict(Unit.objects.values_list("path", "parent__path"))
    assert tree == {
        "Platform": None,
        "Platform/Payments": "Platform",
        "Platform/Search": "Platform",
    }
    assert AuditEntry.objects.get(action="import roster").actor == "ann"


def test_the_same_roster_twice_changes_nothing() -> None:
    apply(GOOD)
    before = dict(Person.objects.values_list("mail", "pk"))
    result = apply(GOOD)
    assert (result.created, result.skipped) == (0, 3)
    assert result.in_words == "Nothing changes."
    assert dict(Person.objects.values_list("mail", "pk")) == before


def test_who_is_missing_leaves_who_moves_stays_the_same_person() -> None:
    apply(GOOD)
    ada = Person.objects.get(mail="ada@example.org")
    result = apply(
        "name,mail,unit\nAda Lovelace,ADA@example.org,Data\nDi,di@example.org,Platform/Search\n"
        "Cy,cy@example.org,Platform/Search\n"
    )
    assert result.in_words == "1 joins, 1 leaves, 1 moves, 1 is renamed."
    assert result.moved == ("Ada Lovelace, Platform/Payments → Data",)
    assert result.left == ("Bo, Platform/Payments",)
    ada.refresh_from_db()
    assert (ada.name, ada.unit.path) == ("Ada Lovelace", "Data")
    assert not Unit.objects.filter(path="Platform/Payments").exists()
    assert Unit.objects.filter(path="Platform/Search").exists()


def test_a_dry_run_says_the_difference_and_writes_nothing() -> None:
    apply(GOOD)
    before, acts = people(), AuditEntry.objects.count()
    result = apply("name,mail,unit\nAda,ada@example.org,New unit\n", dry_run=True)
    assert result.in_words == "2 leave, 1 moves."
    assert not result.applied
    assert people() == before
    assert AuditEntry.objects.count() == acts
    assert not Unit.objects.filter(path="New unit").exists()


def test_who_leaves_while_a_round_is_open_stays_counted_in_it_without_a_name() -> None:
    round_ = opened()
    assert Invitation.objects.filter(round=round_, person__mail="ops-build-1@example.org").exists()
    apply(roster({"Ops/Build": 1, "Ops/Cloud": 12}))
    assert Invitation.objects.filter(round=round_).count() == 38
    assert Invitation.objects.filter(round=round_, person=None).count() == 25
    round_.refresh_from_db()
    assert round_.population == 38


def test_semicolons_byte_order_mark_other_headings_and_more_columns_are_read() -> None:
    text = "\ufeffE-Mail;Unit;Name;Room\r\nada@example.org;Platform / Payments;Ada;7\r\n\r\n"
    assert apply(text).problems == ()
    assert people() == {("Ada", "ada@example.org", "Platform/Payments")}


BAD = {
    "": ["The file is empty. Its first row should be: name,mail,unit"],
    "name,mail,unit\n": ["The file names nobody below its heading."],
    "name,unit\nAda,Ops\n": [
        "Row 1, column mail: is missing; the heading has name, unit. It should be: name,mail,unit"
    ],
    "name,mail,mail,unit\n": ["Row 1, column mail: is there twice. Keep one."],
    "name,mail,unit\nAda,ada.example.org,Ops\n": [
        "Row 2, column mail: “ada.example.org” is not a mail address."
    ],
    "name,mail,unit\nAda,a@b.org,Ops//Data\nBo,,Ops\n,c@b.org,Ops\n": [
        "Row 2, column unit: “Ops//Data” has an empty part. Write Department/Team.",
        "Row 3, column mail: is empty. Links are sent there.",
        "Row 4, column name: is empty.",
    ],
    "name,mail,unit\nAda,a@b.org,Ops\nBo,A@B.org,Ops\n": [
        "Row 3, column mail: a@b.org is in row 2 too. Keep one row a person."
    ],
    "name,mail,unit\nAda,a@b.org,Ops/Data\nBo,b@b.org,ops/Data\n": [
        "Row 3, column unit: “ops” is written “Ops” in row 2. Write one of them."
    ],
    "name,mail,unit\nAda,a@b.org,Data + Search\n": [
        "Row 2, column unit: has “ + ” in a title, which names pooled units. Write “and”."
    ],
    "name,mail,unit\nAda,a@b.org,Ops,7\n": [
        "Row 2: has 4 fields, the heading has 3. Quote cells with commas."
    ],
    'name,mail,unit\nBo,b@b.org,Ops\nAda,a@b.org,"Ops\n': [
        "Row 3: the CSV is broken here (unexpected end of data). Check the quotes."
    ],
    b"name,mail,unit\nAda,a@b.org,Ops\nB\xf6,b@b.org,Ops\n": [
        "Row 3: byte 0xF6 is not UTF-8. Save the file as “CSV UTF-8”."
    ],
    b"name,mail,unit\nA\0da,a@b.org,Ops\n": ["Row 2: a NUL character; this is not a text file."],
    "name,mail,unit\nAda,a@b.org,Ops\n".encode("utf-16"): [
        "The file is UTF-16. Save it as “CSV UTF-8”."
    ],
    b"PK\x03\x04workbook": ["The file is damaged: it begins like a workbook, but is none."],
}


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_a_bad_file_names_row_and_column_and_changes_nobody(text: str | bytes) -> None:
    apply(GOOD)
    before = people()
    result = apply(text)
    assert [str(problem) for problem in result.problems] == BAD[text]
    assert not result.applied
    assert people() == before


def test_one_bad_row_among_good_ones_writes_none_of_them() -> None:
    result = apply(GOOD + "Di,di,Ops\n")
    assert len(result.problems) == 1
    assert not Person.objects.exists()
    assert not Unit.objects.exists()
