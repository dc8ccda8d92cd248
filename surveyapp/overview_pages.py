"""A version looked at in another way than from top to bottom: the tabs, and its minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from analysis.instrument import Instrument
from questionnaires.models import QuestionSetVersion
from surveyapp.spoken_times import spoken_time
from surveyapp.survey_pages import Survey, survey_context
from surveyapp.survey_questions import SECONDS, Layout, Question

#: A survey that takes longer is answered by fewer people, and less carefully towards its end.
MOST_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the ways to look at a version."""

    name: str
    title: str
    address: str


def tabs_of(version: QuestionSetVersion) -> tuple[Tab, ...]:
    """All ways to look at a version; the text of a draft is the one to edit."""
    text = "version-detail" if version.is_published else "version-edit"
    names = (
        ("text", text, _("Text")),
        ("outline", "version-outline", _("Outline")),
        ("coverage", "version-coverage", _("Coverage")),
        ("minutes", "version-minutes", _("Minutes")),
        ("translations", "version-translations", _("Translations")),
    )
    at = [version.question_set.code, version.number]
    return tuple(Tab(name, title, reverse(address, args=at)) for name, address, title in names)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some questions and their seconds: of those that everybody is asked, and of the others."""

    title: str
    questions: int
    always: int
    at_most: int
    anchor: str = ""
    #: How long one of them takes, where all take the same.
    each: str = ""

    @property
    def time(self) -> str:
        """How long it takes."""
        return spoken_time(self.at_most)

    @property
    def least_time(self) -> str:
        """How long it takes where no condition is met; empty where that is the same."""
        return spoken_time(self.always) if self.always != self.at_most else ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long a version takes, by section and by the way in which is answered."""

    version: QuestionSetVersion
    survey: Survey
    sections: tuple[Stretch, ...]
    kinds: tuple[Stretch, ...]
    whole: Stretch

    @property
    def at_most(self) -> int:
        """Minutes for somebody who is asked everything."""
        return self.survey.most_minutes

    @property
    def is_too_long(self) -> bool:
        """Whether some are kept for longer than is advised."""
        return self.at_most > MOST_MINUTES


def minutes_of(version: QuestionSetVersion) -> Minutes:
    """The estimate that respondents read, in its parts."""
    instrument = version.instrument
    survey: Survey = survey_context(instrument)["survey"]
    questions = [question for page in survey.pages for question in page.questions]
    return Minutes(
        version=version,
        survey=survey,
        sections=tuple(
            _stretch(page.title, page.questions, instrument, page.id.removeprefix("page-"))
            for page in survey.pages
        ),
        kinds=tuple(
            replace(
                _stretch(
                    _layout_name(layout), (q for q in questions if q.layout is layout), instrument
                ),
                each=spoken_time(seconds),
            )
            for layout, seconds in SECONDS.items()
            if any(question.layout is layout for question in questions)
        ),
        whole=_stretch(_("Altogether"), questions, instrument),
    )


def _layout_name(layout: Layout) -> str:
    """What a kind of question asks of people."""
    names = {
        Layout.RATING: _("Levels in a row"),
        Layout.CHOICES: _("A list to choose from"),
        Layout.NUMBER: _("A number"),
        Layout.RANKING: _("Things to put in order"),
        Layout.TEXT: _("In own words"),
    }
    return names[layout]


def _stretch(
    title: str, questions: Iterable[Question], instrument: Instrument, anchor: str = ""
) -> Stretch:
    counted = list(questions)
    always = [q for q in counted if instrument.item(q.item.code).show_if is None]
    return Stretch(
        title,
        len(counted),
        sum(question.seconds for question in always),
        sum(question.seconds for question in counted),
        anchor,
    )
