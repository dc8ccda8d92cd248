"""A made-up organisation with three past rounds and an open one, built from services alone.

Planted, so that the results have something true to find: between the last two released rounds
``IMPROVED`` gets clearly better and ``WORSENED`` clearly worse, ``NOISE`` differs by chance only,
and ``REWORDED`` changes its wording, which breaks its trend. One team of six is too small to be
counted alone. Answers come from a seeded generator and belong to nobody.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import NormalDist
from typing import Any

from analysis.instrument import Instrument, Item, ScaleKind, shown_items
from questionnaires.formats.question_set_yaml import write_question_set
from questionnaires.models import Programme, QuestionSetVersion, Round
from questionnaires.services.closing import close_round
from questionnaires.services.demonstration_actions import tell_made_up_actions
from questionnaires.services.demonstration_requests import tell_made_up_requests
from questionnaires.services.demonstration_targets import set_made_up_targets
from questionnaires.services.devices import Device
from questionnaires.services.events import add_event
from questionnaires.services.programmes import create_programme
from questionnaires.services.question_sets import (
    import_library,
    import_question_set,
    publish_version,
)
from questionnaires.services.releasing import release_round
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import create_round, open_round

ACTOR = "demo"
PROGRAMME = "developer-experience"
QUESTION_SET = "developer-experience"

IMPROVED = "feedback_loops"
WORSENED = "flow"
NOISE = "quality"
REWORDED = "docs_findable"
REWORDED_TEXT = "When I need to know how something works here, I find it written down."
REWORDED_IN = {
    "de": "Wenn ich wissen muss, wie hier etwas funktioniert, finde ich es aufgeschrieben.",
    "es": "Cuando necesito saber cómo funciona algo aquí, lo encuentro por escrito.",
}

#: Teams by department, with their number of people: 70 in all.
ORGANISATION = {
    "Platform": {"Build": 8, "Cloud": 8, "Observability": 8},
    "Product": {"Accounts": 8, "Mobile": 8, "Payments": 8},
    "Insight": {"Data": 6, "Machine Learning": 8, "Search": 8},
}
GIVEN_NAMES = ("Ada", "Bruno", "Chipo", "Dana", "Emeka", "Freya", "Goran", "Hana", "Ines", "Jonas")
FAMILY_NAMES = ("Abara", "Brandt", "Costa", "Duval", "Eriksen", "Farah", "Gomez")
#: Who answers for the rounds, as the information sheet names them.
RESPONSIBLE = "Platform team, platform@example.org"
#: What happened: the number of the round that followed, how many days before it, and a title.
EVENTS = ((1, 100, "office move"), (2, 75, "new CI"))
#: Share of people who answer, by round.
ANSWERING = (0.77, 0.8, 0.83)
#: Questions are published a week before they are asked.
PUBLISHED_BEFORE = timedelta(days=7)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was made: the programme, its released rounds oldest first, and the open one."""

    programme: Programme
    released: tuple[Round, ...]
    open: Round


def find_demonstration() -> Demonstration | None:
    """The demonstration, where it was loaded to its end."""
    programme = Programme.objects.filter(code=PROGRAMME).first()
    if programme is None:
        return None
    rounds = list(programme.rounds.all())
    released = tuple(round_ for round_ in rounds if round_.is_released)
    is_open = [round_ for round_ in rounds if round_.is_open]
    if len(released) < 3 or not is_open:
        return None
    return Demonstration(programme, released, is_open[-1])


def load_demonstration(
    *, today: date, seed: int = 8, progress: Progress = lambda _: None
) -> Demonstration:
    """Afterwards the demonstration stands: three released half-years, and one open round.

    Goes on where an earlier run was interrupted.
    """
    progress("Question sets")
    halves = half_years(today, 4)
    import_library(actor=ACTOR, today=halves[0].begins - PUBLISHED_BEFORE)
    versions = QuestionSetVersion.objects.filter(question_set__code=QUESTION_SET)
    first = versions.earliest("number")
    progress("People: 70 engineers, 3 departments, 9 teams")
    import_roster(data=roster_csv(), actor=ACTOR)
    programme = Programme.objects.filter(code=PROGRAMME).first() or create_programme(
        code=PROGRAMME, title="Developer experience", actor=ACTOR
    )
    released: list[Round] = []
    version = first
    for index, half in enumerate(halves[:3]):
        progress(f"{half.title}: asking, closing, releasing")
        if index == 2:
            version = reworded_version(first, today=half.begins - PUBLISHED_BEFORE)
        round_ = _opened(programme, half, version, half.begins)
        if round_.is_open:
            answer_round(round_, index, seed)
            round_ = close_round(round=round_, actor=ACTOR, today=half.begins + timedelta(days=21))
        if not round_.is_released:
            release_round(round=round_, actor=ACTOR, today=half.begins + timedelta(days=24))
            round_.refresh_from_db()
        released.append(round_)
        set_made_up_targets(index, round_, due=halves[index + 1].code, actor=ACTOR)
    tell_made_up_actions(released, actor=ACTOR)
    tell_made_up_requests(programme, released, seed=seed, actor=ACTOR)
    for number, days, title in EVENTS:
        on = halves[number].begins - timedelta(days=days)
        if not programme.events.filter(on=on, title=title).exists():
            add_event(programme=programme, on=on, title=title, actor=ACTOR)
    progress(f"{halves[3].title}: open, to try it")
    return Demonstration(programme, tuple(released), _opened(programme, halves[3], version, today))


