"""Question sets as authors read them: a document, with what every item measures beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.instrument import Instrument, Item, Scale, ScaleKind
from analysis.translations import languages_of
from questionnaires.formats.problems import Problem
from questionnaires.models import QuestionSetVersion
from surveyapp.answer_form import number_words
from surveyapp.survey_pages import Survey, survey_context
from surveyapp.tag_names import tag_name

#: The dimensions of SPACE, in its own order, and how many of them its authors ask for.
SPACE = ("satisfaction", "performance", "activity", "communication", "efficiency")
ENOUGH_DIMENSIONS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """An option as authors see it: ``side`` is ``good``, ``bad`` or empty."""

    label: str
    side: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """What an item measures, or how it is asked."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in the document."""

    item: Item
    answers: tuple[Answer, ...]
    kind: str
    tags: tuple[Tag, ...]
    condition: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the document."""

    code: str
    title: str
    intro: str
    is_shuffled: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of SPACE and how many items are about it."""

    name: str
    items: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A construct with the codes of its items."""

    title: str
    items: tuple[str, ...]
    scale: str


@dataclass(frozen=True, slots=True)
class Document:
    """A version from top to bottom, with an overview."""

    version: QuestionSetVersion
    instrument: Instrument
    parts: tuple[Part, ...]
    survey: Survey
    space: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    languages: tuple[str, ...]

    @property
    def dimensions(self) -> int:
        """How many dimensions of SPACE it covers."""
        return sum(dimension.items > 0 for dimension in self.space)

    @property
    def covers_enough(self) -> bool:
        """Whether it covers as many as SPACE asks for."""
        return self.dimensions >= ENOUGH_DIMENSIONS

    @property
    def without_source(self) -> tuple[str, ...]:
        """Codes of the items that name no source."""
        return tuple(item.code for item in self.instrument.items if not item.source)


def document_of(version: QuestionSetVersion) -> Document:
    """A version as the page shows it."""
    instrument = version.instrument
    survey: Survey = survey_context(instrument)["survey"]
    return Document(
        version=version,
        instrument=instrument,
        parts=tuple(
            Part(
                code=page.id.removeprefix("page-"),
                title=page.title,
                intro=page.intro,
                is_shuffled=page.is_shuffled,
                entries=tuple(entry_of(question.item, instrument) for question in page.questions),
            )
            for page in survey.pages
        ),
        survey=survey,
        space=tuple(
            Dimension(tag_name(name), sum(item.space == name for item in instrument.items))
            for name in SPACE
        ),
        measures=tuple(
            Measure(c.title, c.items, instrument.item(c.items[0]).scale.code if c.items else "")
            for c in instrument.constructs
        ),
        languages=languages_of(instrument),
    )


def entry_of(item: Item, instrument: Instrument) -> Entry:
    """An item with all that authors see of it."""
    return Entry(
        item,
        _answers(item),
        kind_words(item),
        tuple(_tags(item, instrument)),
        condition_words(item, instrument),
    )


def _answers(item: Item) -> tuple[Answer, ...]:
    """The options with the end that speaks well of the work, reverse scoring applied."""
    if item.scale.is_number:
        return ()
    sides = dict.fromkeys(item.favourable, "good") | dict.fromkeys(item.unfavourable, "bad")
    return tuple(Answer(o.label, sides.get(o.code, "")) for o in item.scale.options)


def kind_words(item: Item) -> str:
    """How an item is answered, in words."""
    scale = item.scale
    most = scale.max_choices
    match scale.kind:
        case ScaleKind.ORDINAL:
            n = len(scale.options)
            return ngettext("one of %(n)d level", "one of %(n)d levels", n) % {"n": n}
        case ScaleKind.PERCENTAGE:
            return _("a whole number from 0 to 100")
        case ScaleKind.AMOUNT | ScaleKind.SLIDER:
            return " ".join(filter(None, [number_words(item), scale.range.unit, _ends(scale)]))
        case ScaleKind.RANKING if scale.ranks is None:
            return _("all of them in order")
        case ScaleKind.RANKING:
            n = scale.places
            return ngettext("up to %(n)d of them in order", "up to %(n)d of them in order", n) % {
                "n": n
            }
        case ScaleKind.SINGLE:
            return _("one answer")
        case ScaleKind.MULTIPLE if most is None:
            return _("all that apply")
        case ScaleKind.MULTIPLE:
            return ngettext("up to %(n)d answer", "up to %(n)d answers", most or 0) % {"n": most}
        case _:
            return _("in words")


def _ends(scale: Scale) -> str:
    """What the ends of a slider mean, and which numbers are favourable."""
    numbers = scale.range
    ends = f"({numbers.low} … {numbers.high})" if numbers.low else ""
    if numbers.good is None or numbers.bad is None:
        return ends
    words = (
        _("; less is better, favourable up to %(good)s, unfavourable from %(bad)s")
        if numbers.good < numbers.bad
        else _("; more is better, favourable from %(good)s, unfavourable up to %(bad)s")
    )
    return ends + words % {"good": f"{numbers.good:g}", "bad": f"{numbers.bad:g}"}


def _tags(item: Item, instrument: Instrument) -> Iterable[Tag]:
    """What an item measures, and everything in which it departs from the usual."""
    if item.construct:
        yield Tag(_("Construct"), instrument.construct(item.construct).title)
    if item.about:
        yield Tag(_("Written about"), instrument.construct(item.about).title)
    for name, value in (("SPACE", item.space), ("DevEx", item.devex), ("DORA", item.dora)):
        if value:
            yield Tag(name, tag_name(value))
    if item.code == instrument.outcome:
        yield Tag(_("Outcome"), _("what everything else is for"))
    if item.code == instrument.time_lost:
        yield Tag(_("Hours lost"), _("results add them up"))
    if item.attribute:
        yield Tag(_("Attribute"), _("describes the respondent"))
    if item.reverse:
        yield Tag(_("Reverse-scored"), _("agreeing is bad"))
    if item.required:
        yield Tag(_("Required"), _("needs an answer"))
    if not item.allows_na and item.scale.kind is not ScaleKind.TEXT:
        yield Tag(_("N/A"), _("not offered"))
    if item.scale.unipolar:
        yield Tag(_("Unipolar"), _("how much of one thing; nothing on it is neutral"))
    if item.scale.say:
        yield Tag(_("In own words"), _("beside “%(option)s”") % {"option": item.scale.say.label})
    for option in item.scale.options:
        if option.exclusive:
            yield Tag(_("Alone"), _("“%(option)s” excludes all others") % {"option": option.label})
    yield from _topics(item, instrument)
    for code in item.repeats:
        if instrument.has_item(code):
            yield Tag(
                _("Repeats"),
                _("the answer to “%(question)s”") % {"question": instrument.item(code).text},
            )
    if item.wording > 1:
        yield Tag(_("Wording"), str(item.wording))


def _topics(item: Item, instrument: Instrument) -> Iterator[Tag]:
    """What the options are about, construct by construct."""
    for construct in instrument.constructs:
        about = [o.label for o in item.scale.options if o.construct == construct.code]
        if about:
            options = ", ".join(f"“{label}”" for label in about)
            yield Tag(construct.title, _("chosen by %(options)s") % {"options": options})


def condition_words(item: Item, instrument: Instrument) -> str:
    """After which answers an item is asked; empty: always."""
    if item.show_if is None:
        return ""
    asked = instrument.item(item.show_if.item)
    answers = [o.label for o in asked.scale.options if o.code in item.show_if.answers]
    if asked.scale.is_number:
        answers = [named_numbers(asked.scale, item.show_if.answers)]
    return _("Only after “%(answers)s” to “%(question)s”") % {
        "answers": _(" or ").join(answers),
        "question": asked.text,
    }


def named_numbers(scale: Scale, codes: Collection[str]) -> str:
    """Numbers of a scale in words: runs of them by their ends.

    >>> from analysis.scales import BUILT_IN
    >>> named_numbers(BUILT_IN["percentage"], {"0", "1", "2", "3", "50"})
    '0 to 3, 50 %'
    """
    runs: list[list[str]] = []
    for before, option in zip((None, *scale.options), scale.options, strict=False):
        if option.code not in codes:
            continue
        if before is None or before.code not in codes:
            runs.append([])
        runs[-1].append(option.code)
    said = ", ".join(
        run[0] if len(run) == 1 else _("%(low)s to %(high)s") % {"low": run[0], "high": run[-1]}
        for run in runs
    )
    return scale.range.label(said)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file that was handed in, by number, with what is wrong in it."""

    number: int
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Handed:
    """What an author handed in: the text to give back, and why it is no question set."""

    text: str = ""
    problems: tuple[Problem, ...] = ()
    error: str = ""
    lines: tuple[Line, ...] = field(default_factory=tuple)

    @property
    def is_refused(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.problems or self.error)


def handed_back(text: str, problems: Iterable[Problem]) -> Handed:
    """A text with its problems, and numbers for its lines.

    >>> handed_back("a\\nb\\n", [Problem("x", 2, "Wrong.")]).lines
    (Line(number=1, is_wrong=False), Line(number=2, is_wrong=True), Line(number=3, is_wrong=False))
    """
    found = tuple(problems)
    wrong = {problem.line for problem in found}
    numbers = range(1, text.count("\n") + 2)
    return Handed(text, found, lines=tuple(Line(n, n in wrong) for n in numbers))
