"""Releases that ask what to fix first and how many hours are lost, made by the real gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.counting import tally
from analysis.dataset import from_records
from analysis.disclosure import UnitFrame, release
from analysis.instrument import (
    AGREEMENT_5,
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    Section,
    likert,
    number_scale,
)
from analysis.measurement import Driver, KeyDrivers
from analysis.ranges import NumberRange
from analysis.release import Release, RoundFacts

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
#: Construct: code, title, the options that are about it.
TOPICS = (
    ("speed", "Speed of tests", ("builds", "tests")),
    ("docs", "Documentation", ("docs",)),
    ("flow", "Flow", ("meetings", "interruptions", "goals")),
    ("culture", "Culture", ()),
)
OPTIONS = (
    *(
        Option(code, f"Too bad: {code}", construct=construct)
        for construct, _title, codes in TOPICS
        for code in codes
    ),
    Option("other", "Something else", say=True),
    Option("nothing", "Nothing", exclusive=True),
)
OBSTACLES = Scale("obstacles", ScaleKind.MULTIPLE, OPTIONS, max_choices=3)
BANDS = Scale(
    "hours",
    ScaleKind.ORDINAL,
    tuple(Option(code, code, value) for code, value in (("none", 0), ("few", 2), ("many", 8))),
    favourable=frozenset({"none"}),
    unfavourable=frozenset({"many"}),
)
HOURS = number_scale("hours_given", ScaleKind.AMOUNT, NumberRange(0, 40, unit="hours"))


def instrument(*, obstacles: Scale = OBSTACLES, hours: Scale = BANDS) -> Instrument:
    """A question for each construct, what to fix first, hours lost, and an outcome."""
    items = [
        Item(code, f"We are content with {title}.", AGREEMENT, construct=code)
        for code, title, _codes in TOPICS
    ]
    items += [
        Item("fix_first", "What should be fixed first?", obstacles),
        Item("lost", "How many hours do you lose?", hours),
        Item("recommend", "I advise friends to work here.", AGREEMENT),
    ]
    return Instrument(
        "small",
        "Small",
        (Section("all", "All", tuple(item.code for item in items)),),
        tuple(items),
        tuple(Construct(code, title, (code,)) for code, title, _codes in TOPICS),
        outcome="recommend",
        time_lost="lost",
    )


def released(
    records: Sequence[Mapping[str, Any]],
    people: int | None = None,
    asked: Instrument | None = None,
    code: str = "2027",
) -> Release:
    """The release of a round in which these people answered, of ``people`` asked."""
    shape = asked or instrument()
    facts = RoundFacts("p", code, f"Round {code}", "confidential" if people else "open", 5)
    frame = [UnitFrame("", "Everybody", None, people)]
    return release(
        tally(from_records(shape, list(records), [""] * len(records))), shape, facts, frame
    )


def answers(
    good: Mapping[str, int], n: int = 58, chosen: Sequence[Sequence[str]] = (), lost: str = "few"
) -> list[dict[str, Any]]:
    """``good`` of ``n`` agree with the question of a construct (else half), the rest disagree.

    ``chosen`` are the choices of the first people, over and over; without any nobody was asked.
    """
    return [
        {
            **{
                code: "4" if place < good.get(code, n // 2) else "2"
                for code, _title, _codes in TOPICS
            },
            **({"fix_first": list(chosen[place % len(chosen)])} if chosen else {}),
            "lost": lost,
            "recommend": "4" if place % 2 else "2",
        }
        for place in range(n)
    ]


def with_drivers(shown: Release, **shares: tuple[float, float, float]) -> Release:
    """The release with key drivers: share, low and high by construct."""
    drivers = tuple(
        Driver(code, *shares.get(code, (0.1, 0.02, 0.2)), johnson=0.1)
        for code, _title, _codes in TOPICS
    )
    together = replace(shown.together, drivers=KeyDrivers("recommend", 58, 0.5, drivers))
    return replace(shown, together=together)