@dataclass(frozen=True, slots=True)
class HalfYear:
    """A half-year that a round belongs to, and the day its field period begins."""

    code: str
    title: str
    begins: date


def half_years(today: date, count: int) -> tuple[HalfYear, ...]:
    """The last half-years up to today's, oldest first.

    >>> [half.code for half in half_years(date(2026, 11, 23), 3)]
    ['2025-autumn', '2026-spring', '2026-autumn']
    """
    newest = today.year * 2 + (today.month > 6)
    seasons = (("spring", "Spring", 4), ("autumn", "Autumn", 10))
    halves = []
    for number in range(newest - count + 1, newest + 1):
        year, (code, title, month) = number // 2, seasons[number % 2]
        halves.append(HalfYear(f"{year}-{code}", f"{title} {year}", date(year, month, 6)))
    return tuple(halves)


def roster_csv() -> bytes:
    """The roster as an operator would upload it.

    >>> len(roster_csv().splitlines())
    71
    """
    names = [f"{given} {family}" for family in FAMILY_NAMES for given in GIVEN_NAMES]
    teams = [
        f"{department}/{team}"
        for department, sizes in ORGANISATION.items()
        for team, members in sizes.items()
        for _ in range(members)
    ]
    rows = [
        f"{name},{name.lower().replace(' ', '.')}@example.org,{team}"
        for name, team in zip(names, teams, strict=True)
    ]
    return "\n".join(["name,mail,unit", *rows, ""]).encode()


def reworded_version(first: QuestionSetVersion, *, today: date) -> QuestionSetVersion:
    """The next version, published, in which one item asks something else than before."""
    later = first.question_set.versions.filter(number__gt=first.number, status="published")
    if version := later.last():
        return version
    instrument = first.instrument
    items = tuple(
        replace(item, text=REWORDED_TEXT, wording=item.wording + 1)
        if item.code == REWORDED
        else item
        for item in instrument.items
    )
    translations = {
        language: {**texts, f"items.{REWORDED}.text": REWORDED_IN[language]}
        for language, texts in instrument.translations.items()
        if language in REWORDED_IN  # one of somebody's own has no words for it
    }
    source = write_question_set(replace(instrument, items=items, translations=translations))
    version = import_question_set(source=source, filename=f"{QUESTION_SET}.yaml", actor=ACTOR)
    return publish_version(version=version, actor=ACTOR, today=today)


def answer_round(round_: Round, index: int, seed: int) -> None:
    """Afterwards about four of five people have answered, in each round a few more."""
    # By address: the numbers of invitations are drawn anew each time, and a seed gives one story.
    asked = round_.invitations.select_related("round", "collection_unit")
    invitations = list(asked.order_by("person__mail"))
    people = random.Random(f"{seed}:{index}:people")  # noqa: S311 -- made up
    chosen = people.sample(invitations, round(len(invitations) * ANSWERING[index]))
    made_up = made_up_answers(round_.version.instrument, index, len(chosen), seed)
    for invitation, (answers, comments) in zip(chosen, made_up, strict=True):
        if not invitation.used:  # by a run that broke off
            Device(invitation).send(answers, comments)


def made_up_answers(
    instrument: Instrument, index: int, people: int, seed: int
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, str]]]:
    """Answers and comments of so many people in the round with this index.

    Each question draws from a stream of its own, so that a change of one changes no other.
    """
    words = {item.code for item in instrument.text_items}
    moods = random.Random(f"{seed}:{index}:content")  # noqa: S311 -- made up
    streams = {
        item.code: random.Random(f"{seed}:{index}:{item.code}")  # noqa: S311 -- made up
        for item in instrument.items
    }
    views = {
        construct.code: random.Random(f"{seed}:{index}:of {construct.code}")  # noqa: S311 -- made up
        for construct in instrument.constructs
    }
    for _ in range(people):
        content = moods.gauss(0, 0.45)
        seen = {code: stream.gauss(0, VIEW) for code, stream in views.items()}
        drawn = {
            item.code: _draw(
                item, index, _leaning(item, instrument, content, seen), streams[item.code]
            )
            for item in instrument.items
        }
        shown = {item.code for item in shown_items(instrument, drawn)}
        given = {code: answer for code, answer in drawn.items() if answer and code in shown}
        yield (
            {code: answer for code, answer in given.items() if code not in words},
            {code: answer for code, answer in given.items() if code in words},
        )


