"""Rules on the set as a whole: what it measures, what it insists on, how long it is."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.instrument import Instrument, Item
from questionnaires.advice.values import WHOLE_SET, Advice, Circumstances, Rule
from questionnaires.advice.wording import LANGUAGES

#: A construct of one question is that question, with its error.
FEWEST_ITEMS = 2
#: Questions to write to: each costs a minute, and many leave the later ones empty.
MOST_OPEN_QUESTIONS = 3
#: From here on more people stop, and the rest answer faster.
MOST_MINUTES = 10
#: Tags of DORA that are about somebody's health.
_SENSITIVE_TAGS = frozenset({"burnout"})


def construct_advice(instrument: Instrument) -> Iterator[Advice]:
    """Constructs that rest on a single question."""
    for construct in instrument.constructs:
        if len(construct.items) < FEWEST_ITEMS:
            yield Advice(
                Rule.THIN_CONSTRUCT,
                f"constructs.{construct.code}",
                "\n".join((construct.title, *construct.items)),
                number=len(construct.items),
                limit=FEWEST_ITEMS,
            )


def required_advice(item: Item, language: str) -> Iterator[Advice]:
    """A question that nobody may leave out, though some will not want to answer it."""
    if not item.required:
        return
    known = LANGUAGES.get(language.lower().split("-")[0])
    word = known.sensitive.search(item.text) if known else None
    if word or item.attribute or item.dora in _SENSITIVE_TAGS:
        yield Advice(
            Rule.REQUIRED_SENSITIVE, f"items.{item.code}", item.text, found=word[0] if word else ""
        )


def length_advice(instrument: Instrument, circumstances: Circumstances) -> Iterator[Advice]:
    """Too many questions to write to, and too many minutes."""
    opened = [item.code for item in instrument.items if not item.is_counted]
    if len(opened) > MOST_OPEN_QUESTIONS:
        yield Advice(
            Rule.OPEN_QUESTIONS,
            WHOLE_SET,
            "\n".join(opened),
            number=len(opened),
            limit=MOST_OPEN_QUESTIONS,
        )
    if circumstances.minutes > MOST_MINUTES:
        yield Advice(
            Rule.LONG_SET,
            WHOLE_SET,
            str(circumstances.minutes),
            number=circumstances.minutes,
            limit=MOST_MINUTES,
        )
