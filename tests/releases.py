"""Releases as values for tests and screenshots: an organisation of 70 asked three times.

Built with the real counting and the real gate from answers that a seeded generator makes up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import numpy as np

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
    percentage,
)
from analysis.measurement import (
    ConstructPair,
    Driver,
    ItemFit,
    KeyDrivers,
    Reliability,
    Together,
)
from analysis.release import Release, RoundFacts

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
TIME_BANDS = likert(
    "lead_time",
    (
        "More than 6 months", "1 to 6 months", "1 week to 1 month", "1 day to 1 week",
        "Less than 1 day", "Less than 1 hour",
    ),
    boxes=2,
)  # fmt: skip
ZERO_TO_TEN = Scale(
    "zero_to_ten",
    ScaleKind.ORDINAL,
    tuple(Option(str(i), str(i), i) for i in range(11)),
    favourable=frozenset({"9", "10"}),
    unfavourable=frozenset(str(i) for i in range(7)),
)
FIX_FIRST = Scale(
    "fix_first",
    ScaleKind.MULTIPLE,
    tuple(
        Option(code, label)
        for code, label in (
            ("tests", "Slow or flaky tests"),
            ("reviews", "Waiting for reviews"),
            ("docs", "Documentation that cannot be found"),
            ("meetings", "Meetings"),
            ("oncall", "Alerts that wake people for nothing"),
            ("environments", "Waiting for environments"),
        )
    ),
    max_choices=3,
)
ROLE = Scale(
    "role",
    ScaleKind.SINGLE,
    tuple(
        Option(c, label)
        for c, label in (
            ("backend", "Backend"), ("frontend", "Frontend"), ("data", "Data"), ("qa", "Quality"),
        )
    ),
)  # fmt: skip
TEXT = Scale("text", ScaleKind.TEXT, max_length=2000)

#: Construct: code, title, share favourable in the three rounds, its items (a leading "-" reverses).
CONSTRUCTS: tuple[tuple[str, str, tuple[float, float, float], tuple[str, ...]], ...] = (
    ("release", "Ease of release", (0.33, 0.40, 0.72), (
        "I can release a change whenever I decide to.",
        "A release to production is a quiet event.",
        "When a deployment fails, I know what to do.",
    )),
    ("feedback", "Feedback loops", (0.52, 0.50, 0.55), (
        "The tests tell me within ten minutes whether my change works.",
        "A review of my change begins on the day I ask for it.",
        "I can try a change on my own machine before anyone else sees it.",
    )),
    ("focus", "Focus time", (0.49, 0.52, 0.46), (
        "I have two hours without interruption on most days.",
        "-Unplanned work throws my week over.",
        "I know what to work on next.",
    )),
    ("load", "Cognitive load", (0.44, 0.47, 0.45), (
        "I can understand the code that I change without asking its author.",
        "-I have to keep too many systems in my head.",
        "The services that we run fit what one team can know.",
    )),
    ("docs", "Documentation", (0.62, 0.58, 0.27), (
        "I find the documents that I need.",
        "What I read there is still true.",
        "During an incident the documents helped.",
    )),
    ("tests", "Test automation", (0.41, 0.42, 0.44), (
        "A test that fails in the pipeline fails on my machine too.",
        "When the tests are green I would release.",
    )),
    ("culture", "Generative culture", (0.74, 0.77, 0.75), (
        "People look for bad news and are glad to hear it early.",
        "Somebody who brings bad news is not blamed for it.",
        "When something fails we ask what we can learn.",
        "New ideas are welcome here.",
    )),
    ("vcs", "Version control", (0.86, 0.88, 0.87), (
        "Everything that we need to rebuild a system is under version control.",
        "I find out in minutes who changed a line, and why.",
    )),
    ("batches", "Small batches", (0.53, 0.55, 0.58), (
        "Most of my changes reach production within a week.",
        "We cut features so that parts of them can be used early.",
    )),
    ("autonomy", "Autonomy", (0.71, 0.70, 0.73), (
        "My team chooses the tools it works with.",
        "I decide how I do my work.",
    )),
    ("burnout", "Freedom from burnout", (0.58, 0.60, 0.55), (
        "-I feel worn out by my work.",
        "-Work follows me into my free time.",
    )),
    ("satisfaction", "Satisfaction", (0.64, 0.66, 0.67), (
        "All in all I like building software here.",
    )),
)  # fmt: skip

REWORDED = "batches_1"
NEW_IN_LAST = "feedback_3"
OPEN_QUESTION = "change_one"

ROUNDS = (
    ("2026-spring", "Spring 2026", "2026-04-07", "2026-04-21", 54),
    ("2026-autumn", "Autumn 2026", "2026-10-06", "2026-10-20", 57),
    ("2027-spring", "Spring 2027", "2027-04-06", "2027-04-20", 58),
)

DEPARTMENTS = {"Platform": 25, "Product": 27, "Insight": 18}
TEAMS = {
    "Platform/Build": 8, "Platform/Cloud": 8, "Platform/Reliability": 9,
    "Product/Payments": 8, "Product/Search": 10, "Product/Shop": 9,
    "Insight/Analytics": 8, "Insight/Data and Reports": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Question:
    item: Item
    favourable: tuple[float, float, float]


@lru_cache
def _questions() -> tuple[_Question, ...]:
    questions = []
    for code, _title, favourable, texts in CONSTRUCTS:
        for number, text in enumerate(texts, start=1):
            item = Item(
                f"{code}_{number}",
                text.removeprefix("-"),
                AGREEMENT,
                reverse=text.startswith("-"),
                construct=code,
            )
            questions.append(_Question(item, favourable))
    extra = (
        Item("lead_time", "How long from commit to production?", TIME_BANDS),
        Item("change_fail", "Of 100 changes, how many need a repair?", percentage()),
        Item("recommend", "How likely would you recommend working here?", ZERO_TO_TEN),
        Item("fix_first", "What should be fixed first? Pick up to three.", FIX_FIRST),
        Item("role", "What is your role?", ROLE, attribute=True),
        Item(OPEN_QUESTION, "What one thing would you change?", TEXT),
    )
    return (*questions, *(_Question(item, (0.3, 0.32, 0.35)) for item in extra))


def instrument(number: int = 2) -> Instrument:
    """What round ``number`` (0, 1, 2) asked: the last one reworded an item and added another."""
    items = [question.item for question in _questions()]
    if number < 2:
        items = [item for item in items if item.code != NEW_IN_LAST]
    else:
        items = [replace(item, wording=2) if item.code == REWORDED else item for item in items]
    codes = {item.code for item in items}
    constructs = tuple(
        Construct(
            code, title,
            tuple(c for n in range(1, len(texts) + 1) if (c := f"{code}_{n}") in codes),
        )
        for code, title, _shares, texts in CONSTRUCTS
    )  # fmt: skip
    rest = tuple(item.code for item in items if item.construct is None)
    sections = (
        Section("shipping", "Getting changes out", _items_of(constructs[:3])),
        Section("code", "Code and documents", _items_of(constructs[3:6])),
        Section("people", "Working together", _items_of(constructs[6:10])),
        Section("you", "How you are", _items_of(constructs[10:])),
        Section("numbers", "In numbers", rest),
    )
    return Instrument(
        "developer-experience", "Developer experience", sections, tuple(items), constructs
    )


def _items_of(constructs: tuple[Construct, ...]) -> tuple[str, ...]:
    return tuple(code for construct in constructs for code in construct.items)


def facts(number: int = 2, **changes: Any) -> RoundFacts:
    """What is said of round ``number``; ``changes`` replaces single fields."""
    code, title, opened, closed, _answers = ROUNDS[number]
    stated = RoundFacts("engineering", code, title, "confidential", 5, opened, closed, 0, "ab" * 32)
    return replace(stated, **changes)


def frame(*, counted: bool = True, teams: bool = True) -> list[UnitFrame]:
    """Organisation, three departments and, where wanted, their teams; without head counts behind
    an open link."""

    def unit(path: str, title: str, parent: str | None, people: int) -> UnitFrame:
        return UnitFrame(path, title, parent, people if counted else None)

    units = [unit("", "Everybody", None, sum(DEPARTMENTS.values()))]
    units += [unit(path, path, "", people) for path, people in DEPARTMENTS.items()]
    if teams:
        units += [
            unit(path, path.rpartition("/")[2], path.rpartition("/")[0], people)
            for path, people in TEAMS.items()
        ]
    return units


def demo_release(
    number: int = 2,
    *,
    answers: int | None = None,
    counted: bool = True,
    units: bool = True,
    **changes: Any,
) -> Release:
    """The release of round ``number``.

    ``answers`` is how many people answered. ``counted=False`` makes an open link without units
    and head counts; ``units=False`` leaves the units out; ``changes`` replaces round facts.
    """
    return _released(number, answers, counted, units, frozenset(changes.items()))


@cache
def _released(
    number: int,
    answers: int | None,
    counted: bool,  # noqa: FBT001 - a key of the cache
    units: bool,  # noqa: FBT001 - a key of the cache
    changes: frozenset[tuple[str, Any]],
) -> Release:
    people = ROUNDS[number][4] if answers is None else answers
    paths = _answered_by(people) if units and counted else [""] * people
    asked = instrument(number)
    records = _records(number, people, frozenset(item.code for item in asked.counted_items))
    shape = frame(counted=counted) if units and counted else frame(counted=counted)[:1]
    mode = "confidential" if counted else "open"
    stated = facts(number, **({"mode": mode} | dict(changes)))
    return release(tally(from_records(asked, records, paths)), asked, stated, shape)


def with_together(release: Release) -> Release:
    """The release with figures of reliability and of key drivers, of 58 complete answers.

    The first construct does not hold together, and one of its items runs against the others; the
    next two constructs are hardly two.
    """
    asked = release.instrument
    several = [one for one in asked.constructs if len(one.items) > 1]
    found = tuple(
        Reliability(
            one.code, 58, 0.82, 0.75, 0.88, 0.84, 0.61,
            tuple(ItemFit(code, 0.55, 0.71, looks_reversed=False) for code in one.items),
        )
        for one in several
    )  # fmt: skip
    against = replace(found[0].items[0], r_drop=-0.31, looks_reversed=True)
    apart = replace(
        found[0], alpha=0.37, low=0.11, high=0.57, omega=0.41, variance_extracted=0.22,
        items=(against, *found[0].items[1:]),
    )  # fmt: skip
    weights = [1 / (place + 2) ** 1.5 for place in range(len(asked.constructs))]
    drivers = tuple(
        Driver(one.code, share, max(0.0, share - 0.09), share + 0.11, share * 0.97)
        for one, weight in zip(asked.constructs, weights, strict=True)
        for share in [round(weight / sum(weights), 2)]
    )
    return replace(
        release,
        instrument=replace(asked, outcome="recommend"),
        together=Together(
            (apart, *found[1:]),
            (ConstructPair(several[1].code, several[2].code, 58, 0.91),),
            KeyDrivers("recommend", 57, 0.48, drivers),
        ),
    )


@lru_cache
def demo_releases() -> tuple[Release, ...]:
    """All three rounds, oldest first."""
    return tuple(demo_release(number) for number in range(len(ROUNDS)))


def _answered_by(people: int) -> list[str]:
    """One path a response: everybody in a fixed order, thinned out evenly."""
    everybody = [path for path, members in TEAMS.items() for _ in range(members)]
    step = len(everybody) / people if people else 1
    return [everybody[int(i * step)] for i in range(people)]


def _records(number: int, people: int, asked: frozenset[str]) -> list[Mapping[str, Any]]:
    generator = np.random.default_rng(20270406 + number)
    questions = [question for question in _questions() if question.item.code in asked]
    return [
        {
            question.item.code: _answer(question.item, question.favourable[number], generator)
            for question in questions
        }
        for _ in range(people)
    ]


def _answer(item: Item, favourable: float, generator: np.random.Generator) -> Any:
    kind = generator.random()
    if kind < 0.03 and item.allows_na:
        return "_na"
    if kind < 0.05:
        return None
    if item.scale.kind is ScaleKind.MULTIPLE:
        codes = [option.code for option in item.scale.options]
        return list(generator.choice(codes, size=3, replace=False, p=_falling(len(codes))))
    if item.scale.kind is ScaleKind.PERCENTAGE:
        return str(int(generator.beta(2, 9) * 20) * 5)
    if item.scale.kind is ScaleKind.SINGLE:
        return str(
            generator.choice(["backend", "frontend", "data", "qa"], p=[0.5, 0.3, 0.15, 0.05])
        )
    good, bad = sorted(item.favourable, key=float), sorted(item.unfavourable, key=float)
    middle = [o.code for o in item.scale.options if o.code not in {*good, *bad}]
    box, inside = generator.random(), generator.random()
    if box < favourable:
        return good[int(inside * len(good))]
    if middle and box < favourable + (1 - favourable) * 0.35:
        return middle[int(inside * len(middle))]
    return bad[int(inside * len(bad))]


def _falling(size: int) -> list[float]:
    weights = [1 / (place + 1) for place in range(size)]
    return [weight / sum(weights) for weight in weights]
