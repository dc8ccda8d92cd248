"""What a schema cannot say of the scales of a question set: options, boxes and numbers that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from analysis.ranges import MOST_STEPS, NumberRange
from questionnaires.formats.located_yaml import Located
from questionnaires.formats.problems import quoted, suggestion
from questionnaires.formats.question_set_parts import Parts, build_numbers, words_of
from questionnaires.formats.question_set_schema import is_sound

#: Kinds of which options are chosen from among others, so that each can be about something.
CHOSEN = ("single", "multiple", "ranking")


@dataclass(frozen=True, slots=True)
class Finding:
    """A line, and what is wrong there; a gap is only missing yet (:class:`Problem`)."""

    line: int
    message: str
    is_gap: bool = False


def scale_findings(parts: Parts) -> Iterator[Finding]:
    """Scales whose options, boxes or numbers do not fit each other."""
    for place in parts.root.entries("scales"):
        name = place.word("code") or "without a code"
        options = place.entries("options")
        for finding in chain(repeated("option", options), repeated("label", options, "label")):
            yield Finding(finding.line, f"scale {name}: {finding.message}")
        codes = [code for option in options if (code := option.word("code")) is not None]
        yield from _boxes(place, name, codes)
        most = place.get("max_choices")
        if codes and most and isinstance(most.value, int) and most.value > len(codes):
            yield Finding(
                place.line_of("max_choices"),
                f"scale {name}: max_choices is {most.value}, and there are {len(codes)} options. "
                "Write a smaller number, or leave it out.",
            )
        ranks = place.get("ranks")
        if codes and ranks and isinstance(ranks.value, int) and ranks.value > len(codes):
            yield Finding(
                place.line_of("ranks"),
                f"scale {name}: ranks is {ranks.value}, and there are {len(codes)} options. "
                "Write a smaller number, or leave it out.",
            )
        yield from _values(place, name, options)
        yield from _marks(place, name, options)
        yield from _topics(parts, place, name, options)
        if is_sound(place, "scale") and place.word("kind") in ("amount", "slider"):
            yield from _numbers(place, name)


def _marks(place: Located, name: str, options: list[Located]) -> Iterator[Finding]:
    """Options with words of one's own, or that stand alone, where the kind has no such thing."""
    for key, kinds in (("say", ("single", "multiple")), ("exclusive", ("multiple",))):
        marked = [option for option in options if is_true(option, key)]
        for option in marked if place.word("kind") not in kinds else ():
            yield Finding(
                option.line_of(key),
                f"scale {name}: {key} belongs to kind: {' or '.join(kinds)}. Delete it.",
            )
        for option in marked[1:] if key == "say" else ():
            yield Finding(
                option.line_of(key),
                f"scale {name}: two options ask for words. Keep one: the words name no option.",
            )


def _topics(parts: Parts, place: Located, name: str, options: list[Located]) -> Iterator[Finding]:
    """Options about a construct that is none, or of a kind from which nothing is chosen."""
    for option in options:
        construct = option.word("construct")
        if construct is None:
            continue
        where = f"scale {name}: the option {option.word('code') or 'without a code'}"
        if place.word("kind") not in CHOSEN:
            yield Finding(
                option.line_of("construct"),
                f"scale {name}: construct belongs to options of kind: {' or '.join(CHOSEN)}. "
                "Delete it.",
            )
        elif construct not in parts.constructs:
            hint = suggestion(construct, list(parts.constructs))
            yield Finding(
                option.line_of("construct"),
                f"{where} is about the construct {quoted(construct)}, which is not listed. {hint} "
                "A new one is listed under constructs.",
            )


