"""Units: renamed and moved with all below them, never into themselves, with a history."""

from __future__ import annotations

from datetime import date

import pytest

from questionnaires.models import AuditEntry, Person, Unit
from questionnaires.queries.units import paths_of, retired_units
from questionnaires.services.errors import ServiceError
from questionnaires.services.roster import import_roster
from questionnaires.services.units import Renamed, rename_unit
from tests.rounds import TODAY, opened, roster

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


@pytest.fixture(autouse=True)
def organisation() -> None:
    teams = {"Ops/Build": 2, "Ops/Build/Night": 1, "Ops": 1, "Lab": 1}
    import_roster(data=roster(teams), actor="test", today=TODAY)


def rename(former: str, path: str, today: date = TODAY) -> Renamed:
    return rename_unit(unit=Unit.objects.get(path=former), path=path, actor="ann", today=today)


def tree() -> dict[str, str | None]:
    return dict(Unit.objects.filter(retired_on=None).values_list("path", "parent__path"))


def test_a_unit_is_renamed_with_all_below_it_and_stays_the_same() -> None:
    before = {unit.title: unit.pk for unit in Unit.objects.all()}
    renamed = rename("Ops", "Platform")
    assert (renamed.former, renamed.unit.title) == ("Ops", "Platform")
    assert tree() == {
        "Lab": None,
        "Platform": None,
        "Platform/Build": "Platform",
        "Platform/Build/Night": "Platform/Build",
    }
    after = {unit.title: unit.pk for unit in Unit.objects.all()}
    assert after["Platform"] == before["Ops"]
    assert after["Night"] == before["Night"]
    assert Person.objects.get(mail="ops-build-night-1@example.org").unit.path == (
        "Platform/Build/Night"
    )
    entry = AuditEntry.objects.get(action="rename unit")
    assert (entry.actor, entry.subject, entry.detail) == ("ann", "Platform", {"former": "Ops"})


def test_a_unit_moves_below_another_and_an_unknown_one_is_made_and_said() -> None:
    renamed = rename("Ops/Build", "New > Area / Build")
    assert renamed.created == ("New", "New/Area")
    assert tree()["New/Area/Build"] == "New/Area"
    assert tree()["New/Area"] == "New"
    assert rename("Lab", "Ops/Lab").created == ()


def test_what_is_left_without_people_is_retired_and_said() -> None:
    assert rename("Ops", "Lab/Ops").retired == ()
    renamed = rename("Lab/Ops/Build/Night", "Night")
    assert renamed.retired == ()
    import_roster(data=roster({"A/B": 1}), actor="test", confirm_shrink=True)
    assert rename("A/B", "B").retired == ("A",)
    assert {unit.path for unit in retired_units()} == {
        "A", "Lab", "Lab/Ops", "Lab/Ops/Build", "Night"
    }  # fmt: skip


def test_a_retired_unit_above_comes_back() -> None:
    import_roster(data=roster({"Ops": 3}), actor="test", confirm_shrink=True)
    assert Unit.objects.get(path="Lab").retired_on is not None
    assert rename("Ops", "Lab/Ops").returned == ("Lab",)
    assert Unit.objects.get(path="Lab").retired_on is None


BAD = [
    ("Ops", "Ops", "The path is “Ops” already"),
    ("Ops", "Ops/Sub", "“Ops” cannot move below itself, to “Ops/Sub”: that would be a cycle"),
    ("Ops", "Ops/Build/Ops", "that would be a cycle"),
    ("Ops/Build", "Lab", "“Lab” is there"),
    ("Ops/Build", "lab", "“lab” is written “Lab”"),
    ("Ops/Build", "lab/Build", "“lab” is written “Lab”"),
    ("Ops", "A + B", "names pooled units"),
    ("Ops", "A//B", "has an empty part"),
    ("Ops", " ", "has an empty part"),
    ("Ops", "A/..", "dots for a title"),
    ("Ops", "x" * 101, "titles of at most 100"),
    ("Ops", "/".join(["x" * 80] * 3), "“Ops/Build/Night”, which moves along, needs titles"),
    ("Ops", "A\u0007B", "cannot be printed"),
]


@pytest.mark.parametrize(("former", "path", "said"), BAD)
def test_what_cannot_be_is_refused_and_changes_nothing(former: str, path: str, said: str) -> None:
    before = tree()
    with pytest.raises(ServiceError, match=said):
        rename(former, path)
    assert tree() == before
    assert not AuditEntry.objects.filter(action="rename unit").exists()


def test_a_path_of_a_retired_unit_is_refused_with_the_reason() -> None:
    import_roster(data=roster({"Ops": 3}), actor="test", confirm_shrink=True)
    with pytest.raises(ServiceError, match="“Lab” is a unit that is retired"):
        rename("Ops", "Lab")


def test_the_case_of_a_path_can_change() -> None:
    assert rename("Ops", "OPS").unit.path == "OPS"
    assert "OPS/Build/Night" in tree()


def test_the_paths_that_a_unit_had_are_found_newest_first() -> None:
    unit = Unit.objects.get(path="Ops/Build")
    rename("Ops/Build", "Ops/Make", date(2027, 5, 1))
    rename("Ops", "Platform", date(2027, 6, 1))
    rename("Platform/Make", "Platform/Build", date(2027, 7, 1))
    unit.refresh_from_db()
    assert paths_of(unit) == ("Platform/Build", "Platform/Make", "Ops/Make", "Ops/Build")
    until = dict(unit.former_paths.values_list("path", "until"))
    assert until["Ops/Build"] == date(2027, 5, 1)
    assert paths_of(Unit.objects.get(path="Lab")) == ("Lab",)


def test_the_units_of_an_open_round_keep_the_path_of_opening() -> None:
    import_roster(data=roster(), actor="test", confirm_shrink=True)
    round_ = opened()
    before = list(round_.collection_units.values_list("path", flat=True))
    assert "Ops/Build" in before
    rename("Ops", "Platform")
    assert list(round_.collection_units.values_list("path", flat=True)) == before
    assert "Ops/Build" in paths_of(Unit.objects.get(path="Platform/Build"))
