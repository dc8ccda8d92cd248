"""The audit finds nothing in what the gate lets through, and each rule that is taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from analysis import suppression
from analysis.audit import Leak, OpenCell, audit
from analysis.disclosure import release
from analysis.hierarchy import Bools, Hierarchy
from analysis.instrument import Construct
from analysis.release import Band, Cell, Hidden, HiddenReason, Release, Shown
from analysis.suppression import Needs, Sizes
from analysis.tally import GroupTally, ItemCounts, Tally
from tests.analysis.test_attacks import FACTS, INSTRUMENT, counted, frame, released
from tests.worlds import World, worlds

MIXED = (2, 2, 2, 3, 3)


def world(**teams: tuple[int, ...]) -> World:
    named = {f"{name[0]}/{name}": levels for name, levels in teams.items()}
    return World(named, dict.fromkeys(named, 0))


#: A department of 12 + 9 + 6, one of 12 + 12: 9 and 6 make more than ten, and that is enough.
ORDINARY = world(Aa=MIXED, Ab=(2, 2, 1, 2, 2), Ac=(1, 1, 1, 2, 1), Ba=MIXED, Bb=(3, 3, 2, 2, 2))


def changed(made: Release, path: str, change: Callable[[Cell], Cell]) -> Release:
    """The release with another cell."""
    groups = tuple(
        replace(group, items={"ease": change(group.items["ease"])}) if group.path == path else group
        for group in made.groups
    )
    return replace(made, groups=groups)


def leaks(*releases: Release, of: World = ORDINARY) -> set[Leak]:
    return {one.leak for one in audit(releases, counted(of))}


def test_what_the_gate_tells_passes() -> None:
    made = released(ORDINARY)
    assert audit([made], counted(ORDINARY)) == ()
    assert isinstance(made.group("A/Aa").items["ease"], Shown)
    assert made.group("A/Ab").items["ease"] == Band(0.4, 0.6, 5, 9)
    assert made.group("A/Ac").items["ease"] == Band(0.4, 0.6, 5, 9)


@pytest.mark.parametrize("seed", [11, 12])
def test_it_agrees_with_the_gate_in_every_small_world(seed: int) -> None:
    for one in worlds(300, seed):
        assert audit([released(one)], counted(one)) == (), str(one)


def weakened(monkeypatch: pytest.MonkeyPatch, needs: Needs) -> None:
    told_in_full = suppression.told_in_full
    monkeypatch.setattr(
        "analysis.disclosure.told_in_full",
        lambda tree, sizes, _needs, allowed: told_in_full(tree, sizes, needs, allowed),
    )


def test_without_complementary_suppression_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    small = world(Aa=MIXED, Ab=(2, 2, 2, 2, 2), Ac=(1, 1, 1, 2, 1), Ba=MIXED, Bb=MIXED)
    assert leaks(released(small), of=small) == set()

    def no_complement(tree: Hierarchy, sizes: Sizes, needs: Needs, allowed: Bools) -> Bools:
        return suppression._grown_from_the_root(tree, allowed & suppression._suffice(sizes, needs))

    monkeypatch.setattr("analysis.disclosure.told_in_full", no_complement)
    assert Leak.REMAINDER in leaks(released(small), of=small)


def test_without_homogeneity_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    alike = world(Aa=(0, 0, 0, 6, 6), Ab=(6, 6, 3, 0, 0), Ba=MIXED)
    made = released(alike)
    assert made.group("A/Aa").items["ease"] == Band(0.6, 1.0, 10)
    assert leaks(made, of=alike) == set()
    weakened(monkeypatch, Needs(10, 0))
    assert Leak.ALIKE in leaks(released(alike), of=alike)


def test_without_valid_answers_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = replace(ORDINARY, silent={**ORDINARY.silent, "A/Ab": 3})
    assert leaks(released(silent), of=silent) == set()
    shown = Shown(counted(silent).groups["A/Ab"].items["ease"])  # 12 people, 9 valid answers
    found = audit([changed(released(silent), "A/Ab", lambda _: shown)], counted(silent))
    assert OpenCell("A/Ab", "ease", Leak.TOO_FEW) in found


def test_percentages_in_the_place_of_bands_are_refused() -> None:
    exact = changed(released(ORDINARY), "A/Ab", lambda _: Band(4 / 9, 4 / 9, 5, 9))
    assert OpenCell("A/Ab", "ease", Leak.NOT_A_BAND) in audit([exact], counted(ORDINARY))


def test_bands_that_give_somebody_away_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.disclosure.bands_to_take_back", lambda *_: set())
    found = set[Leak]()
    for one in worlds(600, 1):
        found |= leaks(released(one), of=one)
    assert found == {Leak.FROM_BAND}


def test_one_late_response_is_refused() -> None:
    levels = ORDINARY.teams["A/Aa"]
    late = replace(ORDINARY, teams={**ORDINARY.teams, "A/Aa": (levels[0] + 1, *levels[1:])})
    first, second = released(ORDINARY), replace(released(late), number=2)
    assert audit([second], counted(late)) == ()
    found = audit([first, second], counted(late))
    assert {one.leak for one in found} >= {Leak.CORRECTED}
    assert {one.path for one in found if one.leak is Leak.CORRECTED} >= {"", "A", "A/Aa"}


def test_one_changed_answer_is_refused() -> None:
    one, two, *more = ORDINARY.teams["A/Aa"]
    other = replace(ORDINARY, teams={**ORDINARY.teams, "A/Aa": (one + 1, two - 1, *more)})
    releases = [released(ORDINARY), replace(released(other), number=2)]
    assert Leak.CORRECTED in {found.leak for found in audit(releases, counted(other))}


def test_a_correction_that_tells_less_passes() -> None:
    first = released(ORDINARY)
    hidden = changed(first, "A/Aa", lambda _: Hidden(HiddenReason.SIBLING))
    assert audit([first, replace(hidden, number=2)], counted(ORDINARY)) == ()


def test_what_two_releases_tell_together_is_audited() -> None:
    """Each hides another team of a department; together they hide none."""
    three = world(Aa=MIXED, Ab=MIXED, Ac=(1, 1, 1, 2, 1), Ba=MIXED)
    tally = counted(three)
    one = released(three)
    hidden = [path for path in ("A/Aa", "A/Ab") if isinstance(one.group(path).items["ease"], Band)]
    (other_way,) = hidden
    (told,) = {"A/Aa", "A/Ab"} - {other_way}
    shown = Shown(tally.groups[other_way].items["ease"])
    two = changed(one, told, lambda _: Hidden(HiddenReason.SIBLING))
    two = replace(changed(two, other_way, lambda _: shown), number=2)
    assert audit([two], tally) == ()
    assert Leak.REMAINDER in {found.leak for found in audit([one, two], tally)}


def test_a_construct_without_its_items_is_refused() -> None:
    instrument = replace(INSTRUMENT, constructs=(Construct("flow", "Flow", ("ease",)),))
    cell = ItemCounts(answered=12, options=dict(zip("12345", MIXED, strict=True)))
    tally = Tally({"": GroupTally(12, {"ease": cell}, {"flow": cell})})
    made = release(tally, instrument, FACTS, frame(World({}, {})))
    assert audit([made], tally) == ()
    lone = changed(made, "", lambda _: Hidden(HiddenReason.TOO_FEW))
    assert OpenCell("", "flow", Leak.FROM_ITEMS) in audit([lone], tally)


def test_it_says_what_it_cannot_audit() -> None:
    made = released(ORDINARY)
    with pytest.raises(ValueError, match="no release"):
        audit([], counted(ORDINARY))
    with pytest.raises(ValueError, match="several rounds"):
        audit([replace(made, round=replace(made.round, code="other")), made], counted(ORDINARY))
    with pytest.raises(ValueError, match="units differ"):
        audit([replace(made, groups=made.groups[:-1]), made], counted(ORDINARY))
