"""Who is counted together: nobody in a unit of fewer than eight, nobody left out or twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.services.collection_units import MEMBERS_MINIMUM, PlannedUnit, plan_units


def planned(head_counts: dict[str, int]) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {unit.path: (unit.members, unit.pooled) for unit in plan_units(head_counts)}


def test_large_teams_stand_alone_and_a_small_one_joins_its_smallest_sibling() -> None:
    assert planned({"Ops/A": 9, "Ops/B": 8, "Product/Data": 6, "Product/Search": 8}) == {
        "Ops/A": (9, ()),
        "Ops/B": (8, ()),
        "Product/Data + Search": (14, ("Product/Data", "Product/Search")),
    }


def test_small_siblings_are_pooled_with_each_other_first() -> None:
    assert planned({"Ops/A": 3, "Ops/B": 4, "Ops/C": 5, "Ops/D": 6, "Ops/E": 20}) == {
        "Ops/A + C": (8, ("Ops/A", "Ops/C")),
        "Ops/B + D": (10, ("Ops/B", "Ops/D")),
        "Ops/E": (20, ()),
    }
    assert planned({"Ops/A": 2, "Ops/B": 3, "Ops/C": 9}) == {
        "Ops/A + B + C": (14, ("Ops/A", "Ops/B", "Ops/C"))
    }


def test_a_small_department_becomes_a_team_of_its_smallest_sibling() -> None:
    assert planned({"Office": 2, "Ops/A": 9, "Ops/B": 10, "Product/C": 30}) == {
        "Office + Ops/A + Office": (11, ("Office", "Ops/A")),
        "Office + Ops/B": (10, ("Ops/B",)),
        "Product/C": (30, ()),
    }


def test_people_of_a_department_outside_its_teams_are_one_more_team() -> None:
    assert planned({"Ops": 2, "Ops/A": 9, "Ops/B": 10}) == {
        "Ops/A + Ops": (11, ("Ops", "Ops/A")),
        "Ops/B": (10, ()),
    }
    assert planned({"Ops": 12, "Ops/A": 9}) == {"Ops": (12, ()), "Ops/A": (9, ())}


def test_teams_of_the_same_name_stay_apart_when_their_departments_are_pooled() -> None:
    head_counts = {"Ops/Data": 4, "Ops/Web": 3, "Product/Data": 9, "Product/Web": 9}
    units = planned(head_counts)
    assert sum(members for members, _pooled in units.values()) == 25
    assert all(members >= MEMBERS_MINIMUM for members, _pooled in units.values())


def test_fewer_than_eight_people_are_one_unit() -> None:
    assert plan_units({"Ops/A": 3, "Ops/B": 4}) == [PlannedUnit("", "", 7, ("Ops/A", "Ops/B"))]


titles = st.sampled_from(["A", "B", "C", "Data"])
paths = st.lists(titles, min_size=1, max_size=3).map("/".join)


@given(st.dictionaries(paths, st.integers(1, 12), min_size=1, max_size=15))
def test_everybody_is_in_exactly_one_unit_of_at_least_eight(head_counts: dict[str, int]) -> None:
    units = plan_units(head_counts)
    homes = [home for unit in units for home in (unit.pooled or (unit.path,))]
    assert sorted(homes) == sorted(head_counts)
    assert sum(unit.members for unit in units) == sum(head_counts.values())
    assert len({unit.path for unit in units}) == len(units)
    if sum(head_counts.values()) >= MEMBERS_MINIMUM:
        assert all(unit.members >= MEMBERS_MINIMUM for unit in units)
    assert plan_units(dict(reversed(head_counts.items()))) == units
