"""Releases: one text, one hash, and back again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.instrument import AGREEMENT_5, Condition, Construct, Instrument, Item, Section, likert
from analysis.release import (
    Hidden,
    HiddenReason,
    Release,
    ReleasedGroup,
    RoundFacts,
    Shown,
    dump_release,
    load_release,
    release_sha256,
)
from analysis.tally import ItemCounts

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
INSTRUMENT = Instrument(
    "demo",
    "Démo",
    (Section("s", "Start", ("ease", "calm")),),
    (
        Item("ease", "Releasing is easy.", AGREEMENT, construct="flow", dora="continuous_delivery"),
        Item("calm", "I am calm.", AGREEMENT, show_if=Condition("ease", frozenset({"4", "5"}))),
    ),
    (Construct("flow", "Flow", ("ease",)),),
    translations={"de": {"title": "Vorführung"}},
)
WHOLE = ReleasedGroup(
    "",
    "Everybody",
    None,
    70,
    56,
    items={"ease": Shown(ItemCounts(50, 3, 2, 1, {"4": 50})), "calm": Hidden(HiddenReason.TOO_FEW)},
    constructs={"flow": Shown(ItemCounts(50, 3, 2, 1, {"4": 50}))},
)
UNIT = ReleasedGroup("A", "A", "", 9, None, HiddenReason.SIBLING)
RELEASE = Release(RoundFacts("dx", "r1", "Round 1", "open", 5), INSTRUMENT, (WHOLE, UNIT))


def test_a_release_comes_back_from_its_text() -> None:
    assert load_release(dump_release(RELEASE)) == RELEASE


def test_the_same_release_is_the_same_text_whatever_the_order_of_its_parts() -> None:
    turned = replace(WHOLE, items=dict(reversed(list(WHOLE.items.items()))))
    assert dump_release(replace(RELEASE, groups=(turned, UNIT))) == dump_release(RELEASE)


def test_the_hash_sees_every_figure() -> None:
    other = replace(WHOLE, answers=57)
    assert release_sha256(replace(RELEASE, groups=(other, UNIT))) != release_sha256(RELEASE)
    assert len(release_sha256(RELEASE)) == 64


def test_a_hash_that_was_verified_is_that_of_this_text_alone() -> None:
    """It is taken as it is, and no release that is made from this one has it."""
    read = load_release(dump_release(RELEASE), verified="0" * 64)
    assert read == RELEASE
    assert release_sha256(read) == "0" * 64
    assert (
        release_sha256(load_release(dump_release(RELEASE))) == release_sha256(RELEASE) != "0" * 64
    )
    later = replace(read, number=2)
    assert release_sha256(later) == release_sha256(replace(RELEASE, number=2))
    assert "verified" not in dump_release(read)


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": "candor-release/0"}'])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="candor-release/1"):
        load_release(text)


def test_groups_are_found_by_path() -> None:
    assert RELEASE.organisation is WHOLE
    assert RELEASE.units == (UNIT,)
    with pytest.raises(KeyError):
        RELEASE.group("nowhere")


def test_a_response_rate_needs_both_numbers() -> None:
    assert WHOLE.response_rate == 0.8
    assert UNIT.response_rate is None
    assert replace(WHOLE, invited=None).response_rate is None
    assert replace(WHOLE, invited=0).response_rate is None