#: Standard deviation of what a person thinks of one construct, apart from being content or not: so
#: the questions of a construct hold together, and constructs are not one.
VIEW = 0.65
#: What is left of an answer: with the view, of people's answers to all questions, 0.8 as a whole.
OWN = 0.47
#: What goes along with the outcome, and how strongly.
GOES_ALONG = {"feedback_loops": 0.7, "flow": 0.4}
#: Shifts of the latent answer by construct, one for each round, in standard deviations.
PLANTED = {
    IMPROVED: (0.0, 0.0, 0.95),
    WORSENED: (0.5, 0.5, -0.4),
    NOISE: (0.25, 0.25, 0.25),
}
COMMENTS = (
    "The main test run takes so long that I start something else and lose the thread.",
    "Since the new build cache I merge small changes again.",
    "Two meetings fewer on Tuesdays would give me one whole morning.",
    "Preview environments are the best thing that happened this year.",
    "I do not know whom to ask about the deployment scripts.",
    "On-call hand-over is fair now, thank you for that.",
    "Flaky tests: we rerun until green and stopped reading the output.",
    "Access requests take three days, and nobody can say why.",
    "Pairing on reviews helped me more than any document.",
)


def _leaning(
    item: Item, instrument: Instrument, content: float, seen: Mapping[str, float]
) -> float:
    """How a person leans on a question: by mood, and by what they think of its construct."""
    if item.code == instrument.outcome and not item.construct:
        return content + sum(seen.get(code, 0.0) * much for code, much in GOES_ALONG.items())
    return content + seen.get(item.construct or "", 0.0)


def _draw(item: Item, index: int, content: float, rng: random.Random) -> Any:
    """An answer to one item; empty where it is skipped."""
    if item.scale.kind is ScaleKind.TEXT:
        return rng.choice(COMMENTS) if rng.random() < 0.3 else ""
    if item.allows_na and rng.random() < 0.03:
        return "_na"
    codes = [option.code for option in item.scale.options]
    if item.scale.kind is ScaleKind.RANKING:
        return rng.sample(codes, item.scale.places)
    if item.scale.kind is ScaleKind.MULTIPLE:
        weights = [1 / (place + 1) for place in range(len(codes))]
        many = min(item.scale.max_choices or len(codes), 3)
        chosen = set(rng.choices(codes, weights, k=many))
        alone = [option.code for option in item.scale.options if option.exclusive]
        return [code for code in codes if code in chosen and code not in alone] or alone[:1]
    if item.attribute or item.scale.kind is ScaleKind.SINGLE:
        return rng.choices(codes, [1 + (3 * place) % 5 for place in range(len(codes))])[0]
    if item.scale.numbers:
        return codes[min(len(codes) - 1, int(len(codes) * rng.betavariate(2, 5)))]
    if item.scale.kind is ScaleKind.PERCENTAGE:
        return codes[min(60, max(0, round(rng.gauss(16 - 4 * content, 8))))]
    place = _place(item, index, content, rng, len(codes))
    return codes[-1 - place if codes[0] in item.favourable else place]


def _place(item: Item, index: int, content: float, rng: random.Random, levels: int) -> int:
    """The place of an answer, counted from the bad end: high for those who are content."""
    shifts = PLANTED.get(item.construct or "", (0.25, 0.25, 0.3))
    own = (sum(map(ord, item.code)) % 7 - 3) / 12  # items differ, the same way in every round
    latent = shifts[index] + own + content + rng.gauss(0, OWN if item.construct else 0.8)
    return min(levels - 1, int(levels * NormalDist().cdf(latent)))


def _opened(
    programme: Programme, half: HalfYear, version: QuestionSetVersion, today: date
) -> Round:
    """The round of a half-year, created and opened where it is not yet."""
    round_ = programme.rounds.filter(code=half.code).first() or create_round(
        programme=programme,
        code=half.code,
        title=half.title,
        version=version,
        mode=Round.Mode.ANONYMOUS,
        closes_on=today + timedelta(days=21),
        responsible=RESPONSIBLE,
        actor=ACTOR,
    )
    return open_round(round=round_, actor=ACTOR, today=today) if round_.is_draft else round_
