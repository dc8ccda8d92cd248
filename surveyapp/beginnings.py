"""What a new question set can begin with: bundles and lines of the library, sets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from questionnaires.formats.item_bank import BankItem
from questionnaires.formats.item_bank_bundles import BUNDLES, Bundle
from questionnaires.formats.item_bank_yaml import item_bank
from questionnaires.models import QuestionSet, QuestionSetVersion
from surveyapp.survey_questions import SECONDS, layout_of

#: The title of each bundle, and what it is for.
WORDS: dict[str, tuple[Promise, Promise]] = {
    "whole": (
        gettext_lazy("Developer experience as a whole"),
        gettext_lazy(
            "For a first survey: releases, feedback, load, focus, tools, working together, strain. "
            "DevEx whole, SPACE in all five dimensions, and what DORA measures of delivery."
        ),
    ),
    "devex": (
        gettext_lazy("DevEx: feedback, load, flow"),
        gettext_lazy(
            "The three dimensions of DevEx, and what they lead to: engagement and productivity."
        ),
    ),
    "dora": (
        gettext_lazy("DORA: delivery and what predicts it"),
        gettext_lazy(
            "The five metrics of delivery, with the practices and the culture that DORA's research "
            "ties to them."
        ),
    ),
    "space": (
        gettext_lazy("SPACE: five dimensions of work"),
        gettext_lazy(
            "Satisfaction, performance, activity, communication and efficiency beside each other, "
            "so that no number is read alone."
        ),
    ),
    "ai": (
        gettext_lazy("Work with AI tools"),
        gettext_lazy("How much they help, and what becomes of reviews, load, focus and skill."),
    ),
}


@dataclass(frozen=True, slots=True)
class Beginning:
    """A bundle to begin with."""

    code: str
    title: str
    says: str
    questions: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Choosable:
    """A line to tick: a construct with its questions (``field`` is ``construct``), or one question
    that measures none (``item``)."""

    field: str
    code: str
    title: str
    texts: tuple[str, ...]
    seconds: int
    is_ticked: bool

    @property
    def questions(self) -> int:
        """How many it adds."""
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The lines of one theme."""

    title: str
    lines: tuple[Choosable, ...]

    @property
    def ticked(self) -> tuple[Choosable, ...]:
        """Those that stand in sight."""
        return tuple(line for line in self.lines if line.is_ticked)

    @property
    def others(self) -> tuple[Choosable, ...]:
        """Those that are folded away below them."""
        return tuple(line for line in self.lines if not line.is_ticked)


def beginnings() -> tuple[Beginning, ...]:
    """The bundles, with how long each takes."""
    return tuple(_beginning(one) for one in BUNDLES)


def _beginning(bundle: Bundle) -> Beginning:
    title, says = WORDS[bundle.code]
    questions, minutes = len(bundle.items), max(1, round(_seconds(bundle.items) / 60))
    return Beginning(bundle.code, str(title), str(says), questions, minutes)


def title_of(bundle: Bundle) -> str:
    """What a bundle is called."""
    return str(WORDS[bundle.code][0])


def shelves_of(constructs: Collection[str], items: Collection[str]) -> tuple[Shelf, ...]:
    """All that can be ticked, by theme, in the reader's language."""
    language = get_language() or "en"
    return tuple(
        Shelf(theme.title(language), tuple(_lines(found, language, constructs, items)))
        for theme, found in groupby(item_bank(), key=lambda one: one.theme)
    )


def _lines(
    found: Iterable[BankItem], language: str, constructs: Collection[str], items: Collection[str]
) -> Iterator[Choosable]:
    """Constructs first, then what measures none."""
    whole: dict[str, list[BankItem]] = {}
    single: list[BankItem] = []
    for one in found:
        if one.item.construct:
            whole.setdefault(one.item.construct, []).append(one)
        else:
            single.append(one)
    for code, asked in whole.items():
        title = asked[0].in_language(language).constructs[0].title
        yield _line("construct", code, title, asked, language, is_ticked=code in constructs)
    for one in single:
        title = _text(one, language)
        yield _line("item", one.code, title, [one], language, is_ticked=one.code in items)


def _line(
    field: str, code: str, title: str, asked: list[BankItem], language: str, *, is_ticked: bool
) -> Choosable:
    texts = tuple(_text(one, language) for one in asked)
    return Choosable(field, code, title, texts, _seconds(asked), is_ticked)


def _text(one: BankItem, language: str) -> str:
    return one.in_language(language).items[0].text


def _seconds(items: Iterable[BankItem]) -> int:
    return sum(SECONDS[layout_of(one.item)] for one in items)


def versions_to_copy(question_sets: Iterable[QuestionSet]) -> list[QuestionSetVersion]:
    """Of each question set the newest published version; its draft where none is published."""
    found = []
    for question_set in question_sets:
        versions = sorted(
            question_set.versions.all(), key=lambda one: (one.is_published, one.number)
        )
        found += versions[-1:]
    return found
