"""The vetting finds what the gate would not let pass, and nothing in what it lets pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corrections import corrected
from analysis.disclosure import UnitFrame
from analysis.disclosure import release as let_through
from analysis.doubts import Doubt
from analysis.instrument import AGREEMENT_5, Condition, Instrument, Item, likert
from analysis.measurement import Reliability, Together
from analysis.measures import BOXES
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
from analysis.tally import GroupTally, ItemCounts, Tally
from analysis.vetting import vetted
from tests.analysis.test_attacks import FACTS, INSTRUMENT
from tests.analysis.test_attacks import released as released_world
from tests.analysis.test_cuts import MIXED, ROLE, answered
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


@cache
def of_three_departments() -> Release:
    """Tables whose categories are merged otherwise in each department."""
    people = {("A", "dev"): 24, ("A", "ops"): 14, ("B", "dev"): 16, ("B", "qa"): 12}
    found = released_cuts(answered(people | {("C", "dev"): 13, ("C", "ops"): 15}, seed=3))
    assert {"", "A"} <= {one.within for one in found.breakdowns if one.attribute == "role"}
    return found


def asked_by_role(qa: int, dev: int = 20) -> Release:
    """So many people of two roles in each of two units; only one role was asked more."""
    scale = likert("agreement_5", AGREEMENT_5, boxes=2)
    asked = Instrument(
        "asked",
        "Asked",
        (),
        (
            Item("role", "Your role?", ROLE, attribute=True),
            Item("ease", "Easy.", scale, show_if=Condition("role", frozenset({"dev"}))),
            Item("more", "More.", scale, show_if=Condition("ease", frozenset("12345"))),
        ),
    )

    def group(units: int) -> GroupTally:
        levels = ItemCounts(
            dev * units,
            not_shown=qa * units,
            options={str(n): dev * units // 5 for n in range(1, 6)},
        )
        roles = ItemCounts((dev + qa) * units, options={"dev": dev * units, "qa": qa * units})
        return GroupTally((dev + qa) * units, {"role": roles, "ease": levels, "more": levels})

    counted = Tally({"": group(2), "A": group(1), "B": group(1)})
    frame = [UnitFrame(u, u or "All", "" if u else None, 60) for u in ("", "A", "B")]
    return let_through(counted, asked, FACTS, frame)


# Nothing is found in what passed the gate


def test_nothing_is_found_in_what_the_gate_let_pass() -> None:
    fixed = corrected(NEWEST, reason="Wrong.", withdrawn=["docs_1"], turned=["focus_2"])
    rates = AttributeRates(
        "site", "Site", (CategoryRate(("A",), 40, 30), CategoryRate(("", "C"), 30, 28))
    )
    ballots = group_changed(NEWEST, "", invited=57, reissued=1)
    told = [
        *demo_releases(), fixed, with_tables(), every_kind(30), with_together(NEWEST),
        demo_release(counted=False), demo_release(answers=3), demo_release(full_detail=True),
        replace(NEWEST, participation=Participation((rates,))), ballots, of_three_departments(),
        asked_by_role(dev=20, qa=5), corrected(asked_by_role(5), reason="W", withdrawn=["role"]),
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


def _site_twice(release: Release) -> Release:
    """B has one person: 31 less 30."""
    one = (CategoryRate(("A",), 30, 20), CategoryRate(("B", "C"), 40, 38))
    other = (CategoryRate(("A", "B"), 31, 21), CategoryRate(("C",), 39, 37))
    told = tuple(AttributeRates("site", "Site", rates) for rates in (one, other))
    return replace(release, participation=Participation(told))


def _scores(**people: int) -> Callable[[Release], Release]:
    """The scores of everybody on the first construct; ``over`` stands for a stroke."""

    def change(release: Release) -> Release:
        options = {score.removeprefix("s").replace("over", "/"): n for score, n in people.items()}
        cell = Shown(ItemCounts(58, options=options))
        whole = release.organisation
        return group_changed(release, "", constructs={**whole.constructs, "release": cell})

    return change


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
    "one attribute twice": (_site_twice, Doubt.GROUPS),
    "a site in two categories": (
        _rates(CategoryRate(("A", "B"), 30, 20), CategoryRate(("B", "C"), 40, 38)), Doubt.GROUPS,
    ),
    "a category of no site": (
        _rates(CategoryRate(("A",), 30, 20), CategoryRate((), 40, 38)), Doubt.GROUPS,
    ),
    "fewer people than answers": (
        lambda release: group_changed(release, "", invited=57), Doubt.SUMS,
    ),
    "fewer people than answers in a unit": (
        lambda release: group_changed(release, "Insight", invited=1), Doubt.SUMS,
    ),
    "one score under two names": (_scores(s4=20, s8over2=38), Doubt.SUMS),
    "a score that no answers give": (_scores(s4=20, s999999999999=38), Doubt.SUMS),
    "a score below all answers": (_scores(s4=20, s1over2=38), Doubt.SUMS),
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


@pytest.mark.parametrize(
    ("left", "told_of_a", "doubt"),
    [
        ((0, 0, 0, 0, 1), "dev", Doubt.REMAINDER),  # one person of C has that role
        ((2, 2, 2, 2, 1), "dev", Doubt.REMAINDER),  # nine have
        ((0, 0, 1, 0, 11), "dev", Doubt.REMAINDER),  # all but one of C agree
        ((-1, 0, 4, 4, 4), "dev", Doubt.SUMS),
        ((0, 0, 0, 0, 0), "dev", None),
        ((2, 2, 2, 2, 2), "dev", None),
        # A merges what B tells apart: only both together can be subtracted, in which more are left.
        ((0, 0, 0, 0, 1), "data", None),
    ],
)
@pytest.mark.parametrize("form", ["options", "boxes"])
def test_tables_of_departments_are_taken_from_the_table_of_everybody(
    left: tuple[int, ...], told_of_a: str, doubt: Doubt | None, form: str
) -> None:
    """Developers of everybody are those of A, B, and what is left in C; of others C has 20."""
    part, rest = (3, 3, 3, 3, 3), (4, 4, 4, 4, 4)
    devs = [2 * n + more for n, more in zip(part, left, strict=True)]
    others = [2 * n + more for n, more in zip(part, rest, strict=True)]

    def table(within: str, cells: Mapping[str, Shown]) -> Breakdown:
        groups = (
            ReleasedGroup(code, code, within, None, None, items={"ease": cell})
            for code, cell in cells.items()
        )
        return Breakdown("role", within, tuple(groups))

    def boxed(cell: Shown) -> Shown:
        if form == "options":
            return cell
        one, two, three, four, five = cell.counts.options.values()
        people = zip(BOXES, (four + five, three, one + two), strict=True)
        return Shown(ItemCounts(cell.counts.answered, options=dict(people)))

    def group(path: str, *cells: Sequence[int]) -> ReleasedGroup:
        cell = counted(*(sum(levels) for levels in zip(*cells, strict=True)))
        people = cell.counts.answered
        parent = "" if path else None
        items: Mapping[str, Cell] = {"ease": cell, "role": HIDDEN_CELL}
        return ReleasedGroup(path, path, parent, None, people, items=items)

    asked = replace(
        INSTRUMENT, items=(*INSTRUMENT.items, Item("role", "Role?", ROLE, attribute=True))
    )
    of_a = {told_of_a: counted(*part), "_other": counted(*part)}
    of_b = {"dev": counted(*part), "ops": counted(*part)}
    release = Release(
        FACTS,
        asked,
        (
            group("", devs, others),
            group("A", part, part),
            group("B", part, part),
            group("C", rest, left),
        ),
        breakdowns=(
            table("", {"dev": counted(*devs), "_other": counted(*others)}),
            table("A", {code: boxed(cell) for code, cell in of_a.items()}),
            table("B", {code: boxed(cell) for code, cell in of_b.items()}),
        ),
    )
    found = {one.doubt for one in vetted(release) if one.path == "?role"}
    assert found == ({doubt} if doubt else set())


MERGED = Shown(ItemCounts(50, options={"dev": 40, "_other": 10}))


WITHDRAWN = Hidden(HiddenReason.WITHDRAWN)


@pytest.mark.parametrize(
    "role",
    [HIDDEN_CELL, WITHDRAWN, MERGED],
    ids=["hidden", "taken out of a first release", "merged"],
)
def test_a_question_asked_by_a_role_that_is_not_told_is_found(role: Cell) -> None:
    """How many were not asked says how many have a role; so does a question asked by that one."""
    assert isinstance(asked_by_role(qa=1).organisation.items["ease"], Hidden)
    told = cell_changed(asked_by_role(qa=5), "", "role", role)
    found = {(one.code, one.doubt) for one in vetted(told)}
    assert found == {("ease", Doubt.HIDDEN), ("more", Doubt.HIDDEN)}


def test_a_long_chain_of_conditions_is_walked_once() -> None:
    """Each of these questions was asked by the one before it; none of it by an attribute."""
    scale = likert("agreement_5", AGREEMENT_5, boxes=2)
    items = tuple(
        Item(f"q{n}", "So?", scale, show_if=Condition(f"q{n - 1}", frozenset("1")) if n else None)
        for n in range(300)
    )
    cells = {item.code: counted(3, 3, 3, 3, 3) for item in items}
    whole = ReleasedGroup("", "All", None, 15, 15, items=cells)
    looked_up = 0

    class Counted(Instrument):
        def item(self, code: str) -> Item:
            nonlocal looked_up
            looked_up += 1
            return super().item(code)

    assert vetted(Release(FACTS, Counted("long", "Long", (), items), (whole,))) == ()
    assert looked_up <= len(items)


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
