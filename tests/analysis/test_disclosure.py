"""The gate: what is hidden, and an attack that subtracts whatever can be subtracted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.counting import tally
from analysis.dataset import from_records
from analysis.disclosure import (
    UnitFrame,
    release,
    whole_file_release,
)
from analysis.instrument import (
    AGREEMENT_5,
    Condition,
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    likert,
)
from analysis.release import (
    Hidden,
    HiddenReason,
    Release,
    ReleasedGroup,
    RoundFacts,
    Shown,
    dump_release,
)
from analysis.small_groups import (
    forget_rare_options,
    forget_small_groups,
    merge_small_categories,
)
from analysis.tally import GroupTally, ItemCounts, Tally

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
ROLE = Scale("role", ScaleKind.SINGLE, tuple(Option(c, c) for c in ("dev", "ops", "qa", "pm")))
INSTRUMENT = Instrument(
    "demo",
    "Demo",
    sections=(),
    items=(
        Item("ease", "Releasing is easy.", AGREEMENT),
        Item("calm", "I am calm.", AGREEMENT),
        Item("role", "Your role?", ROLE, attribute=True),
    ),
    constructs=(Construct("flow", "Flow", ("ease", "calm")),),
)
FACTS = RoundFacts("dx", "2027-spring", "Spring 2027", "confidential", k=5)


def frame_of(*paths: str) -> list[UnitFrame]:
    units = [UnitFrame(path, path, path.rpartition("/")[0], 30) for path in paths]
    return [UnitFrame("", "Everybody", None, 70), *units]


def people(n: int, unit: str, **answers: Any) -> list[tuple[dict[str, Any], str]]:
    given = {"ease": "4", "calm": "4", "role": "dev", **answers}
    return [({code: one for code, one in given.items() if one}, unit)] * n


def count(*groups: list[tuple[dict[str, Any], str]]) -> Tally:
    rows = [row for group in groups for row in group]
    return tally(from_records(INSTRUMENT, [row[0] for row in rows], [row[1] for row in rows]))


def gate(frame: Sequence[UnitFrame], *groups: list[tuple[dict[str, Any], str]]) -> Release:
    return release(count(*groups), INSTRUMENT, FACTS, frame)


def hidden(made: Release) -> dict[str, HiddenReason | None]:
    return {group.path: group.hidden for group in made.groups}


# The organisation as a whole


def test_fewer_than_k_answers_release_nothing_but_that() -> None:
    made = gate(frame_of("A"), people(4, "A"))
    (only,) = made.groups
    assert (only.path, only.answers, only.hidden) == ("", None, HiddenReason.ROUND_TOO_SMALL)
    assert only.response_rate is None
    assert set(only.items.values()) == {Hidden(HiddenReason.ROUND_TOO_SMALL)}
    assert '"answered"' not in dump_release(made)


def test_five_to_nine_answers_show_no_distribution_and_no_number() -> None:
    made = gate(frame_of(), people(9, ""))
    assert (made.organisation.answers, made.organisation.hidden) == (None, HiddenReason.TOO_FEW)
    assert '"answered"' not in dump_release(made)


def test_ten_answers_show_the_distribution() -> None:
    made = gate(frame_of(), people(10, ""))
    assert made.organisation.answers == 10
    cell = made.organisation.items["ease"]
    assert isinstance(cell, Shown)
    assert cell.counts.options["4"] == 10


def test_an_item_needs_ten_valid_answers_of_its_own() -> None:
    made = gate(frame_of(), people(9, ""), people(3, "", ease="_na"), people(3, "", ease=""))
    assert made.organisation.answers == 15
    assert made.organisation.items["ease"] == Hidden(HiddenReason.TOO_FEW)
    assert isinstance(made.organisation.items["calm"], Shown)


def test_a_construct_is_hidden_with_any_of_its_items() -> None:
    few = count(people(9, ""), people(6, "", ease="_na"))
    assert few.organisation.constructs["flow"].answered == 15  # shown, it would give ease away
    made = release(few, INSTRUMENT, FACTS, frame_of())
    assert made.organisation.constructs["flow"] == Hidden(HiddenReason.TOO_FEW)
    enough = gate(frame_of(), people(10, ""), people(5, "", ease="_na"))
    assert isinstance(enough.organisation.constructs["flow"], Shown)


def test_a_larger_k_raises_the_minimum() -> None:
    made = release(count(people(12, "")), INSTRUMENT, replace(FACTS, k=12), frame_of())
    assert made.organisation.answers == 12
    made = release(count(people(14, "")), INSTRUMENT, replace(FACTS, k=15), frame_of())
    assert made.organisation.hidden is HiddenReason.ROUND_TOO_SMALL


def test_k_has_a_floor() -> None:
    with pytest.raises(ValueError, match="never below 4"):
        release(Tally(), INSTRUMENT, replace(FACTS, k=3), frame_of())


# Units


def test_units_are_shown_where_every_sibling_has_ten() -> None:
    made = gate(frame_of("A", "B"), people(10, "A"), people(12, "B"))
    assert hidden(made) == {"": None, "A": None, "B": None}
    assert [group.answers for group in made.units] == [10, 12]


def test_one_small_sibling_hides_them_all_each_with_its_reason() -> None:
    made = gate(frame_of("A", "B", "C"), people(30, "A"), people(9, "B"), people(20, "C"))
    assert hidden(made) == {
        "": None,
        "A": HiddenReason.SIBLING,
        "B": HiddenReason.TOO_FEW,
        "C": HiddenReason.SIBLING,
    }
    assert all(group.answers is None for group in made.units)


def test_a_sibling_where_nobody_answered_hides_the_others() -> None:
    assert hidden(gate(frame_of("A", "B"), people(30, "A")))["A"] is HiddenReason.SIBLING


def test_nothing_is_shown_below_a_hidden_unit() -> None:
    # B has 8. If A's teams were shown, A would be their sum, and B what is left of the whole.
    made = gate(
        frame_of("A", "A/1", "A/2", "B"), people(10, "A/1"), people(10, "A/2"), people(8, "B")
    )
    assert hidden(made) == {
        "": None,
        "A": HiddenReason.SIBLING,
        "A/1": HiddenReason.SIBLING,
        "A/2": HiddenReason.SIBLING,
        "B": HiddenReason.TOO_FEW,
    }


def test_people_directly_in_the_parent_count_as_a_sibling() -> None:
    two_teams = frame_of("A", "A/1", "A/2")
    teams = [people(10, "A/1"), people(10, "A/2")]
    assert hidden(gate(two_teams, *teams))["A/1"] is None
    assert hidden(gate(two_teams, *teams, people(3, "A")))["A/1"] is HiddenReason.SIBLING
    assert hidden(gate(two_teams, *teams, people(10, "A")))["A/1"] is None


def test_an_item_is_hidden_in_all_siblings_where_one_has_too_few() -> None:
    made = gate(frame_of("A", "B"), people(15, "A"), people(9, "B"), people(6, "B", calm="_na"))
    assert made.group("A").items["calm"] == Hidden(HiddenReason.SIBLING)
    assert made.group("B").items["calm"] == Hidden(HiddenReason.TOO_FEW)
    assert isinstance(made.group("A").items["ease"], Shown)
    assert isinstance(made.organisation.items["calm"], Shown)


def test_attributes_are_shown_for_the_organisation_only() -> None:
    made = gate(frame_of("A", "B"), people(15, "A"), people(15, "B"))
    assert isinstance(made.organisation.items["role"], Shown)
    assert made.group("A").items["role"] == Hidden(HiddenReason.SIBLING)


def test_groups_come_alphabetically_with_parents_first() -> None:
    made = gate(frame_of("B", "A b", "A/z", "A"), people(10, "B"))
    assert [group.path for group in made.groups] == ["", "A", "A/z", "A b", "B"]


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ([], "the organisation"),
        (frame_of("A", "A"), "exactly once"),
        (frame_of("A/1", "B"), "parent of 'A/1'"),
        ([*frame_of("A"), UnitFrame("B", "B", "A", 3)], "parent of 'B'"),
        (frame_of("B"), "does not name: \\['A'\\]"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused(frame: list[UnitFrame], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        gate(frame, people(10, "A"))


# Attributes


def merged(options: Mapping[str, int], kind: ScaleKind = ScaleKind.SINGLE) -> Mapping[str, int]:
    item = Item("role", "Role?", replace(ROLE, kind=kind), attribute=True)
    return merge_small_categories(ItemCounts(answered=50, options=options), item, 5).options


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"dev": 30, "ops": 20}, {"dev": 30, "ops": 20}),
        ({"dev": 30, "ops": 15, "qa": 3, "pm": 2}, {"dev": 30, "ops": 15, "_other": 5}),
        ({"dev": 30, "ops": 15, "qa": 5, "pm": 4}, {"dev": 30, "ops": 15, "_other": 9}),
        ({"dev": 30, "ops": 16, "qa": 4, "pm": 0}, {"dev": 30, "_other": 20}),
        ({"dev": 30, "ops": 20, "qa": 0}, {"dev": 30, "ops": 20, "qa": 0}),
        ({"dev": 4}, {"_other": 4}),
    ],
)
def test_small_categories_are_merged(options: dict[str, int], expected: dict[str, int]) -> None:
    assert merged(options) == expected


def test_a_pool_of_multiple_choice_may_be_the_same_people() -> None:
    assert merged({"dev": 30, "ops": 9, "qa": 4, "pm": 3}) == {"dev": 30, "ops": 9, "_other": 7}
    assert merged({"dev": 30, "ops": 9, "qa": 4, "pm": 3}, ScaleKind.MULTIPLE) == {
        "dev": 30,
        "_other": 16,
    }


def test_the_release_holds_merged_categories_only() -> None:
    made = gate(frame_of(), people(20, ""), people(3, "", role="qa"), people(3, "", role="pm"))
    cell = made.organisation.items["role"]
    assert isinstance(cell, Shown)
    assert cell.counts.options == {"dev": 20, "_other": 6}


def test_a_question_asked_by_a_small_category_does_not_count_it() -> None:
    """All but the two of QA are asked: whoever was not asked is one of them."""
    asked = Condition("role", frozenset({"dev", "ops", "pm"}))
    ease, calm, role = INSTRUMENT.items
    instrument = replace(INSTRUMENT, items=(role, replace(ease, show_if=asked), calm))

    def released(qa: int) -> ReleasedGroup:
        rows = [*people(20, ""), *people(qa, "", role="qa", ease=""), *people(6, "", role="pm")]
        counted = tally(from_records(instrument, [row[0] for row in rows], [""] * len(rows)))
        assert counted.organisation.items["ease"].not_shown == qa
        return release(counted, instrument, FACTS, frame_of()).organisation

    assert released(2).items["ease"] == Hidden(HiddenReason.SIBLING)
    assert released(2).constructs["flow"] == Hidden(HiddenReason.SIBLING)
    assert isinstance(released(2).items["calm"], Shown)
    assert isinstance(released(6).items["ease"], Shown)


def test_labels_that_were_learned_from_a_few_people_are_forgotten() -> None:
    counted = count(people(20, ""), people(3, "", role="qa"), people(5, "", role="pm"))
    kept = forget_rare_options(INSTRUMENT, counted, {"role"}, 5)
    assert [option.code for option in kept.item("role").scale.options] == ["dev", "pm"]
    assert kept.item("ease") == INSTRUMENT.item("ease")
    cell = release(counted, kept, FACTS, frame_of()).organisation.items["role"]
    assert isinstance(cell, Shown)
    assert cell.counts.options == {"dev": 20, "_other": 8}


# A whole file


# What is kept of a closed round


def test_the_counts_of_a_few_people_are_forgotten_and_whatever_gives_them_away() -> None:
    counted = count(
        *(people(n, unit) for unit, n in {"A/x": 12, "A/y": 1, "B/x": 8, "B/y": 9}.items())
    )
    kept = forget_small_groups(counted, 5).groups
    assert counted.groups["A/y"].items["ease"].options["4"] == 1
    assert {path for path, group in kept.items() if group.items} == {"", "A", "B", "B/x", "B/y"}
    assert {path for path, group in kept.items() if group.constructs} == {
        "", "A", "B", "B/x", "B/y",
    }  # fmt: skip
    assert {path: group.respondents for path, group in kept.items()} == {
        path: group.respondents for path, group in counted.groups.items()
    }


@pytest.mark.parametrize(
    ("by_unit", "expected"),
    [
        ({"A": 4}, set()),
        ({"A": 3, "B/x": 20, "B/y": 20}, {""}),  # nothing below what is forgotten
        ({"A/x": 20, "A": 3}, {"", "A"}),  # who is in the parent alone is a group too
        ({"A/x": 20, "A": 5}, {"", "A", "A/x"}),
    ],
)
def test_what_is_kept_leaves_no_few_by_subtraction(
    by_unit: dict[str, int], expected: set[str]
) -> None:
    kept = forget_small_groups(count(*(people(n, unit) for unit, n in by_unit.items())), 5)
    assert {path for path, group in kept.groups.items() if group.items} == expected


@given(by_unit=st.dictionaries(st.sampled_from(["A", "A/x", "A/y", "B"]), st.integers(1, 14)))
@settings(max_examples=40, deadline=None)
def test_a_release_is_the_same_without_what_is_forgotten(by_unit: dict[str, int]) -> None:
    counted = count(*(people(n, unit) for unit, n in by_unit.items())) if by_unit else Tally()
    frame = frame_of("A", "A/x", "A/y", "B")
    full, kept = (
        release(one, INSTRUMENT, FACTS, frame) for one in (counted, forget_small_groups(counted, 5))
    )
    assert dump_release(full) == dump_release(kept)


def test_a_file_that_the_user_holds_is_shown_in_full() -> None:
    counted = count(people(2, ""), people(1, "", role="pm"))
    made = whole_file_release(counted, INSTRUMENT, FACTS, invited=12)
    (only,) = made.groups
    assert (only.answers, only.invited, only.hidden) == (3, 12, None)
    assert only.items["role"] == Shown(counted.organisation.items["role"])
    assert only.constructs["flow"] == Shown(counted.organisation.constructs["flow"])


def test_a_file_without_responses_is_shown_as_such() -> None:
    made = whole_file_release(Tally(), INSTRUMENT, FACTS)
    assert made.organisation.answers == 0
    assert made.organisation.items["ease"] == Shown(ItemCounts())


# The attack
#
# The attacker knows every group that is shown for an item, and adds and subtracts them in any way
# there is (any rational combination). A set of people is had when its indicator is such a
# combination. The atoms are the units without parts, and whoever is directly in a unit with parts.


@dataclass(frozen=True)
class Attack:
    """Who can be singled out, for one item (``None``: for the number of answers)."""

    counted: Tally
    paths: Sequence[str]

    def atoms(self) -> dict[str, int]:
        """Respondents who are exactly here, by path."""
        sizes = {
            path: self.counted.groups.get(path, GroupTally()).respondents
            for path in ["", *self.paths]
        }
        return {
            path: size - sum(sizes[child] for child in self.paths if parent_of(child) == path)
            for path, size in sizes.items()
        }

    def smallest(self, shown: Sequence[str]) -> int | None:
        """The fewest people that can be had from these groups; ``None`` where nobody can."""
        atoms = {path: size for path, size in self.atoms().items() if size}
        known = np.array(
            [[float(is_in(atom, group)) for atom in atoms] for group in shown]
        ).reshape(len(shown), len(atoms))
        sizes = [
            sum(atoms[path] for path in chosen)
            for chosen in subsets(list(atoms))
            if in_row_space(known, [float(path in chosen) for path in atoms])
        ]
        return min(sizes, default=None)


def parent_of(path: str) -> str | None:
    return path.rpartition("/")[0] if path else None


def is_in(atom: str, group: str) -> bool:
    return not group or atom == group or atom.startswith(group + "/")


def subsets(atoms: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(atoms) + 1):
        yield from combinations(atoms, size)


def in_row_space(known: Any, target: Sequence[float]) -> bool:
    rank = np.linalg.matrix_rank
    return len(known) > 0 and bool(rank(np.vstack([known, target])) == rank(known))


PATHS = ("A", "A/1", "A/2", "B", "B/1", "B/2", "C")
sizes = st.fixed_dictionaries(
    {path: st.sampled_from([0, 0, 3, 9, 10, 11, 20]) for path in ("A", "B", *PATHS[1:3], "B/1")}
    | {path: st.sampled_from([8, 10, 14]) for path in ("B/2", "C")}
)


def naive_groups(counted: Tally) -> list[str]:
    """What "show every group of ten or more" would show."""
    return [path for path, group in counted.groups.items() if group.respondents >= 10]


def test_without_the_rule_a_small_team_is_had_by_subtraction() -> None:
    counted = count(people(20, "A"), people(8, "B"))
    attack = Attack(counted, ("A", "B"))
    assert attack.smallest(naive_groups(counted)) == 8
    made = release(counted, INSTRUMENT, FACTS, frame_of("A", "B"))
    assert attack.smallest(shown_groups(made)) == 28


def test_without_the_rule_on_the_parent_the_teams_give_a_department_away() -> None:
    counted = count(people(10, "A/1"), people(10, "A/2"), people(8, "B"))
    attack = Attack(counted, ("A", "A/1", "A/2", "B"))
    assert attack.smallest(["", "A/1", "A/2"]) == 8
    made = release(counted, INSTRUMENT, FACTS, frame_of("A", "A/1", "A/2", "B"))
    assert attack.smallest(shown_groups(made)) == 28


def shown_groups(made: Release) -> list[str]:
    return [group.path for group in made.groups if group.hidden is None]


def shown_cells(made: Release, code: str) -> list[str]:
    def is_shown(group: ReleasedGroup) -> bool:
        return isinstance({**group.items, **group.constructs}[code], Shown)

    return [group.path for group in made.groups if is_shown(group)]


@settings(max_examples=60, deadline=None)
@given(sizes, st.data())
def test_no_subtraction_leaves_fewer_than_ten(by_unit: dict[str, int], data: st.DataObject) -> None:
    without = {path: data.draw(st.integers(0, 3), label=f"N/A in {path}") for path in by_unit}
    full = [people(n, path) for path, n in by_unit.items()]
    valid = [people(max(0, n - without[path]), path) for path, n in by_unit.items()]
    silent = [people(min(n, without[path]), path, calm="_na") for path, n in by_unit.items()]
    made = release(count(*valid, *silent), INSTRUMENT, FACTS, frame_of(*PATHS))
    on_the_round, on_the_item = Attack(count(*full), PATHS), Attack(count(*valid), PATHS)
    found = [on_the_round.smallest(shown_groups(made))]
    found += [on_the_item.smallest(shown_cells(made, code)) for code in ("calm", "flow")]
    assert all(fewest is None or fewest >= 10 for fewest in found)


@settings(max_examples=60, deadline=None)
@given(sizes)
def test_every_shown_cell_has_at_least_ten_answers(by_unit: dict[str, int]) -> None:
    made = gate(frame_of(*PATHS), *(people(n, path) for path, n in by_unit.items()))
    for group in made.groups:
        for cell in [*group.items.values(), *group.constructs.values()]:
            assert isinstance(cell, Hidden) or cell.counts.answered >= 10
