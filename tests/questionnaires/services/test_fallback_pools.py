"""Pools for the close: named beforehand, of siblings, each unit in at most one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.services.collection_units import PlannedUnit, plan_units
from questionnaires.services.fallback_pools import (
    SMALL_UNTIL,
    FallbackPool,
    fallback_pools,
    pools_of,
    taken_over,
    were_taken_over,
)


def named(head_counts: dict[str, int], k: int = 5) -> dict[str, tuple[str, ...]]:
    return {pool.path: pool.units for pool in fallback_pools(plan_units(head_counts), k)}


def test_siblings_go_two_by_two_the_smallest_first() -> None:
    assert named({"Ops/A": 12, "Ops/B": 8, "Ops/C": 10, "Ops/D": 14, "Shop/X": 40}) == {
        "Ops/A + D": ("Ops/A", "Ops/D"),
        "Ops/B + C": ("Ops/B", "Ops/C"),
    }


def test_of_an_odd_number_the_smallest_three_go_together() -> None:
    assert named({"Ops/A": 12, "Ops/B": 8, "Ops/C": 10, "Ops/D": 14, "Ops/E": 13}) == {
        "Ops/A + B + C": ("Ops/A", "Ops/B", "Ops/C"),
        "Ops/D + E": ("Ops/D", "Ops/E"),
    }


def test_the_parent_stands_for_a_pool_of_all_its_parts() -> None:
    (pool,) = fallback_pools(plan_units({"Ops/A": 8, "Ops/B": 9, "Ops/C": 9}), 5)
    assert pool == FallbackPool("Ops", "Ops", ("Ops/A", "Ops/B", "Ops/C"))
    assert pool.is_parent
    assert named({"A": 9, "B": 9}) == {"": ("A", "B")}


def test_a_large_sibling_is_needed_only_by_one_that_is_alone() -> None:
    assert named({"Ops/A": 8, "Ops/B": 9, "Ops/C": 40}) == {"Ops/A + B": ("Ops/A", "Ops/B")}
    assert named({"Ops/A": 8, "Ops/B": 60, "Ops/C": 40}) == {"Ops/A + C": ("Ops/A", "Ops/C")}
    assert named({"Ops/B": 60, "Ops/C": 40}) == {}


def test_whether_a_unit_is_small_follows_from_k() -> None:
    head_counts = {"Ops/A": 30, "Ops/B": 31, "Ops/C": 99}
    assert named(head_counts) == {}
    assert named(head_counts, k=10) == {"Ops/A + B": ("Ops/A", "Ops/B")}


def test_without_a_sibling_there_is_no_pool() -> None:
    assert named({"Ops/A": 9, "Shop/B": 9, "Shop/C": 9}) == {"Shop": ("Shop/B", "Shop/C")}
    assert named({"Ops/A": 2}) == {}


def test_a_department_with_teams_joins_nobody_so_its_sibling_has_no_parent_to_itself() -> None:
    assert named({"Office": 9, "Legal": 8, "Ops/A": 9, "Ops/B": 30}) == {
        "Legal + Office": ("Legal", "Office"),
        "Ops": ("Ops/A", "Ops/B"),
    }
    assert named({"Office": 9, "Ops/A": 30, "Ops/B": 30}) == {}


def test_people_of_a_department_outside_its_teams_are_a_sibling_of_these() -> None:
    assert named({"Ops": 12, "Ops/A": 9, "Shop": 50}) == {"Ops": ("Ops", "Ops/A")}
    assert named({"Ops": 12, "Ops/A": 9, "Ops/B": 50}) == {"Ops/A + Ops": ("Ops", "Ops/A")}


def test_a_pool_of_the_opening_can_be_part_of_one_at_the_close() -> None:
    assert named({"Ops/A": 4, "Ops/B": 5, "Ops/C": 9, "Ops/D": 50}) == {
        "Ops/A + B + C": ("Ops/A + B", "Ops/C")
    }


def test_a_pool_takes_over_all_its_members_or_none() -> None:
    pools = fallback_pools(plan_units({"Ops/A": 12, "Ops/B": 8, "Ops/C": 10, "Ops/D": 14}), 5)
    answers = {"Ops/A": 9, "Ops/B": 5, "Ops/C": 5, "Ops/D": 4}
    assert taken_over(pools, answers, 5) == {"Ops/A": "Ops/A + D", "Ops/D": "Ops/A + D"}
    assert taken_over(pools, {**answers, "Ops/D": 5}, 5) == {}
    assert len(taken_over(pools, {}, 5)) == 4


def test_a_manifest_without_pools_names_none() -> None:
    assert pools_of({"k": 5, "units": []}) == ()
    one = {"path": "Ops", "title": "Ops", "units": ["Ops/A", "Ops/B"]}
    assert pools_of({"fallback_pools": [one]}) == (FallbackPool("Ops", "Ops", ("Ops/A", "Ops/B")),)


titles = st.sampled_from(["A", "B", "C", "Data", "Web"])
paths = st.lists(titles, min_size=1, max_size=3).map("/".join)
organisations = st.dictionaries(paths, st.integers(1, 30), min_size=1, max_size=15)


@given(organisations, st.integers(4, 8))
def test_pools_hold_siblings_and_each_unit_is_in_at_most_one(
    head_counts: dict[str, int], k: int
) -> None:
    units = plan_units(head_counts)
    pools = fallback_pools(units, k)
    members = [unit for pool in pools for unit in pool.units]
    by_path = {unit.path: unit for unit in units}
    assert len(members) == len(set(members))
    assert set(members) <= by_path.keys()
    for pool in pools:
        assert 2 <= len(pool.units) <= 3
        assert len(_parents_of(pool, units)) == 1
        assert any(by_path[unit].members < SMALL_UNTIL * k for unit in pool.units)
        below = [
            u.path for u in units if f"{u.path}/".startswith(f"{pool.path}/" * bool(pool.path))
        ]
        assert sorted(below) == sorted(pool.units) if pool.is_parent else below == []
    assert fallback_pools(list(reversed(units)), k) == pools


def _parents_of(pool: FallbackPool, units: list[PlannedUnit]) -> set[str]:
    def has_parts(path: str) -> bool:
        return any(unit.path.startswith(f"{path}/") for unit in units)

    return {u if has_parts(u) else u.rpartition("/")[0] for u in pool.units}


@given(organisations, st.data())
def test_what_closing_did_can_be_told_from_what_it_counted(
    head_counts: dict[str, int], data: st.DataObject
) -> None:
    """No unit of fewer than k answers is counted as such where it has a pool."""
    units, k = plan_units(head_counts), 5
    pools = fallback_pools(units, k)
    answers = {u.path: data.draw(st.integers(0, u.members), label=u.path) for u in units}
    homes = taken_over(pools, answers, k)
    counted: dict[str, int] = {}
    for path, people in answers.items():
        home = homes.get(path, path)
        parts = home.split("/") if home else []
        for depth in range(len(parts) + 1) if people else ():
            above = "/".join(parts[:depth])
            counted[above] = counted.get(above, 0) + people
    assert were_taken_over(pools, counted) == homes
    members = {unit for pool in pools for unit in pool.units}
    assert all(answers[unit] >= k for unit in members - homes.keys())
