"""Advice as pages show it: under the question it is about, in a list, and counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.instrument import Instrument
from questionnaires.advice.judging import advice_on
from questionnaires.advice.values import WHOLE_SET, Advice, Circumstances
from questionnaires.models import OverruledAdvice, QuestionSetVersion
from questionnaires.models.rounds import K_DEFAULT
from questionnaires.queries.advice import overruled_for
from questionnaires.queries.people import people_asked
from surveyapp.advice_words import WORDS, sentence_of
from surveyapp.advice_words.rule_words import RuleWords
from surveyapp.language_names import language_name


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of advice on a page.

    ``anchor`` is where in the editor it belongs, ``about`` the text that it is about, ``language``
    the language of that text where it is a translation, ``overruled`` the note that overrules it.
    """

    advice: Advice
    anchor: str
    about: str
    language: str = ""
    overruled: OverruledAdvice | None = None

    @property
    def sentence(self) -> str:
        """What was found."""
        return sentence_of(self.advice)

    @property
    def translation(self) -> str:
        """The text in another language that it is about; empty where it is about the first one."""
        return self.advice.judged if self.language else ""

    @property
    def language_name(self) -> str:
        """The language of the translation, as its speakers read it."""
        return language_name(self.language)

    @property
    def words(self) -> RuleWords:
        """Why it matters, and what to do."""
        return WORDS[self.advice.rule]


@dataclass(frozen=True, slots=True)
class Counsel:
    """All advice on a version, in the order of its text."""

    all: tuple[Shown, ...]

    @property
    def standing(self) -> tuple[Shown, ...]:
        """What nobody overruled."""
        return tuple(one for one in self.all if one.overruled is None)

    @property
    def overruled(self) -> tuple[Shown, ...]:
        """What somebody overruled, with the note."""
        return tuple(one for one in self.all if one.overruled is not None)

    @property
    def of_set(self) -> tuple[Shown, ...]:
        """What belongs to no single question."""
        return tuple(one for one in self.all if not one.anchor.startswith("item-"))

    def of_item(self, code: str) -> tuple[Shown, ...]:
        """What belongs to a question, or to the scale that it is the first to use."""
        return tuple(one for one in self.all if one.anchor == f"item-{code}")


def counsel_of(version: QuestionSetVersion, instrument: Instrument, minutes: int) -> Counsel:
    """The advice on a version, those that were overruled with their notes."""
    given = shown(advice_on(instrument, circumstances(minutes)), version, instrument)
    anchors = ["set", "constructs", *(f"item-{item.code}" for item in instrument.items)]
    place = {anchor: number for number, anchor in enumerate(anchors)}
    return Counsel(tuple(sorted(given, key=lambda one: place[one.anchor])))


def circumstances(minutes: int = 0) -> Circumstances:
    """How many people there are to ask, and the smallest group unless a round says otherwise."""
    return Circumstances(people=people_asked().count(), k=K_DEFAULT, minutes=minutes)


def shown(
    given: Iterable[Advice], version: QuestionSetVersion, instrument: Instrument
) -> Iterable[Shown]:
    """Advice with its place on the page, and with the note that overrules it."""
    notes = overruled_for(version)
    for advice in given:
        anchor, about = _belongs(advice, instrument)
        translated = advice.language not in ("", instrument.language)
        yield Shown(
            advice,
            anchor,
            about,
            language=advice.language if translated else "",
            overruled=notes.get(advice.key),
        )


def _belongs(advice: Advice, instrument: Instrument) -> tuple[str, str]:
    """The anchor in the editor, and the text that the advice is about."""
    kind, _dot, code = advice.place.partition(".")
    if advice.place == WHOLE_SET:
        return "set", instrument.title
    if kind == "constructs":
        return "constructs", instrument.construct(code).title
    for item in instrument.items:
        if code == (item.code if kind == "items" else item.scale.code):
            return f"item-{item.code}", item.text
    return "set", instrument.title  # of a question that is being written
