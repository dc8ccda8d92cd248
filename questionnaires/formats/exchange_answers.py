"""The answers of a question of another tool, and the scale that they are here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from analysis.instrument import Option, Scale, ScaleKind, number_scale
from analysis.ranges import NumberRange
from analysis.scales import BUILT_IN
from questionnaires.formats.exchange_parts import code_of, scale_of_labels
from questionnaires.formats.label_order import (
    is_not_applicable,
    is_other,
    is_without,
    numbered,
    ranks_of,
)

#: What a question set may offer in one scale, and how long its words may be.
MOST_OPTIONS, LONGEST_LABEL, LONGEST_UNIT = 100, 200, 60
_LARGEST_STEPS = (1, 5, 10, 100, 1_000, 10_000)
_CHOSEN = (ScaleKind.SINGLE, ScaleKind.MULTIPLE)


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it is read here, without markup, and the same in other languages."""

    text: str
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: ``key`` is how its file refers to it; the rest is as on an ``Option``.

    ``is_none`` marks what its file itself calls no answer; others are told by their labels.
    """

    key: str
    label: Words
    say: bool = False
    exclusive: bool = False
    value: float | None = None
    is_none: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What a question offers. Of kind ``SINGLE`` it may turn out to be ordered, by its labels.

    With ``built_in`` it is that scale, and ``codes`` gives the code there of each answer by key;
    ``numbers`` are those of an amount or a slider. ``is_guess``: the file says nothing of them.
    """

    kind: ScaleKind
    options: tuple[Answer, ...] = ()
    max_choices: int | None = None
    max_length: int | None = None
    numbers: NumberRange | None = None
    built_in: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class ScaleFound:
    """The scale of a question, the code there of each answer by key, and what became of others.

    ``labels`` are those in other languages, by language and code. ``allows_na``: one of the answers
    said that there is none, and stands beside the scale now. ``listed`` are the codes in the order
    of the file, empty for such a one. ``changes`` and ``losses`` are pairs of what, and why.
    """

    scale: Scale | None
    codes: Mapping[str, str]
    allows_na: bool = False
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()
    losses: tuple[tuple[str, str], ...] = ()

    @property
    def given(self) -> Scale:
        """The scale of a question that can be asked."""
        if self.scale is None:
            raise ValueError("There is nothing to choose from.")
        return self.scale


def words_scale(*, is_long: bool) -> Answers:
    """An answer in words."""
    return Answers(ScaleKind.TEXT, built_in="long_text" if is_long else "short_text")


def levels(lowest: int, highest: int, low: Words, high: Words) -> tuple[Answer, ...]:
    """Numbered levels of which the ends are named, as the built-in nps writes them."""
    ends = {lowest: low, highest: high}
    found = []
    for number in range(lowest, highest + 1):
        end = ends.get(number) or Words("")
        others = {code: _level(number, text) for code, text in end.others.items() if text}
        found.append(Answer(str(number), Words(_level(number, end.text), others), value=number))
    return tuple(found)


def _level(number: int, name: str) -> str:
    return f"{number} · {name}" if name else str(number)


def find_scale(answers: Answers, name: str, taken: Collection[str]) -> ScaleFound:
    """The scale that these answers are: a built-in one, or one called ``name`` or nearly so.

    ``scale`` is ``None`` where nothing is left to choose from; ``losses`` then says why.
    """
    if answers.built_in:
        return _built_in(answers)
    code = code_of(name, {*taken, *BUILT_IN}, "scale")
    if answers.kind is ScaleKind.TEXT:
        return ScaleFound(Scale(code, answers.kind, max_length=answers.max_length), {})
    if answers.kind is ScaleKind.PERCENTAGE:
        return ScaleFound(BUILT_IN["percentage"], {})
    if answers.numbers is not None:
        return _numbers(answers.kind, answers.numbers, code)
    return _options(answers, code)


def _built_in(answers: Answers) -> ScaleFound:
    """A scale of ours, with each label that reads otherwise here."""
    scale = BUILT_IN[answers.built_in]
    found = SortedAnswers(answers)
    labels = {option.code: option.label for option in scale.options}
    changes = list(found.changes)
    for answer in found.options:
        now = labels.get(answers.codes.get(answer.key, ""))
        if now is not None and now.casefold() != answer.label.text.casefold():
            changes.append((_named(answer), f"It reads “{now}” here, on the scale {scale.code}."))
    return ScaleFound(
        scale,
        answers.codes,
        found.allows_na,
        changes=tuple(changes),
        losses=tuple(found.losses),
    )


