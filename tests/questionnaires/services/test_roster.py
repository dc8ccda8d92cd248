"""The roster: people join, leave and move; a bad file changes nothing and says where it is bad."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.models import Attribute, AuditEntry, Invitation, Person, Unit, UnitPath
from questionnaires.queries.invitations import invitation_by_secret
from questionnaires.services.invitations import issue_links
from questionnaires.services.responses import answer_invitation
from questionnaires.services.roster import ImportResult, ShrinkError, import_roster
from tests.rounds import ANSWERS, TODAY, draft, opened, roster

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

LEAVER, MOVER = "ops-build-1@example.org", "ops-cloud-2@example.org"
GOOD = (
    "name,mail,unit\nAda,ada@example.org,Platform/Payments\nBo,bo@example.org,Platform/Payments\n"
    "Cy,cy@example.org,Platform/Search\n"
)


def apply(
    text: str | bytes, *, dry_run: bool = False, confirm_shrink: bool = True, **more: Any
) -> ImportResult:
    data = text.encode() if isinstance(text, str) else text
    return import_roster(
        data=data, actor="ann", dry_run=dry_run, confirm_shrink=confirm_shrink, **more
    )


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
    assert result.in_words == (
        "1 joins, 1 leaves, 1 is renamed. 1 unit is renamed: Platform/Payments → Data."
    )
    assert result.lines("left") == ("Bo, Platform/Payments",)
    assert result.lines("renamed") == ("Ada → Ada Lovelace",)
    ada.refresh_from_db()
    assert (ada.name, ada.unit.path) == ("Ada Lovelace", "Data")
    assert set(Unit.objects.values_list("path", flat=True)) == {
        "Data",
        "Platform",
        "Platform/Search",
    }


def test_a_dry_run_says_the_difference_and_writes_nothing() -> None:
    apply(GOOD)
    before, acts = people(), AuditEntry.objects.count()
    result = apply("name,mail,unit\nAda,ada@example.org,New unit\n", dry_run=True)
    assert result.in_words == (
        "2 leave. 1 unit is renamed: Platform/Payments → New unit. 2 units are retired."
    )
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


# Standing and attributes


STAFF_OF_FOUR = (
    "name,mail,unit,standing,Site\nAda,ada@b.org,Ops,staff,Berlin\nBo,bo@b.org,Ops,external,\n"
    "Cy,cy@b.org,Ops,on leave,Oslo\nDi,di@b.org,Ops,declined,Oslo\n"
)


def standings() -> dict[str, tuple[str, bool]]:
    rows = Person.objects.values_list("name", "standing", "declined")
    return {name: (standing, declined) for name, standing, declined in rows}


def test_who_is_not_asked_is_marked_and_left_out_of_the_head_count() -> None:
    result = apply(STAFF_OF_FOUR)
    assert (result.total, result.asked) == (4, 1)
    assert standings() == {
        "Ada": ("staff", False),
        "Bo": ("contractor", False),
        "Cy": ("on-leave", False),
        "Di": ("staff", True),
    }
    assert result.lines("joined")[1:] == (
        "Bo, Ops (contractor)",
        "Cy, Ops (on leave)",
        "Di, Ops (declined)",
    )


def test_changes_of_standing_are_told_in_words() -> None:
    apply(STAFF_OF_FOUR)
    result = apply(
        "name,mail,unit,standing\nAda,ada@b.org,Ops,leave\nBo,bo@b.org,Ops,\n"
        "Cy,cy@b.org,Ops,opted out\nDi,di@b.org,Ops,contractor\n"
    )
    assert result.in_words == (
        "1 is staff now, 1 is a contractor now, 1 goes on leave, 1 declines."
    )
    assert result.lines("on-leave") == ("Ada, staff → on leave",)
    assert standings() == {
        "Ada": ("on-leave", False),
        "Bo": ("staff", False),
        "Cy": ("on-leave", True),
        "Di": ("contractor", True),
    }


def test_a_roster_without_the_columns_changes_neither_standing_nor_attributes() -> None:
    Attribute.objects.create(code="site", title="Site")
    apply(STAFF_OF_FOUR)
    before, sites = standings(), list(Person.objects.values_list("name", "attributes"))
    assert ("Cy", {"site": "Oslo"}) in sites
    text = "name,mail,unit\n" + "".join(f"{n},{n.lower()}@b.org,Ops\n" for n in before)
    assert apply(text).in_words == "Nothing changes."
    assert standings() == before
    assert list(Person.objects.values_list("name", "attributes")) == sites


def test_a_roster_never_takes_back_that_somebody_declined() -> None:
    apply(STAFF_OF_FOUR)
    apply(STAFF_OF_FOUR.replace("declined", "staff"))
    assert standings()["Di"] == ("staff", True)


def test_categories_that_change_are_told_and_empty_cells_forget() -> None:
    Attribute.objects.create(code="site", title="Site")
    apply(STAFF_OF_FOUR)
    result = apply(STAFF_OF_FOUR.replace("Berlin", "").replace(",external,", ",external,Rome"))
    assert result.in_words == "2 change category."
    assert result.lines("categories") == (
        "Ada, Site: Berlin → not known",
        "Bo, Site: not known → Rome",
    )
    assert Person.objects.get(name="Ada").attributes == {}


# A roster that shrinks


def test_a_roster_that_shrinks_by_half_is_refused_until_it_is_confirmed() -> None:
    four = "name,mail,unit\n" + "".join(f"P{n},p{n}@b.org,Ops\n" for n in range(4))
    apply(four)
    two = "\n".join(four.splitlines()[:3])
    assert apply(two, dry_run=True, confirm_shrink=False).shrinks
    with pytest.raises(ShrinkError, match="2 of 4 people would leave, and 2 instead of 4"):
        apply(two, confirm_shrink=False)
    assert Person.objects.count() == 4
    assert apply(two, confirm_shrink=True).applied
    assert Person.objects.count() == 2


def test_one_leaver_of_four_is_not_asked_about() -> None:
    apply(GOOD + "Di,di@example.org,Data\n")
    assert not apply(GOOD, confirm_shrink=False).shrinks


def test_another_roster_of_the_same_size_is_asked_about() -> None:
    apply(GOOD)
    others = "name,mail,unit\n" + "".join(f"New {n},new-{n}@example.org,Ops\n" for n in range(3))
    with pytest.raises(ShrinkError, match="3 of 3 people would leave"):
        apply(others, confirm_shrink=False)


def test_a_head_count_that_shrinks_by_half_is_asked_about_too() -> None:
    apply(GOOD)
    lines = GOOD.splitlines()
    text = "\n".join([lines[0] + ",standing", *(f"{line},contractor" for line in lines[1:])])
    with pytest.raises(ShrinkError, match="0 instead of 3 would be asked"):
        apply(text, confirm_shrink=False)


# During a field period


def test_joiners_are_asked_next_time_movers_answer_where_they_were_leavers_stay_counted() -> None:
    round_ = opened()
    (link,) = [link for link in issue_links(round=round_, actor="ann") if link.mail == LEAVER]
    lines = roster().decode().splitlines()
    changed = [line for line in lines if LEAVER not in line]
    changed = [
        line.replace(",Ops/Cloud", ",Ops/Build") if MOVER in line else line for line in changed
    ]
    result = apply("\n".join([*changed, "New,new@example.org,Ops/Build"]), confirm_shrink=False)
    assert result.in_words == "1 joins, 1 leaves, 1 moves."
    (rule,) = result.while_open
    assert rule == (
        "Developer experience, Spring 2027 is open. Who is asked was fixed when it opened, on "
        "6 Apr 2027: whoever joins is asked in the next round, whoever moves answers for the unit "
        "they were in, and whoever leaves keeps their link until the round closes and stays in "
        "the head count."
    )
    round_.refresh_from_db()
    invitations = Invitation.objects.filter(round=round_)
    assert (round_.population, invitations.count()) == (38, 38)
    # The joiner is not asked,
    assert not invitations.filter(person__mail="new@example.org").exists()
    # the mover works in another unit and answers for the former one,
    assert Person.objects.get(mail=MOVER).unit.path == "Ops/Build"
    assert invitations.get(person__mail=MOVER).collection_unit.path == "Ops/Cloud"
    # the leaver is gone, and the link still opens an invitation.
    assert not Person.objects.filter(mail=LEAVER).exists()
    left = invitation_by_secret(link.url.rstrip("/").rpartition("/")[2])
    assert left is not None
    assert (left.person, left.attributes, left.no_reminders) == (None, {}, True)
    assert answer_invitation(invitation=left, answers=ANSWERS, comments={})


def test_without_an_open_round_nothing_is_said_of_one() -> None:
    draft()
    assert apply(GOOD, dry_run=True).while_open == ()


# Units that are renamed, retired, and come back


def path_of(mail: str) -> tuple[int, str]:
    person = Person.objects.select_related("unit").get(mail=mail)
    return person.unit.pk, person.unit.path


def test_a_renamed_unit_keeps_its_identity_and_its_history() -> None:
    apply(GOOD)
    before, _path = path_of("cy@example.org")
    result = apply(GOOD.replace("Search", "Discovery"), today=TODAY)
    assert result.in_words == "1 unit is renamed: Platform/Search → Platform/Discovery."
    assert path_of("cy@example.org") == (before, "Platform/Discovery")
    assert list(UnitPath.objects.values_list("unit", "path", "until")) == [
        (before, "Platform/Search", TODAY)
    ]


def test_a_department_that_is_renamed_is_told_once_and_takes_all_below_it_along() -> None:
    apply(GOOD)
    units = {unit.path: unit.pk for unit in Unit.objects.all()}
    result = apply(GOOD.replace("Platform", "Engineering").replace("Search", "Discovery"))
    assert result.in_words == (
        "2 units are renamed: Platform → Engineering, Engineering/Search → Engineering/Discovery."
    )
    assert {unit.path: unit.pk for unit in Unit.objects.all()} == {
        "Engineering": units["Platform"],
        "Engineering/Payments": units["Platform/Payments"],
        "Engineering/Discovery": units["Platform/Search"],
    }
    parents = dict(Unit.objects.values_list("path", "parent__path"))
    assert parents["Engineering/Discovery"] == "Engineering"


def test_a_unit_that_moves_below_a_renamed_department_is_the_same_unit() -> None:
    apply("name,mail,unit\nA,a@b.org,Old/Team\nB,b@b.org,Old\nC,c@b.org,Lab\nD,d@b.org,Ops\n")
    units = {unit.path: unit.pk for unit in Unit.objects.all()}
    apply("name,mail,unit\nA,a@b.org,New/Team\nB,b@b.org,New\nC,c@b.org,New/Lab\nD,d@b.org,Ops\n")
    assert {unit.path: unit.pk for unit in Unit.objects.all()} == {
        "New": units["Old"],
        "New/Team": units["Old/Team"],
        "New/Lab": units["Lab"],
        "Ops": units["Ops"],
    }


@pytest.mark.parametrize(
    "after",
    [
        {"a": "New", "b": "Other"},  # split
        {"a": "Stays", "b": "Stays"},  # joined to another unit
        {"a": "Merged", "b": "Merged", "c": "Merged", "d": "Merged"},  # two become one
    ],
)
def test_units_that_split_or_merge_are_not_renamed(after: dict[str, str]) -> None:
    now = {"a": "Old", "b": "Old", "c": "Older", "d": "Older", "e": "Stays", "f": "Stays"}
    apply(_units(now))
    result = apply(_units(now | after))
    assert "renamed" not in result.in_words
    assert len(result.lines("moved")) == len(after)
    assert Unit.objects.get(path="Old").retired_on is not None
    assert not UnitPath.objects.exists()


def _units(now: dict[str, str]) -> str:
    rows = [f"{name},{name}@b.org,{unit}" for name, unit in now.items()]
    return "\n".join(["name,mail,unit", *rows])


def test_two_units_that_change_places_are_moves() -> None:
    apply(_units({"a": "A", "b": "B"}))
    result = apply(_units({"a": "B", "b": "A"}))
    assert result.in_words == "2 move."
    assert not UnitPath.objects.exists()


def test_a_unit_without_people_is_retired_and_comes_back_with_them() -> None:
    apply(_units({"a": "Ops/Data", "b": "Ops/Build", "c": "Ops/Build"}))
    data = Unit.objects.get(path="Ops/Data")
    result = apply(_units({"a": "Ops/Build", "b": "Ops/Build", "c": "Ops/Build"}), today=TODAY)
    assert result.in_words == "1 moves. 1 unit is retired."
    data.refresh_from_db()
    assert data.retired_on == TODAY
    assert Unit.objects.get(path="Ops").retired_on is None
    result = apply(_units({"a": "Ops/Data", "b": "Ops/Build", "c": "Ops/Build"}))
    assert result.in_words == "1 moves. 1 unit comes back."
    assert Unit.objects.get(path="Ops/Data").pk == data.pk
    data.refresh_from_db()
    assert data.retired_on is None


def test_a_path_of_a_retired_unit_is_taken_by_that_unit() -> None:
    apply(_units({"a": "Discovery", "b": "Search", "c": "Search", "d": "Ops"}))
    retired = Unit.objects.get(path="Discovery").pk
    apply(_units({"a": "Ops", "b": "Search", "c": "Search", "d": "Ops"}))
    result = apply(_units({"a": "Ops", "b": "Discovery", "c": "Discovery", "d": "Ops"}))
    assert result.in_words == "2 move. 1 unit comes back. 1 unit is retired."
    assert path_of("b@b.org") == (retired, "Discovery")


def test_a_unit_that_is_written_with_another_case_is_renamed() -> None:
    apply(_units({"a": "ops/Data", "b": "ops/Build"}))
    assert apply(_units({"a": "Ops/Data", "b": "Ops/Build"})).in_words == (
        "1 unit is renamed: ops → Ops."
    )


_ORGANISATIONS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.sampled_from(["A", "A/x", "A/y", "B", "B/x", "B/x/1", "C", "A/x/1", "C/y"]),
    min_size=1,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_ORGANISATIONS, min_size=2, max_size=4))
def test_whatever_changes_the_tree_is_a_tree_and_people_are_where_the_file_says(
    organisations: list[dict[str, str]],
) -> None:
    with transaction.atomic():
        for now in organisations:
            said = apply(_units(now), dry_run=True)
            done = apply(_units(now))
            assert done.in_words == said.in_words
            assert people() == {(name, f"{name}@b.org", unit) for name, unit in now.items()}
            _check_tree()
            assert apply(_units(now)).in_words == "Nothing changes."
        transaction.set_rollback(True)


def _check_tree() -> None:
    filled = set(Person.objects.values_list("unit__path", flat=True))
    for unit in Unit.objects.select_related("parent"):
        above = unit.parent.path if unit.parent else ""
        assert unit.path == (f"{above}/{unit.title}" if above else unit.title)
        used = any(path == unit.path or path.startswith(f"{unit.path}/") for path in filled)
        assert (unit.retired_on is None) == used


# Other mail addresses


def test_who_has_another_address_stays_the_same_person_with_link_and_wishes() -> None:
    round_ = opened()
    person = Person.objects.get(mail="ops-build-1@example.org")
    Person.objects.filter(pk=person.pk).update(declined=True)
    invitation = Invitation.objects.get(person=person)
    corrected = roster().replace(b"ops-build-1@", b"First.Build@")
    result = apply(corrected, dry_run=True)
    assert result.in_words == "1 has another mail address."
    assert result.lines("readdressed") == (
        "Build 1, ops-build-1@example.org → first.build@example.org",
    )
    apply(corrected)
    invitation.refresh_from_db()
    assert invitation.person == Person.objects.get(mail="first.build@example.org", declined=True)
    assert round_.invitations.filter(person=None).count() == 0


def test_addresses_can_be_exchanged_for_new_ones_all_at_once() -> None:
    apply(GOOD)
    before = dict(Person.objects.values_list("name", "pk"))
    result = apply(GOOD.replace("@example.org", "@example.com"), confirm_shrink=False)
    assert result.in_words == "3 have another mail address."
    assert dict(Person.objects.values_list("name", "pk")) == before


@pytest.mark.parametrize(
    "rows",
    [
        "Ada,new@example.org,Ops\n",  # another unit
        "Ida,new@example.org,Platform/Payments\n",  # another name
        "Ada,new@example.org,Platform/Payments\nAda,two@example.org,Platform/Payments\n",
    ],
)
def test_where_it_is_not_sure_who_it_is_somebody_leaves_and_somebody_joins(rows: str) -> None:
    apply(GOOD)
    result = apply("\n".join([*GOOD.splitlines()[:1], *GOOD.splitlines()[2:], rows]), dry_run=True)
    assert result.lines("left") == ("Ada, Platform/Payments",)
    assert result.lines("readdressed") == ()


def test_two_of_the_same_name_in_a_unit_are_told_apart_by_address_alone() -> None:
    apply(GOOD + "Ada,ada.two@example.org,Platform/Payments\n")
    result = apply(GOOD + "Ada,ada.new@example.org,Platform/Payments\n", dry_run=True)
    assert result.lines("left") == result.lines("joined") == ("Ada, Platform/Payments",)