def _numbers(place: Located, name: str) -> Iterator[Finding]:
    """Numbers of an amount or a slider that do not fit each other."""
    numbers = build_numbers(place)
    low, high = f"{numbers.minimum:g}", f"{numbers.maximum:g}"
    if numbers.minimum < 0 and place.word("kind") == "amount":
        yield Finding(
            place.line_of("minimum"),
            f"scale {name}: an amount begins at 0 or above. Write another minimum, or use "
            "kind: slider.",
        )
    try:
        count = len(numbers.codes)
    except ValueError:
        count = 0
    if numbers.maximum <= numbers.minimum:
        yield Finding(
            place.line_of("maximum"),
            f"scale {name}: the maximum {high} does not exceed the minimum {low}. Write a larger "
            "one.",
        )
    elif not count:
        yield Finding(
            place.line_of("step"),
            f"scale {name}: {low} to {high} is not a whole number of steps of {numbers.step:g}, at "
            f"most {MOST_STEPS}. Write another step or maximum.",
        )
    yield from _direction(place, name, numbers)


def _direction(place: Located, name: str, numbers: NumberRange) -> Iterator[Finding]:
    given = {"good": numbers.good, "bad": numbers.bad}
    for key, other in (("good", "bad"), ("bad", "good")):
        edge = given[key]
        if edge is None:
            continue
        if given[other] is None:
            yield Finding(
                place.line_of(key),
                f"scale {name}: {key} is given and {other} is not. Write both, or neither.",
            )
        if not numbers.minimum <= edge <= numbers.maximum:
            yield Finding(
                place.line_of(key),
                f"scale {name}: {key} is {edge:g}, which is not between {numbers.minimum:g} and "
                f"{numbers.maximum:g}. Write a number of the scale.",
            )
    if numbers.good is not None and numbers.good == numbers.bad:
        yield Finding(
            place.line_of("bad"),
            f"scale {name}: {numbers.good:g} cannot be good and bad. Write different numbers.",
        )


def _boxes(place: Located, name: str, codes: list[str]) -> Iterator[Finding]:
    for key in ("favourable", "unfavourable"):
        for entry in place.entries(key):
            code = entry.as_word()
            if code is not None and codes and code not in codes:
                yield Finding(
                    entry.line,
                    f"scale {name}: {key} names {quoted(code)}, which is none of its options. "
                    f"{suggestion(code, codes)}",
                )
    if both := words_of(place, "favourable") & words_of(place, "unfavourable"):
        yield Finding(
            place.line_of("unfavourable"),
            f"scale {name}: {', '.join(sorted(both))} cannot be favourable and unfavourable. "
            "Keep one.",
        )
    for key, other in (("favourable", "unfavourable"), ("unfavourable", "favourable")):
        if place.get(key) and not place.get(other):
            yield Finding(
                place.line_of(key),
                f"scale {name}: {key} is given and {other} is not. Write both, or neither.",
            )


def _values(place: Located, name: str, options: list[Located]) -> Iterator[Finding]:
    given = [value for option in options if (value := option.get("value")) is not None]
    numbers = [value.value for value in given if isinstance(value.value, int | float)]
    if not given:
        return
    if place.word("kind") in ("single", "multiple"):
        yield Finding(
            given[0].line,
            f"scale {name}: its options have values, and the kind {place.word('kind')} has no "
            "order. Delete the values, or write kind: ordinal.",
        )
    elif len(given) < len(options):
        yield Finding(
            place.line_of("options"),
            f"scale {name}: some options have a value and some have none. Write a value for all "
            "of them, or for none.",
        )
    for low, high, option in zip(numbers, numbers[1:], given[1:], strict=False):
        if high <= low:
            yield Finding(
                option.line,
                f"scale {name}: the value {high} does not exceed {low} before it. Order the "
                "options from the lowest value to the highest.",
            )


def repeated(kind: str, places: Iterable[Located], key: str = "code") -> Iterator[Finding]:
    """Entries whose code, or another key, stands twice."""
    seen: dict[str, int] = {}
    for place in places:
        if (code := place.word(key)) is None:
            continue
        if code in seen:
            yield Finding(
                place.line_of(key),
                f"the {kind} {quoted(code)} stands here again; the first is in line {seen[code]}. "
                f"Give one of them another {key}.",
            )
        seen.setdefault(code, place.line_of(key))


def is_true(item: Located, key: str) -> bool:
    """Whether ``true`` stands under a key."""
    found = item.get(key)
    return found is not None and found.value is True