def _numbers(kind: ScaleKind, numbers: NumberRange, code: str) -> ScaleFound:
    """Numbers with as many steps as a scale may have."""
    changes = []
    if kind is ScaleKind.SLIDER and not (numbers.low and numbers.high):
        numbers = replace(numbers, low=numbers.low or "lowest", high=numbers.high or "highest")
        changes.append(("ends of the slider", "They have no names. Write what they mean."))
    if kind is ScaleKind.AMOUNT and not numbers.unit:
        numbers = replace(numbers, unit="units")
        changes.append(("unit", "The file does not say what is counted. Write it in the scale."))
    for name in ("unit", "low", "high"):
        if len(words := getattr(numbers, name)) > LONGEST_UNIT:
            numbers = replace(numbers, **{name: words[: LONGEST_UNIT - 1] + "…"})
            changes.append((name, f"It is cut after {LONGEST_UNIT} letters: “{words}”."))
    if kind is ScaleKind.AMOUNT and numbers.minimum < 0:
        kind = ScaleKind.SLIDER
        numbers = replace(numbers, low=numbers.low or "lowest", high=numbers.high or "highest")
        changes.append(("numbers below 0", "It is a slider now: an amount begins at 0."))
    for step in dict.fromkeys((numbers.step, *_LARGEST_STEPS)):
        try:
            scale = number_scale(code, kind, replace(numbers, step=step))
        except (ValueError, ArithmeticError):
            continue
        if step != numbers.step:
            changes.append(("step", f"It goes in steps of {step:g}: a scale has at most 500."))
        return ScaleFound(scale, {one: one for one in scale.by_code}, changes=tuple(changes))
    why = f"{numbers.minimum:g} to {numbers.maximum:g} is no range; it is answered in words now."
    return ScaleFound(BUILT_IN["short_text"], {}, changes=(("numbers", why),))


def _options(answers: Answers, code: str) -> ScaleFound:
    if len(answers.options) > MOST_OPTIONS:
        return _too_many(answers)
    found = SortedAnswers(answers)
    kind, options = found.kind, found.options
    if len(options) < 2:
        why = "A question needs two answers at least, so it is not asked."
        losses = (*found.losses, *((_named(option), why) for option in options))
        return ScaleFound(None, {}, losses=losses or (("answers", why),))
    is_plain = not any(option.say or option.exclusive for option in options)
    is_single = kind in (ScaleKind.SINGLE, ScaleKind.ORDINAL)
    labels = [option.label.text for option in options]
    values = [option.value for option in options]
    scale = scale_of_labels(code, labels, is_ordered=kind is ScaleKind.ORDINAL)
    if is_plain and scale.code in BUILT_IN and is_single:
        by_label = {option.label.casefold(): option.code for option in scale.options}
        codes = {option.key: by_label[option.label.text.casefold()] for option in options}
        if _given(values) not in ([], list(scale.values)):
            found.losses.append(_numbers_lost(options, f"Those of {scale.code} count."))
        return found.as_scale(scale, codes)
    taken: set[str] = set()
    made = []
    is_valued = kind is ScaleKind.ORDINAL and _ascend(values)
    if _given(values) and not is_valued:
        why = "They do not rise with the answers." if kind is ScaleKind.ORDINAL else "It has none."
        found.losses.append(_numbers_lost(options, why))
    for place, option in enumerate(options, start=1):
        value = (option.value if is_valued else place) if kind is ScaleKind.ORDINAL else None
        is_whole = value is not None and value >= 0 and float(value).is_integer()
        one = f"{value:g}" if is_whole and value is not None else ""
        if not one or len(one) > 9 or not one.isdigit():
            one = code_of(option.label.text, taken, "option")
        taken.add(one)
        made.append(Option(one, option.label.text, value, option.say, option.exclusive))
    codes = {option.key: one.code for option, one in zip(options, made, strict=True)}
    most = answers.max_choices
    has_limit = kind is ScaleKind.MULTIPLE and most is not None and 2 <= most < len(made)
    ranks = most if kind is ScaleKind.RANKING and most and 1 <= most < len(made) else None
    scale = Scale(code, kind, tuple(made), max_choices=most if has_limit else None, ranks=ranks)
    return found.as_scale(scale, codes)


def _too_many(answers: Answers) -> ScaleFound:
    """More answers than anybody reads: they are typed."""
    named = ", ".join(f"“{option.label.text[:LONGEST_LABEL]}”" for option in answers.options[:20])
    count = len(answers.options)
    why = f"{count:,} are more than the {MOST_OPTIONS} of a scale; it is answered in words now."
    changes = ((f"answers {named} and {count - 20:,} more", why),)
    return ScaleFound(BUILT_IN["short_text"], {}, changes=changes)


