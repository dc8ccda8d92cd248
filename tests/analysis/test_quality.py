"""Sentences on reliability and drivers: each rule at its limit, and no figure of its own."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.instrument import AGREEMENT_5, Construct, Instrument, Item, likert
from analysis.measurement import (
    ConstructPair,
    Driver,
    ItemFit,
    KeyDrivers,
    Reliability,
    Together,
)
from analysis.quality import (
    NEVER_A_CAUSE,
    Coherence,
    Quality,
    chance_level,
    construct_qualities,
    drivers_in_words,
    hardly_two,
    ranked,
)
from analysis.release import HiddenReason, Release, ReleasedGroup, RoundFacts

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
ITEMS = (
    Item("easy", "Releasing is easy.", AGREEMENT, construct="flow"),
    Item("quick", "Releasing is quick.", AGREEMENT, construct="flow"),
    Item("fear", "I fear releases.", AGREEMENT, construct="flow", reverse=True),
    Item("clear", "The code is clear.", AGREEMENT, construct="code"),
    Item("tidy", "The code is tidy.", AGREEMENT, construct="code"),
    Item("calm", "I am calm.", AGREEMENT, construct="calm"),
    Item("liked", "I like working here.", AGREEMENT),
)
INSTRUMENT = Instrument(
    "dx",
    "DX",
    sections=(),
    items=ITEMS,
    constructs=tuple(
        Construct(code, title, tuple(i.code for i in ITEMS if i.construct == code))
        for code, title in (("flow", "Flow"), ("code", "Code"), ("calm", "Calm"))
    ),
    outcome="liked",
)
FACTS = RoundFacts("p", "r", "R", "confidential", 5)


def released(
    together: Together, hidden: HiddenReason | None = None, outcome: str = "liked"
) -> Release:
    everybody = ReleasedGroup("", "Everybody", None, 70, None if hidden else 60, hidden)
    return Release(FACTS, replace(INSTRUMENT, outcome=outcome), (everybody,), together=together)


def fit(item: str = "easy", **changes: Any) -> ItemFit:
    stated: dict[str, Any] = {
        "item": item, "r_drop": 0.5, "alpha_if_dropped": 0.5, "looks_reversed": False,
    }  # fmt: skip
    return ItemFit(**(stated | changes))


def flow(*items: ItemFit, **changes: Any) -> Quality:
    """What is said of a construct with these figures."""
    stated: dict[str, Any] = {
        "n": 58, "alpha": 0.8, "low": 0.71, "high": 0.87, "omega": 0.81, "variance_extracted": 0.6,
    }  # fmt: skip
    one = Reliability("flow", items=items, **(stated | changes))
    return construct_qualities(released(Together(reliability=(one,))))[0]


def test_a_construct_that_holds_together_says_so_with_its_figures() -> None:
    found = flow()
    assert found.text == (
        "Holds together: alpha 0.80 (interval 0.71 to 0.87), omega 0.81, 58 complete answers."
    )
    assert (found.coherence, found.remarks) == (Coherence.HOLDS, ())


@pytest.mark.parametrize(
    ("omega", "alpha", "coherence"),
    [
        (0.70, 0.10, Coherence.HOLDS),
        (0.69, 0.90, Coherence.LOOSE),
        (0.60, 0.90, Coherence.LOOSE),
        (0.59, 0.90, Coherence.FALLS_APART),
        (None, 0.70, Coherence.HOLDS),
        (None, 0.69, Coherence.LOOSE),
        (None, 0.59, Coherence.FALLS_APART),
        (math.nan, 0.70, Coherence.HOLDS),
        (None, None, Coherence.UNTOLD),
    ],
)
def test_omega_decides_where_it_can_be_told(
    omega: float | None, alpha: float | None, coherence: Coherence
) -> None:
    assert flow(omega=omega, alpha=alpha).coherence is coherence


def test_one_that_does_not_hold_together_sends_to_its_items() -> None:
    found = flow(alpha=0.41, low=0.1, high=0.59, omega=0.42)
    assert found.text == (
        "Does not hold together: alpha 0.41 (interval 0.10 to 0.59), omega 0.42, 58 complete "
        "answers. Read its items one by one."
    )
    assert "do not rule out that it does" in flow(alpha=0.41, high=0.6, omega=0.42).text


def test_an_interval_that_begins_below_the_limit_is_said() -> None:
    assert "may hold together less well" in flow(low=0.69).text
    assert "may hold together less well" not in flow(low=0.70).text


def test_answers_that_do_not_differ_tell_nothing() -> None:
    found = flow(alpha=None, low=None, high=None, omega=None, variance_extracted=None)
    assert found.text.endswith("cannot be told: the answers to its questions do not differ.")


def test_little_variance_in_common_is_remarked() -> None:
    assert flow(variance_extracted=0.5).remarks == ()
    (said,) = flow(variance_extracted=0.49).remarks
    assert "less than half of their variance in common (0.49)" in said
    assert flow(variance_extracted=0.2, omega=0.4).remarks == (), "said already"


def test_an_item_that_runs_against_the_others() -> None:
    (said,) = flow(fit("easy", r_drop=-0.31, looks_reversed=True, alpha_if_dropped=0.95)).remarks
    assert said == (
        "“Releasing is easy” runs against the other questions (correlation -0.31). Was it meant "
        "to be reverse-scored?"
    )
    (said,) = flow(fit("fear", r_drop=None, looks_reversed=True)).remarks
    assert said == (
        "“I fear releases” runs against the other questions. It is scored in reverse: was it "
        "meant to be?"
    )


@pytest.mark.parametrize(("without", "remarks"), [(0.84, 0), (0.85, 1), (None, 0), (math.nan, 0)])
def test_an_item_without_which_alpha_would_be_clearly_higher(
    without: float | None, remarks: int
) -> None:
    said = flow(fit("quick", alpha_if_dropped=without)).remarks
    assert len(said) == remarks
    if said:
        assert said[0].startswith("Without “Releasing is quick” alpha would be 0.85 instead of 0.8")


def test_what_cannot_be_told_says_why() -> None:
    flow_, code, calm = construct_qualities(released(Together()))
    assert "more than 25 people have to answer all of its items" in flow_.text
    assert code.coherence is Coherence.UNTOLD
    assert (calm.coherence, calm.text) == (
        Coherence.SINGLE, "One question: how reliable it is cannot be told.",
    )  # fmt: skip


def test_nothing_is_said_of_a_hidden_round() -> None:
    one = Reliability("flow", 58, 0.8, 0.7, 0.9, 0.8, 0.6, ())
    drivers = KeyDrivers("liked", 58, 0.5, (Driver("flow", 1.0, 1.0, 1.0, 1.0),))
    hidden = released(Together((one,), (), drivers), HiddenReason.ROUND_TOO_SMALL)
    assert construct_qualities(hidden) == ()
    assert drivers_in_words(hidden).drivers is None


def test_two_constructs_that_are_hardly_two() -> None:
    sound = [Reliability(code, 58, 0.8, 0.7, 0.9, 0.8, 0.6, ()) for code in ("flow", "code")]
    pairs = (ConstructPair("flow", "code", 58, 0.86),)
    (said,) = hardly_two(released(Together(tuple(sound), pairs)))
    assert said.startswith("Flow and Code are hardly two things")
    assert "(ratio 0.86, limit 0.85; 58 complete answers)" in said
    at_the_limit = (replace(pairs[0], ratio=0.85),)
    assert hardly_two(released(Together(tuple(sound), at_the_limit))) == ()
    apart = (sound[0], replace(sound[1], omega=0.59))  # high for want of anything within
    assert hardly_two(released(Together(apart, pairs))) == ()


FLOW = Driver("flow", 0.62, 0.41, 0.80, 0.60)
CODE = Driver("code", 0.30, 0.10, 0.40, 0.31)
CALM = Driver("calm", 0.08, 0.01, 0.20, 0.09)


def told(*drivers: Driver, explained: float = 0.46, n: int = 58) -> tuple[str, ...]:
    found = KeyDrivers("liked", n, explained, drivers)
    return drivers_in_words(released(Together(drivers=found))).sentences


def test_the_first_driver_is_named_and_nothing_is_a_cause() -> None:
    said = told(CALM, FLOW, CODE)
    assert said[0] == "Flow goes along with it most: 62 % of what is told (41 to 80 %)."
    assert said[1] == (
        "Together the constructs tell 46 % of the differences in the answers of 58 people; of "
        "answers given by chance they would tell about 5 %."
    )
    assert said[2:] == (NEVER_A_CAUSE,)
    assert "never a cause" in NEVER_A_CAUSE
    drivers = KeyDrivers("liked", 58, 0.46, (CALM, FLOW, CODE))
    assert ranked(drivers) == (FLOW, CODE, CALM)


def test_an_overlap_leaves_the_first_place_open() -> None:
    assert "overlaps with that of Code." in told(FLOW, replace(CODE, high=0.41))[1]
    assert not any("overlaps" in one for one in told(FLOW, CODE))


def test_johnson_may_put_another_first() -> None:
    said = told(FLOW, replace(CODE, johnson=0.61))
    assert "Johnson's weights put Code first: the order hangs on the method." in said
    assert not any("Johnson" in one for one in told(FLOW, replace(CODE, johnson=0.60)))


def test_no_more_than_chance_names_no_construct() -> None:
    drivers = KeyDrivers("liked", 41, 0.075, (FLOW, CODE, CALM))
    assert chance_level(drivers) == 0.075
    said = told(FLOW, CODE, CALM, explained=0.075, n=41)
    assert "no more than chance" in said[1]
    assert not any("Flow" in one for one in said)
    assert "Flow" in told(FLOW, CODE, CALM, explained=0.08, n=41)[0]


def test_without_drivers_one_sentence_says_why() -> None:
    (said,) = drivers_in_words(released(Together())).sentences
    assert said.startswith("What goes along with “I like working here” is not told: more than 25")
    (said,) = drivers_in_words(released(Together(), outcome="")).sentences
    assert "names no outcome" in said


figures = st.floats(-2, 2) | st.just(math.nan)
maybe = st.none() | figures
codes = st.sampled_from(["flow", "code", "calm", "gone"])
reliabilities = st.builds(
    Reliability, codes, st.integers(0, 99), maybe, maybe, maybe, maybe, maybe,
    st.lists(
        st.builds(ItemFit, st.sampled_from(["easy", "fear", "gone"]), maybe, maybe, st.booleans()),
        max_size=3,
    ).map(tuple),
)  # fmt: skip
togethers = st.builds(
    Together,
    st.lists(reliabilities, max_size=4).map(tuple),
    st.lists(st.builds(ConstructPair, codes, codes, st.integers(0, 99), figures), max_size=3).map(
        tuple
    ),
    st.none()
    | st.builds(
        KeyDrivers, st.just("liked"), st.integers(0, 99), figures,
        st.lists(
            st.builds(Driver, codes, figures, figures, figures, figures), max_size=4
        ).map(tuple),
    ),
)  # fmt: skip


@given(togethers, st.sampled_from(["liked", "", "gone"]), st.sampled_from([None, *HiddenReason]))
@settings(deadline=None)
def test_words_can_be_found_for_whatever_a_release_says(
    together: Together, outcome: str, hidden: HiddenReason | None
) -> None:
    release = released(together, hidden, outcome)
    said = [
        *(text for one in construct_qualities(release) for text in (one.text, *one.remarks)),
        *hardly_two(release),
        *drivers_in_words(release).sentences,
    ]
    assert all(re.fullmatch(r".*[.?]", one) and " nan" not in one for one in said)


def test_every_figure_in_words_is_one_of_the_release() -> None:
    text = flow(fit("easy", alpha_if_dropped=0.91), variance_extracted=0.44)
    told_ = set(re.findall(r"\d+\.\d+|\d+", f"{text.text} {' '.join(text.remarks)}"))
    assert told_ == {"0.80", "0.71", "0.87", "0.81", "58", "0.44", "0.91"}
