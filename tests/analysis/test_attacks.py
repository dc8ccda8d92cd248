"""Attacks on whole small worlds, by an attacker of the tests' own (:mod:`tests.worlds`).

``CANDOR_WORLDS`` sets how many worlds; ``make attack`` tries many more than the suite does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import pytest

from analysis import suppression
from analysis.disclosure import UnitFrame, release
from analysis.instrument import AGREEMENT_5, Instrument, Item, likert
from analysis.release import Release, RoundFacts, dump_release
from analysis.suppression import Needs
from analysis.tally import GroupTally, ItemCounts, Tally
from tests.worlds import LEVELS, Told, World, alike_by_level, attack, worlds

NUMBER = int(os.environ.get("CANDOR_WORLDS", "3000"))
#: Seeds of the runs, so that the work can be divided.
SEEDS = (1, 2, 3, 4)

ITEM = Item("ease", "Releasing is easy.", likert("agreement_5", AGREEMENT_5, boxes=2))
INSTRUMENT = Instrument("demo", "Demo", sections=(), items=(ITEM,))
FACTS = RoundFacts("dx", "2027-spring", "Spring 2027", "confidential", k=5)


def counted(world: World) -> Tally:
    groups: dict[str, GroupTally] = {}
    for team, levels in world.teams.items():
        cell = ItemCounts(
            answered=sum(levels),
            not_applicable=world.silent[team],
            options=dict(zip(LEVELS, levels, strict=True)),
        )
        one = GroupTally(sum(levels) + world.silent[team], {"ease": cell})
        for path in ("", team.partition("/")[0], team):
            groups[path] = groups[path] + one if path in groups else one
    return Tally(groups)


def frame(world: World) -> list[UnitFrame]:
    departments = sorted({team.partition("/")[0] for team in world.teams})
    paths = [*departments, *world.teams]
    units = [UnitFrame(path, path, path.rpartition("/")[0], None) for path in paths]
    return [UnitFrame("", "Everybody", None, None), *units]


def told_by(document: str) -> dict[str, Told]:
    """What a release says of the item, read from its text."""
    groups: list[dict[str, Any]] = json.loads(document)["groups"]
    return {group["path"]: _told(group["items"]["ease"]) for group in groups}


def _told(cell: Mapping[str, Any]) -> Told:
    if "shown" in cell:
        return Told(levels=tuple(cell["shown"]["options"][level] for level in LEVELS))
    if "band" in cell:
        low, high = cell["band"]
        return Told(share=(round(low * 100), round(high * 100)))
    return Told()


def released(world: World) -> Release:
    return release(counted(world), INSTRUMENT, FACTS, frame(world))


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_found_in_any_world(seed: int) -> None:
    bands = in_full = 0
    for world in worlds(NUMBER // len(SEEDS), seed):
        told = told_by(dump_release(released(world)))
        found = attack(world, told) + alike_by_level(world, told)
        assert not found, f"{world}\n{told}\n{found[:5]}"
        bands += sum(one.share is not None for one in told.values())
        in_full += sum(one.levels is not None for one in told.values())
    assert bands > NUMBER // len(SEEDS) / 2, "too little is told for the attack to mean anything"
    assert in_full > NUMBER // len(SEEDS)


# The attacker has teeth: each rule, taken away, gives somebody away in some world.


def percent_band(levels: tuple[int, ...], width: int) -> tuple[int, int]:
    """The band of ``width`` percent that the favourable share lies in."""
    share = 100 * sum(levels[3:]) / sum(levels)
    low = min(int(share // width) * width, 100 - width)
    return low, low + width


def levels_of(tally: Tally, path: str) -> tuple[int, ...]:
    return tuple(tally.groups[path].items["ease"].options[level] for level in LEVELS)


def naive(world: World, *, least: int) -> dict[str, Told]:
    """Every group of that many answers in full, and nothing of the others."""
    tally = counted(world)
    full = {path: levels_of(tally, path) for path in tally.groups}
    return {path: Told(levels=n) if sum(n) >= least else Told() for path, n in full.items()}


def with_narrow_bands(world: World) -> dict[str, Told]:
    """What the gate tells, with bands of twenty percent in the place of its own."""
    tally, told = counted(world), told_by(dump_release(released(world)))
    return {
        path: Told(share=percent_band(levels_of(tally, path), 20)) if one.share else one
        for path, one in told.items()
    }


@pytest.mark.parametrize("least", [5, 10])
def test_a_minimum_alone_gives_people_away(least: int) -> None:
    told = [(world, naive(world, least=least)) for world in worlds(300, 1)]
    assert any(attack(world, one) for world, one in told)
    assert any(alike_by_level(world, one) for world, one in told)


def test_five_bands_give_people_away() -> None:
    """Which is why there are three (see the decision record on bands)."""
    assert any(attack(world, with_narrow_bands(world)) for world in worlds(300, 1))


def test_bands_that_are_not_held_against_an_attacker_give_people_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("analysis.disclosure.bands_to_take_back", lambda *_: set())
    assert any(attack(world, told_by(dump_release(released(world)))) for world in worlds(600, 1))


@pytest.mark.parametrize("needs", [Needs(10, 0), Needs(1, 3)])
def test_a_weaker_need_gives_people_away(monkeypatch: pytest.MonkeyPatch, needs: Needs) -> None:
    """Without homogeneity; and with remainders of any size."""
    told_in_full = suppression.told_in_full
    monkeypatch.setattr(
        "analysis.disclosure.told_in_full",
        lambda tree, sizes, _needs, allowed: told_in_full(tree, sizes, needs, allowed),
    )
    found = 0
    for world in worlds(300, 1):
        told = told_by(dump_release(released(world)))
        found += bool(attack(world, told) or alike_by_level(world, told))
    assert found
