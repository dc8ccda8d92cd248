"""The vetting finds what the gate would not let pass, and nothing in what it lets pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corrections import corrected
from analysis.doubts import Doubt
from analysis.measurement import Reliability, Together
from analysis.participation import AttributeRates, CategoryRate, Participation
from analysis.release import (
    Band,
    Breakdown,
    Cell,
    Hidden,
    HiddenReason,
    Release,
    ReleasedGroup,
    Shown,
    dump_release,
)
from analysis.release_files import read_release_file
from analysis.tally import ItemCounts
from analysis.vetting import vetted
from tests.analysis.test_attacks import FACTS, INSTRUMENT
from tests.analysis.test_attacks import released as released_world
from tests.analysis.test_cuts import MIXED, answered
from tests.analysis.test_cuts import released as released_cuts
from tests.releases import demo_release, demo_releases, with_together
from tests.test_every_kind import every_kind
from tests.worlds import worlds

NEWEST = demo_releases()[-1]
ITEM = "release_1"


def doubts(release: Release) -> set[Doubt]:
    return {one.doubt for one in vetted(release)}


def group_changed(release: Release, at: str, **fields: Any) -> Release:
    """The release with other fields of one group."""
    return replace(
        release,
        groups=tuple(
            replace(group, **fields) if group.path == at else group for group in release.groups
        ),
    )


def cell_changed(release: Release, path: str, code: str, cell: Cell) -> Release:
    cells = {**release.group(path).items, code: cell}
    return group_changed(release, path, items=cells)


def counted(*people: int, missing: int = 0) -> Shown:
    options = {str(level): n for level, n in enumerate(people, start=1)}
    return Shown(ItemCounts(sum(people), not_applicable=missing, options=options))


@cache
def with_tables() -> Release:
    found = released_cuts(answered(MIXED))
    assert found.breakdowns
    return found


# Nothing is found in what passed the gate


def test_nothing_is_found_in_what_the_gate_let_pass() -> None:
    fixed = corrected(NEWEST, reason="Wrong.", withdrawn=["docs_1"], turned=["focus_2"])
    rates = AttributeRates(
        "site", "Site", (CategoryRate(("A",), 40, 30), CategoryRate(("B", "C"), 30, 28))
    )
    told = [
        *demo_releases(), fixed, with_tables(), every_kind(30), with_together(NEWEST),
        demo_release(counted=False), demo_release(answers=3), demo_release(full_detail=True),
        replace(NEWEST, participation=Participation((rates,))),
    ]  # fmt: skip
    for release in told:
        assert vetted(release) == (), release.round
        assert read_release_file(dump_release(release).encode()).release == release


def test_nothing_is_found_in_many_small_worlds() -> None:
    for world in worlds(100, 11):
        assert vetted(released_world(world)) == (), str(world)


# Everything is found that stands there against the rules


def _band(low: float, high: float, least: int, most: int | None) -> Callable[[Release], Release]:
    return lambda release: cell_changed(release, "Insight", ITEM, Band(low, high, least, most))


def _everybody(cell: Cell, code: str = ITEM) -> Callable[[Release], Release]:
    return lambda release: cell_changed(release, "", code, cell)


def _told_of_a_team(release: Release) -> Release:
    """A team of eight people, told in full."""
    path = next(group.path for group in release.groups if group.answers is None)
    return cell_changed(release, path, ITEM, counted(1, 2, 1, 2, 1))


def _number_of_a_team(release: Release) -> Release:
    path = next(group.path for group in release.groups if group.between)
    return group_changed(release, path, answers=7, between=None)


def _one_more_of_everybody(release: Release) -> Release:
    """One unit is smaller by as many people as leave four of the whole to nobody."""
    told = [g for g in release.groups if g.parent == "" and g.answers]
    return group_changed(release, "", answers=sum(g.answers or 0 for g in told) + 4)


def _more_in_a_part(release: Release) -> Release:
    whole = release.organisation.items[ITEM]
    assert isinstance(whole, Shown)
    part = next(g for g in release.groups if g.parent == "" and isinstance(g.items[ITEM], Shown))
    n = part.answers or 0
    assert whole.counts.options["1"] < n - 3
    return cell_changed(release, part.path, ITEM, counted(n - 3, 1, 1, 1, 0))


def _rates(*categories: CategoryRate) -> Callable[[Release], Release]:
    told = Participation((AttributeRates("site", "Site", categories),))
    return lambda release: replace(release, participation=told)


def _reliability(n: int, code: str = "release") -> Callable[[Release], Release]:
    found = Reliability(code, n, 0.8, 0.7, 0.9, None, None, ())
    return lambda release: replace(release, together=Together((found,)))


def _without_an_item(release: Release) -> Release:
    return cell_changed(release, "", ITEM, Hidden(HiddenReason.GIVES_AWAY))


def _roles_of_a_department(release: Release) -> Release:
    group = next(g for g in release.groups if g.parent == "" and g.answers)
    n = group.answers or 0
    roles = Shown(ItemCounts(n, options={"backend": n - 5, "data": 5}))
    return cell_changed(release, group.path, "role", roles)


ROLES = {"backend": 30, "frontend": 17, "data": 8, "qa": 3}
HIDDEN = HiddenReason.TOO_FEW
HIDDEN_CELL = Hidden(HIDDEN)

TAMPERED: Mapping[str, tuple[Callable[[Release], Release], Doubt]] = {
    "too few valid answers": (_everybody(counted(1, 2, 2, 2, 2, missing=49)), Doubt.TOO_FEW),
    "all but two agree": (_everybody(counted(1, 1, 0, 56, 0)), Doubt.ALIKE),
    "all but two are favourable": (_everybody(counted(1, 0, 1, 28, 28)), Doubt.ALIKE),
    "more answers than people": (_everybody(counted(10, 10, 10, 10, 19)), Doubt.SUMS),
    "options that do not add up": (
        _everybody(Shown(ItemCounts(58, options={"1": 20, "5": 20}))), Doubt.SUMS,
    ),
    "an option that nobody offered": (
        _everybody(Shown(ItemCounts(58, options={"1": 20, "6": 38}))), Doubt.SUMS,
    ),
    "a team in full": (_told_of_a_team, Doubt.HIDDEN),
    "the number of a team": (_number_of_a_team, Doubt.TOO_FEW),
    "four people left over": (_one_more_of_everybody, Doubt.REMAINDER),
    "more in a part than in the whole": (_more_in_a_part, Doubt.SUMS),
    "a share to the percent": (_band(0.45, 0.46, 5, 9), Doubt.BAND),
    "a narrow range of people": (_band(0.4, 0.6, 5, 6), Doubt.BAND),
    "a band where nothing is good": (
        lambda release: cell_changed(release, "Insight", "fix_first", Band(0.4, 0.6, 10)),
        Doubt.BAND,
    ),
    "a small role": (_everybody(Shown(ItemCounts(58, options=ROLES)), "role"), Doubt.TOO_FEW),
    "roles of a department": (
        _roles_of_a_department,
        Doubt.HIDDEN,
    ),
    "a construct without one of its items": (_without_an_item, Doubt.HIDDEN),
    "figures in a group that is hidden": (
        lambda release: group_changed(release, "Product", hidden=HIDDEN), Doubt.HIDDEN,
    ),
    "units of a round that is too small": (
        lambda release: replace(
            release,
            groups=tuple(_hidden(group) for group in release.groups),
        ),
        Doubt.HIDDEN,
    ),
    "choices made together of few": (
        _everybody(
            Shown(
                ItemCounts(
                    20, 38, options={"tests": 12, "docs": 12}, pairs={("docs", "tests"): 4}
                )
            ),
            "fix_first",
        ),
        Doubt.TOO_FEW,
    ),
    "more chose both than either": (
        _everybody(
            Shown(ItemCounts(58, options={"tests": 30, "docs": 30}, pairs={("docs", "tests"): 31})),
            "fix_first",
        ),
        Doubt.SUMS,
    ),
    "a unit that hangs nowhere": (
        lambda release: group_changed(release, "Platform", path="Elsewhere/Platform"),
        Doubt.GROUPS,
    ),
    "a unit whose name is two lines": (
        lambda release: group_changed(release, "Insight/Analytics", path="Insight/Ana\nlytics"),
        Doubt.GROUPS,
    ),
    "a unit with an endless name": (
        lambda release: group_changed(release, "Insight/Analytics", title="A" * 301),
        Doubt.GROUPS,
    ),
    "a unit twice": (
        lambda release: replace(release, groups=(*release.groups, release.groups[-1])),
        Doubt.GROUPS,
    ),
    "nobody at all": (lambda release: replace(release, groups=()), Doubt.GROUPS),
    "an item that was not asked": (_everybody(counted(9, 9, 9), "shoe_size"), Doubt.GROUPS),
    "neither a number of answers nor a range": (
        lambda release: group_changed(release, "", answers=None), Doubt.GROUPS,
    ),
    "reliability of few": (_reliability(25), Doubt.TOGETHER),
    "reliability of more than answered": (_reliability(59), Doubt.TOGETHER),
    "reliability of something else": (_reliability(40, "shoes"), Doubt.GROUPS),
    "a site of nine": (
        _rates(CategoryRate(("A",), 61, 50), CategoryRate(("B",), 9, 8)), Doubt.RATES,
    ),
    "a site where all answered": (
        _rates(CategoryRate(("A",), 50, 38), CategoryRate(("B",), 20, 20)), Doubt.RATES,
    ),
    "sites that are not everybody": (
        _rates(CategoryRate(("A",), 30, 20), CategoryRate(("B",), 30, 20)), Doubt.SUMS,
    ),
}  # fmt: skip


def _hidden(group: ReleasedGroup) -> ReleasedGroup:
    nothing: Cell = Hidden(HiddenReason.ROUND_TOO_SMALL)
    return replace(
        group,
        answers=None,
        between=None,
        hidden=HiddenReason.ROUND_TOO_SMALL,
        items=dict.fromkeys(group.items, nothing),
        constructs=dict.fromkeys(group.constructs, nothing),
    )


@pytest.mark.parametrize("name", TAMPERED)
def test_what_the_gate_would_not_let_pass_is_found(name: str) -> None:
    change, doubt = TAMPERED[name]
    assert doubt in doubts(change(NEWEST))


def small(whole: Shown, part: Shown, rest: Cell = HIDDEN_CELL, number: int = 1) -> Release:
    """One question, told of everybody and of A; of B what is said."""

    def group(path: str, cell: Cell) -> ReleasedGroup:
        people = cell.counts.answered if isinstance(cell, Shown) else None
        between = None if people else (5, 9)
        parent = "" if path else None
        return ReleasedGroup(
            path, path, parent, None, people, items={"ease": cell}, between=between
        )

    groups = (group("", whole), group("A", part), group("B", rest))
    return Release(FACTS, INSTRUMENT, groups, number, corrects="Turned." if number > 1 else "")


@pytest.mark.parametrize(
    ("left_over", "doubt"),
    [
        ((1, 1, 1, 1, 0), Doubt.REMAINDER),  # four people
        ((0, 0, 2, 0, 10), Doubt.REMAINDER),  # all but two gave one answer
        ((1, 0, 1, 5, 5), Doubt.REMAINDER),  # all but two a favourable one
        ((-1, 4, 4, 4, 4), Doubt.SUMS),  # fewer than nobody
        ((2, 2, 2, 2, 2), None),
    ],
)
def test_what_is_left_by_subtraction_is_judged_as_if_it_were_told(
    left_over: tuple[int, ...], doubt: Doubt | None
) -> None:
    part = (3, 4, 5, 6, 7)
    whole = [n + more for n, more in zip(part, left_over, strict=True)]
    assert doubts(small(counted(*whole), counted(*part))) == ({doubt} if doubt else set())


def test_a_correction_is_held_against_the_attackers_rule() -> None:
    """A question that was turned round has other boxes than the gate judged."""
    part, whole = counted(3, 4, 5, 6, 7), counted(4, 4, 6, 11, 12)
    assert doubts(small(whole, part)) == {Doubt.REMAINDER}
    assert doubts(small(whole, part, number=2)) == set()
    alone = counted(4, 4, 5, 12, 12)
    assert doubts(small(alone, part, number=2)) == {Doubt.REMAINDER}


def _table_changed(change: Callable[[Breakdown], Breakdown]) -> Release:
    release = with_tables()
    return replace(release, breakdowns=(change(release.breakdowns[0]), *release.breakdowns[1:]))


def _first_category(**fields: Any) -> Callable[[Breakdown], Breakdown]:
    return lambda table: replace(
        table, groups=(replace(table.groups[0], **fields), *table.groups[1:])
    )


def _few_in_a_category(table: Breakdown) -> Breakdown:
    few: Cell = counted(1, 1, 1, 1, 1)
    group = table.groups[0]
    items = {code: few if isinstance(c, Shown) else c for code, c in group.items.items()}
    return _first_category(items=items)(table)


TABLES: Mapping[str, tuple[Callable[[Breakdown], Breakdown], Doubt]] = {
    "of something that is no attribute": (
        lambda table: replace(table, attribute="ease"), Doubt.GROUPS,
    ),
    "of a unit that is not there": (lambda table: replace(table, within="Moon"), Doubt.GROUPS),
    "of one category": (lambda table: replace(table, groups=table.groups[:1]), Doubt.GROUPS),
    "with a number of answers": (_first_category(answers=12), Doubt.GROUPS),
    "that does not add up": (_few_in_a_category, Doubt.SUMS),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_closing_would_not_let_pass_is_found(name: str) -> None:
    change, doubt = TABLES[name]
    assert doubt in doubts(_table_changed(change))


@given(st.data())
def test_a_shown_cell_with_other_counts_is_found_wherever_it_stands(data: st.DataObject) -> None:
    """One person more or less anywhere does not add up with the people of the group."""
    told = [
        (group.path, code)
        for group in NEWEST.groups
        for code, cell in group.items.items()
        if isinstance(cell, Shown) and code not in ("role", "fix_first")
    ]
    path, code = data.draw(st.sampled_from(told))
    cell = NEWEST.group(path).items[code]
    assert isinstance(cell, Shown)
    option = data.draw(st.sampled_from(sorted(cell.counts.options)))
    by = data.draw(st.sampled_from([-1, 1]))
    options = {**cell.counts.options, option: cell.counts.options[option] + by}
    changed = Shown(replace(cell.counts, options=options))
    assert Doubt.SUMS in doubts(cell_changed(NEWEST, path, code, changed))


@given(st.data())
def test_a_hidden_cell_that_is_told_after_all_is_found(data: st.DataObject) -> None:
    """Whatever plausible counts stand there: its group is too small, or it was hidden for another.

    A department that may be told is none of them.
    """
    small = [group.path for group in NEWEST.groups if group.answers is None]
    path = data.draw(st.sampled_from(small))
    people = data.draw(st.lists(st.integers(0, 9), min_size=5, max_size=5))
    assert doubts(cell_changed(NEWEST, path, ITEM, counted(*people))) & {
        Doubt.HIDDEN, Doubt.SUMS, Doubt.TOO_FEW,
    }  # fmt: skip
