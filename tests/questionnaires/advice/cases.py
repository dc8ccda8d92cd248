"""The examples as question sets, which every rule can be asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from analysis.instrument import (
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
from analysis.ranges import NumberRange
from analysis.scales import BUILT_IN
from questionnaires.advice.judging import advice_on
from questionnaires.advice.values import Circumstances, Rule
from surveyapp.survey_pages import Survey, survey_context
from tests.questionnaires.advice.examples import (
    absolute,
    answers,
    attributes,
    bare_numbers,
    double_barrelled,
    hard_to_read,
    jargon,
    leading,
    mixed_scale,
    negation,
    required_sensitive,
    scales_differ,
    sets,
    too_long,
    unbalanced_scale,
)

AGREE = BUILT_IN["agreement_5"]
HOURS = number_scale("hours", ScaleKind.AMOUNT, NumberRange(0, 40, unit="hours"))
#: Where nothing is known but the set.
NOBODY = Circumstances()
#: The rules that go by words, whose examples are needed in each language.
IN_LANGUAGES = frozenset(
    {
        Rule.DOUBLE_BARRELLED,
        Rule.LEADING,
        Rule.NEGATION,
        Rule.JARGON,
        Rule.ABSOLUTE,
        Rule.TOO_LONG,
        Rule.HARD_TO_READ,
        Rule.REQUIRED_SENSITIVE,
        Rule.UNBALANCED_SCALE,
        Rule.MIXED_SCALE,
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """A question set that is bad or good by one rule.

    ``name`` is what it is called where a test fails, ``language`` is set where it is an example for
    that language.
    """

    name: str
    instrument: Instrument
    circumstances: Circumstances = NOBODY
    language: str = ""

    @property
    def found(self) -> frozenset[Rule]:
        """The rules that find something."""
        return frozenset(one.rule for one in advice_on(self.instrument, self.circumstances))


@dataclass(frozen=True, slots=True)
class Examples:
    """What deserves the advice of a rule, and what must not get it."""

    bad: tuple[Case, ...]
    good: tuple[Case, ...]


def a_set(
    items: Iterable[Item], constructs: tuple[Construct, ...] = (), language: str = "en"
) -> Instrument:
    """A set of one section."""
    asked = tuple(items)
    section = Section("only", "Only", tuple(item.code for item in asked))
    return Instrument("set", "Set", (section,), asked, constructs, language=language)


def examples() -> dict[Rule, Examples]:
    """All examples, by rule."""
    return {
        Rule.DOUBLE_BARRELLED: _worded(double_barrelled.BAD, double_barrelled.GOOD),
        Rule.LEADING: _worded(leading.BAD, leading.GOOD),
        Rule.NEGATION: _worded(negation.BAD, negation.GOOD),
        Rule.JARGON: _worded(jargon.BAD, jargon.GOOD),
        Rule.ABSOLUTE: _worded(absolute.BAD, absolute.GOOD),
        Rule.TOO_LONG: _worded(too_long.BAD, too_long.GOOD),
        Rule.HARD_TO_READ: _worded(hard_to_read.BAD, hard_to_read.GOOD),
        Rule.UNBALANCED_SCALE: _leaning(),
        Rule.MIXED_SCALE: Examples(_labelled(mixed_scale.BAD), _labelled(mixed_scale.GOOD)),
        Rule.SCALES_DIFFER: Examples(
            tuple(map(_on_both, scales_differ.BAD)), tuple(map(_on_both, scales_differ.GOOD))
        ),
        Rule.BARE_NUMBERS: Examples(
            tuple(map(_on_labels, bare_numbers.BAD)),
            (*map(_on_labels, bare_numbers.GOOD), *_on_built_in()),
        ),
        Rule.NO_NA: Examples(
            tuple(map(_asked, answers.NO_NA_BAD)), tuple(map(_asked, answers.NO_NA_GOOD))
        ),
        Rule.NO_DIRECTION: Examples(
            tuple(map(_asked, answers.NO_DIRECTION_BAD)),
            tuple(map(_asked, answers.NO_DIRECTION_GOOD)),
        ),
        Rule.THIN_CONSTRUCT: Examples(
            tuple(map(_measuring, sets.THIN_CONSTRUCT_BAD)),
            tuple(map(_measuring, sets.THIN_CONSTRUCT_GOOD)),
        ),
        Rule.REQUIRED_SENSITIVE: _worded(
            required_sensitive.BAD, required_sensitive.GOOD, required=True
        ),
        Rule.OPEN_QUESTIONS: Examples(
            tuple(map(_opened, sets.OPEN_QUESTIONS_BAD)),
            tuple(map(_opened, sets.OPEN_QUESTIONS_GOOD)),
        ),
        Rule.LONG_SET: Examples(
            tuple(map(_taking, sets.LONG_SET_BAD)), tuple(map(_taking, sets.LONG_SET_GOOD))
        ),
        Rule.IDENTIFYING: Examples(
            tuple(_grouped(n, k, {code: m}) for n, k, code, m in attributes.IDENTIFYING_BAD),
            tuple(_grouped(n, k, {code: m}) for n, k, code, m in attributes.IDENTIFYING_GOOD),
        ),
        Rule.IDENTIFYING_TOGETHER: Examples(
            tuple(_grouped(*one) for one in attributes.TOGETHER_BAD),
            tuple(_grouped(*one) for one in attributes.TOGETHER_GOOD),
        ),
    }


def _worded(
    bad: Mapping[str, tuple[str, ...]],
    good: Mapping[str, tuple[str, ...]],
    *,
    required: bool = False,
) -> Examples:
    """Questions by their words, each a set of its own in its language."""

    def cases(table: Mapping[str, tuple[str, ...]]) -> tuple[Case, ...]:
        return tuple(
            Case(
                text,
                a_set([Item("asked", text, AGREE, required=required)], language=language),
                language=language,
            )
            for language, texts in table.items()
            for text in texts
        )

    return Examples(cases(bad), cases(good))


def _labelled(table: Mapping[str, tuple[tuple[str, ...], ...]]) -> tuple[Case, ...]:
    """Scales by their labels, and the language of these."""
    return tuple(
        replace(_on_labels(labels), language=language)
        for language, scales in table.items()
        for labels in scales
    )


def _leaning() -> Examples:
    return Examples(
        (*_labelled(unbalanced_scale.BAD), *map(_on_sides, unbalanced_scale.SIDED_BAD)),
        (
            *_labelled(unbalanced_scale.GOOD),
            *map(_on_sides, unbalanced_scale.SIDED_GOOD),
            *_on_built_in(),
        ),
    )


def _on_built_in() -> tuple[Case, ...]:
    return tuple(
        _on_scale(code, scale)
        for code, scale in BUILT_IN.items()
        if scale.kind is ScaleKind.ORDINAL
    )


def _on_labels(labels: tuple[str, ...]) -> Case:
    return _on_scale(" | ".join(labels), likert("own", labels, boxes=0))


def _on_sides(sides: tuple[int, str, str]) -> Case:
    levels, favourable, unfavourable = sides
    scale = replace(
        likert("own", tuple("abcdefg"[:levels]), boxes=0),
        favourable=frozenset(favourable),
        unfavourable=frozenset(unfavourable),
    )
    return _on_scale(f"{levels}: {favourable} against {unfavourable}", scale)


def _on_scale(name: str, scale: Scale) -> Case:
    return Case(name, a_set([Item("asked", "How is it?", scale)]))


def _on_both(labels: tuple[tuple[str, ...], tuple[str, ...]]) -> Case:
    """A question on each of two scales."""
    scales = [likert(f"scale_{n}", one, boxes=0) for n, one in enumerate(labels)]
    items = (Item(f"item_{n}", "How is it?", one) for n, one in enumerate(scales))
    return Case(" and ".join(" | ".join(one) for one in labels), a_set(items))


def _asked(item: Item) -> Case:
    return Case(f"{item.text} ({item.scale.code})", a_set([item]))


def _measuring(items: Mapping[str, int]) -> Case:
    """A set with these constructs, each measured by so many questions."""
    measured = {code: tuple(f"{code}_{n}" for n in range(many)) for code, many in items.items()}
    return Case(
        str(items),
        a_set(
            (
                Item(one, "It works.", AGREE, construct=code)
                for code, codes in measured.items()
                for one in codes
            ),
            tuple(Construct(code, code.title(), codes) for code, codes in measured.items()),
        ),
    )


def _opened(many: tuple[int, int, int]) -> Case:
    closed, lines, texts = many
    asked = _repeated(
        (closed, AGREE), (lines, BUILT_IN["short_text"]), (texts, BUILT_IN["long_text"])
    )
    return Case(f"{closed} closed, {lines} lines, {texts} texts", asked)


def _taking(many: tuple[int, int, int, int, int]) -> Case:
    """A set as long as the site says of it."""
    scales = (AGREE, BUILT_IN["yes_no"], HOURS, BUILT_IN["short_text"], BUILT_IN["long_text"])
    asked = _repeated(*zip(many, scales, strict=True))
    survey: Survey = survey_context(asked)["survey"]
    minutes = survey.most_minutes
    return Case(f"{many}: {minutes} minutes", asked, Circumstances(minutes=minutes))


def _repeated(*many: tuple[int, Scale]) -> Instrument:
    return a_set(
        Item(f"{scale.code}_{n}", "How is it?", scale)
        for count, scale in many
        for n in range(count)
    )


def _grouped(people: int, k: int, answers: Mapping[str, int]) -> Case:
    """Attributes with so many answers each, asked of so many people."""
    items = (
        Item(
            code,
            "Which?",
            Scale(
                code, ScaleKind.SINGLE, tuple(Option(f"o{n}", f"Group {n}") for n in range(count))
            ),
            attribute=True,
        )
        for code, count in answers.items()
    )
    return Case(
        f"{people} people, {k} at least: {dict(answers)}",
        a_set(items),
        Circumstances(people=people, k=k),
    )