def _given(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _numbers_lost(options: Sequence[Answer], why: str) -> tuple[str, str]:
    pairs = (f"“{one.label.text}” = {one.value:g}" for one in options if one.value is not None)
    return f"numbers of the answers, {', '.join(pairs)}", why


def _ascend(values: Sequence[float | None]) -> bool:
    """Whether all options have numbers, each larger than the one before."""
    given = _given(values)
    return len(given) == len(values) and all(a < b for a, b in pairwise(given))


def labels_of(options: Sequence[Answer], codes: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Labels in other languages, by language and by the code of each answer."""
    found: dict[str, dict[str, str]] = {}
    for option in options:
        for language, text in option.label.others.items():
            found.setdefault(language, {})[codes[option.key]] = text
    return found


class SortedAnswers:
    """Answers without those that are none, each label once, and in order where they have one."""

    def __init__(self, answers: Answers, *, may_order: bool = True) -> None:
        self.kind = answers.kind
        self.allows_na = False
        self.changes: list[tuple[str, str]] = []
        self.losses: list[tuple[str, str]] = []
        self.options = self._told_apart(answers.options)
        if self.kind is not ScaleKind.RANKING:
            self._take_off_none()
        self._mark_others()
        if may_order:
            self._order()

    def as_scale(self, scale: Scale, codes: Mapping[str, str]) -> ScaleFound:
        """These answers as that scale, which has each of them under a code by its key."""
        return ScaleFound(
            scale,
            codes,
            self.allows_na,
            labels_of(self.options, codes),
            changes=tuple(self.changes),
            losses=tuple(self.losses),
        )

    def _told_apart(self, options: Sequence[Answer]) -> list[Answer]:
        kept: list[Answer] = []
        seen: set[str] = set()
        for option in options:
            text = option.label.text
            if len(text) > LONGEST_LABEL:
                cut = text[: LONGEST_LABEL - 1] + "…"
                self.changes.append((_named(option), f"It is cut after {LONGEST_LABEL} letters."))
                option = replace(option, label=replace(option.label, text=cut))
            text = option.label.text
            if not text:
                self.losses.append((f"answer {option.key}", "It has no words."))
            elif text in seen:
                self.losses.append((_named(option), "It stands there twice."))
            else:
                seen.add(text)
                kept.append(option)
        return kept

    def _take_off_none(self) -> None:
        """What says that there is no answer goes to the “Not applicable” of the question."""
        none = [one for one in self.options if one.is_none or is_not_applicable(one.label.text)]
        rest = [one for one in self.options if one not in none]
        without = [one for one in rest if is_without(one.label.text)]
        others = [one for one in rest if one not in without]
        if without and self.kind is not ScaleKind.MULTIPLE and _ranks(others) is not None:
            none, rest = [*none, *without], others
        if len(rest) < 2:
            return
        self.options = rest
        self.allows_na = bool(none)
        for option in none:
            why = "It is “Not applicable” now, which stands beside the scale and is never averaged."
            self.changes.append((_named(option), why))

    def _mark_others(self) -> None:
        """One option may ask for words; more of them are answers as any other."""
        if self.kind not in _CHOSEN:
            marked = [option for option in self.options if option.say]
        else:
            named = [option for option in self.options if option.say]
            told = [option for option in self.options if is_other(option.label.text)]
            chosen = (named or told)[:1]
            if chosen and not named:
                why = "It asks for words of one's own now, as it says."
                self.changes.append((_named(chosen[0]), why))
            marked = [option for option in named if option not in chosen]
            self.options = [
                one if one.say == (one in chosen) else replace(one, say=one in chosen)
                for one in self.options
            ]
        for option in marked:
            self.losses.append((f"words beside {_named(option)}", "Only one answer can ask them."))
        if self.kind is not ScaleKind.MULTIPLE:
            self.options = [
                replace(one, exclusive=False) if one.exclusive else one for one in self.options
            ]
        if self.kind not in _CHOSEN:
            self.options = [replace(one, say=False) if one.say else one for one in self.options]

    def _order(self) -> None:
        if self.kind not in (ScaleKind.SINGLE, ScaleKind.ORDINAL):
            return
        if any(option.say for option in self.options):
            return
        ranks = _ranks(self.options)
        was_told = self.kind is ScaleKind.ORDINAL
        if ranks is None and was_told:
            values = [option.value for option in self.options]
            if None not in values and not _ascend(values):
                self._sort([float(value or 0) for value in values])
            return
        if ranks is None:
            return
        self._sort(ranks)
        if not was_told:
            self.kind = ScaleKind.ORDINAL
            self.changes.append(
                ("choice of one answer", "Its answers have an order, lowest first.")
            )

    def _sort(self, ranks: Sequence[float]) -> None:
        places = sorted(range(len(ranks)), key=ranks.__getitem__)
        if places == list(range(len(ranks))):
            return
        self.options = [self.options[place] for place in places]
        self.changes.append(
            (
                "order of the answers",
                "They run from the least to the most, as told by their labels.",
            )
        )


def _ranks(options: Sequence[Answer]) -> tuple[float, ...] | None:
    return ranks_of([option.label.text for option in options])


def _named(option: Answer) -> str:
    return f"answer “{option.label.text}”"


def without_number(label: str) -> str:
    """A label without the number that it begins with, where words follow.

    >>> without_number("2 Somewhat"), without_number("5")
    ('Somewhat', '5')
    """
    found = numbered(label)
    return found[1] if found and found[1] else label
