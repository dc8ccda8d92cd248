"""What answers say together: the same as on the rows, and nobody can be subtracted out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.associations import construct_scores, count_round, item_moments, item_scores
from analysis.counting import tally
from analysis.dataset import Responses, from_records
from analysis.disclosure import UnitFrame, release
from analysis.instrument import AGREEMENT_5, Construct, Instrument, Item, likert
from analysis.measurement import FEWEST_COMPLETE, Together
from analysis.release import Release, RoundFacts, dump_release, load_release
from analysis.stats.drivers import lmg_importance
from analysis.stats.reliability import alpha_interval
from analysis.tally import Tally

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
NPS = likert("nps", tuple(str(n) for n in range(11)), boxes=2)
K = 5


def _items(construct: str, count: int, reverse: int | None = None) -> tuple[Item, ...]:
    return tuple(
        Item(f"{construct}{n}", "?", AGREEMENT, construct=construct, reverse=n == reverse)
        for n in range(count)
    )


ITEMS = (*_items("flow", 4, reverse=2), *_items("tools", 3), *_items("calm", 1))
INSTRUMENT = Instrument(
    "dx",
    "DX",
    sections=(),
    items=(*ITEMS, Item("recommend", "?", NPS)),
    constructs=tuple(
        Construct(code, code.title(), tuple(i.code for i in ITEMS if i.construct == code))
        for code in ("flow", "tools", "calm")
    ),
    outcome="recommend",
)
FACTS = RoundFacts("p", "r", "R", "confidential", K)


def _records(n: int, seed: int = 1, missing: float = 0.0) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    records = []
    for _ in range(n):
        trait = dict(zip(("flow", "tools", "calm"), rng.normal(size=3), strict=True))
        record = {}
        for item in ITEMS:
            if rng.random() >= missing:
                level = trait[str(item.construct)] + rng.normal(scale=0.7)
                answer = int(np.clip(np.round(3 + level), 1, 5))
                record[item.code] = str(6 - answer if item.reverse else answer)
        liking = 6 + 2 * trait["flow"] + trait["tools"] + rng.normal()
        record["recommend"] = str(1 + int(np.clip(np.round(liking), 0, 10)))
        records.append(record)
    return records


def _responses(records: list[dict[str, Any]]) -> Responses:
    return from_records(INSTRUMENT, records, [""] * len(records))


def _counted(records: list[dict[str, Any]]) -> Tally:
    return count_round(_responses(records), k=K, generator=np.random.default_rng(1))


def _released(counted: Tally) -> Release:
    everybody = UnitFrame("", "Everybody", None, None)
    return release(counted, INSTRUMENT, FACTS, [everybody])


def test_moments_give_the_figures_of_the_rows() -> None:
    responses = _responses(_records(60))
    moments = item_moments(responses, k=K, generator=np.random.default_rng(1))
    assert set(moments) == {"flow", "tools"}  # one item alone says nothing of reliability
    assert moments["flow"].n == 60
    shown = {one.construct: one for one in _released(_counted(_records(60))).together.reliability}
    for construct in ("flow", "tools"):
        rows = item_scores(responses)[list(INSTRUMENT.construct(construct).items)]
        alpha = alpha_interval(rows)
        assert shown[construct].alpha == round(alpha.estimate, 2)
        assert (shown[construct].low, shown[construct].high) == (
            round(alpha.low, 2),
            round(alpha.high, 2),
        )
        assert not any(item.looks_reversed for item in shown[construct].items)


def test_drivers_are_those_of_the_rows_and_carry_an_interval() -> None:
    responses = _responses(_records(60))
    found = _counted(_records(60)).together.drivers
    assert found is not None
    table = construct_scores(INSTRUMENT, item_scores(responses))
    table["y"] = item_scores(responses)["recommend"]
    expected = lmg_importance(table, "y")
    assert (found.outcome, found.n) == ("recommend", expected.n)
    assert found.explained == round(expected.estimate, 2)
    for driver, same in zip(found.drivers, expected.drivers, strict=True):
        assert (driver.construct, driver.share) == (same.item, round(same.share, 2))
        assert driver.low <= driver.share <= driver.high
    assert found.drivers[0].share > found.drivers[1].share > found.drivers[2].share


def test_a_forgotten_mark_of_a_reversed_item_is_noticed() -> None:
    records = [{**record, "tools1": str(6 - int(record["tools1"]))} for record in _records(60)]
    shown = {one.construct: one for one in _released(_counted(records)).together.reliability}
    assert [item.item for item in shown["tools"].items if item.looks_reversed] == ["tools1"]
    assert not any(item.looks_reversed for item in shown["flow"].items)


def test_constructs_that_are_one_are_noticed() -> None:
    records = _records(200)
    for record in records:  # tools becomes flow under another name
        record |= {f"tools{n}": record[f"flow{n}"] for n in (0, 1)}
    (pair,) = _counted(records).together.pairs
    assert (pair.first, pair.second, pair.n) == ("flow", "tools", 200)
    (apart,) = _counted(_records(200)).together.pairs
    assert apart.ratio < 0.3 < 0.6 < pair.ratio


def test_nothing_is_said_of_twenty_five_people() -> None:
    assert FEWEST_COMPLETE == 26
    few, enough = _counted(_records(25)), _counted(_records(26))
    assert (few.moments, few.together) == ({}, Together())
    assert enough.moments
    assert enough.together.drivers
    assert _released(few).together == Together()


def _beside(responses: Responses, moments_n: int, construct: str) -> list[int]:
    """People who count in a single item, or in the score, and not in the moments."""
    scores = item_scores(responses)[list(INSTRUMENT.construct(construct).items)]
    scored = int((scores.notna().sum(axis=1) * 2 >= scores.shape[1]).sum())
    return [int(scores[code].notna().sum()) - moments_n for code in scores] + [scored - moments_n]


@given(st.integers(0, 10**6), st.integers(26, 90), st.sampled_from([0.0, 0.01, 0.03, 0.1]))
def test_nobody_can_be_subtracted_out(seed: int, people: int, missing: float) -> None:
    responses = _responses(_records(people, seed, missing))
    found = item_moments(responses, k=K, generator=np.random.default_rng(seed))
    for construct, moments in found.items():
        beside = _beside(responses, moments.n, construct)
        assert moments.n >= FEWEST_COMPLETE
        assert all(others == 0 or others >= K for others in beside)


def test_without_the_rule_one_person_is_had_by_subtraction() -> None:
    records = _records(60)
    del records[7]["flow1"]  # the one who answered three of four
    responses = _responses(records)
    complete = item_scores(responses)[[f"flow{n}" for n in range(4)]].dropna()
    counts = tally(responses).organisation.items["flow0"].options
    whole = sum(int(code) * n for code, n in counts.items())
    assert whole - complete["flow0"].sum() == int(records[7]["flow0"])  # it could leak
    moments = item_moments(responses, k=K, generator=np.random.default_rng(1))["flow"]
    assert len(complete) - moments.n == K
    assert min(_beside(responses, moments.n, "flow")) == K  # of flow1, which that person skipped


def test_stored_and_read_again() -> None:
    counted = _counted(_records(60))
    assert Tally.from_json(counted.as_json()) == counted
    shown = _released(counted)
    assert load_release(dump_release(shown)) == shown
    old = counted.as_json()["groups"]  # as tallies were written before
    assert Tally.from_json(old).groups == counted.groups


def test_constructs_that_follow_from_each_other_have_no_drivers() -> None:
    records = [
        {**r, "calm0": r["tools0"], "tools1": r["tools0"], "tools2": r["tools0"]}
        for r in _records(60)
    ]
    assert _counted(records).together.drivers is None


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_scores_need_half_of_the_items(missing: float) -> None:
    scores = item_scores(_responses(_records(40, 3, missing)))
    found = construct_scores(INSTRUMENT, scores)
    for construct in INSTRUMENT.constructs:
        rows = scores[list(construct.items)]
        enough = rows.notna().sum(axis=1) >= len(construct.items) / 2
        pd.testing.assert_series_equal(
            found[construct.code].dropna(), rows[enough].mean(axis=1), check_names=False
        )
