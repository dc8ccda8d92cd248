"""The parts of a question set in a file, with their places: scales, constructs, items."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from analysis.instrument import NUMBER_KINDS, Option, Scale, ScaleKind, number_scale
from analysis.ranges import NumberRange, plain_number
from analysis.scales import BUILT_IN
from questionnaires.formats.located_yaml import Located
from questionnaires.formats.question_set_schema import is_sound

#: Where a slider ends unless its file says so.
MOST_ON_A_SLIDER = 100


def build_scale(place: Located) -> Scale | None:
    """A scale of the question set's own, which has the right shape; ``None``: its numbers do not.

    What is wrong with numbers is said by the checks.
    """
    kind = ScaleKind(str(place.word("kind")))
    code = str(place.word("code"))
    if kind is ScaleKind.PERCENTAGE:
        return Scale(code, kind, BUILT_IN["percentage"].options)
    if kind in NUMBER_KINDS:
        try:
            return number_scale(code, kind, build_numbers(place))
        except ValueError:
            return None
    return Scale(
        code,
        kind,
        tuple(
            _build_option(option, position if kind is ScaleKind.ORDINAL else None)
            for position, option in enumerate(place.entries("options"), start=1)
        ),
        favourable=words_of(place, "favourable"),
        unfavourable=words_of(place, "unfavourable"),
        max_choices=value_of(place, "max_choices"),
        max_length=value_of(place, "max_length"),
        unipolar=value_of(place, "unipolar") is True,
        ranks=value_of(place, "ranks"),
    )


def build_numbers(place: Located) -> NumberRange:
    """What an amount or a slider can be; whether the numbers fit each other is not looked at."""
    return NumberRange(
        minimum=value_of(place, "minimum", 0),
        maximum=value_of(place, "maximum", MOST_ON_A_SLIDER),
        step=value_of(place, "step", 1),
        unit=text_of(place, "unit"),
        low=text_of(place, "low"),
        high=text_of(place, "high"),
        good=value_of(place, "good"),
        bad=value_of(place, "bad"),
    )


def value_of(place: Located, key: str, default: Any = None) -> Any:
    """The value under a key, 4.0 as 4."""
    found = place.get(key)
    return default if found is None else plain_number(found.value)


def _build_option(place: Located, position: int | None) -> Option:
    return Option(
        str(place.word("code")),
        text_of(place, "label"),
        value.value if (value := place.get("value")) else position,
        say=value_of(place, "say") is True,
        exclusive=value_of(place, "exclusive") is True,
        construct=place.word("construct"),
    )


def words_of(place: Located, key: str) -> frozenset[str]:
    """The codes in a list."""
    return frozenset(word for entry in place.entries(key) if (word := entry.as_word()) is not None)


def text_of(place: Located, key: str) -> str:
    """A text on one line; empty where there is none. Line breaks in the file are spaces."""
    return one_line(place.word(key) or "")


def one_line(text: str) -> str:
    """Runs of spaces, tabs and line breaks as one space; no-break spaces stay.

    >>> one_line("  two\\n lines ")
    'two lines'
    """
    if not text.isprintable():  # white space other than a space is not
        for character in "\t\r\n":
            text = text.replace(character, " ")
    elif "  " not in text:
        return text.strip(" ")
    return " ".join(word for word in text.split(" ") if word)


@dataclass(slots=True)
class Parts:
    """The entries of a file by code, as far as they can be made out."""

    root: Located
    scales: dict[str, Scale] = field(default_factory=lambda: dict(BUILT_IN))
    constructs: dict[str, Located] = field(default_factory=dict)
    items: list[Located] = field(default_factory=list)

    @classmethod
    def of(cls, root: Located) -> Parts:
        """The parts of a file."""
        parts = cls(root)
        for place in root.entries("scales"):
            if is_sound(place, "scale") and (scale := build_scale(place)):
                parts.scales[scale.code] = scale
            elif code := place.word("code"):
                parts.scales.pop(code, None)  # broken: reported, and nothing is said of its users
        for place in root.entries("constructs"):
            if code := place.word("code"):
                parts.constructs.setdefault(code, place)
        for section in root.entries("sections"):
            parts.items += section.entries("items")
        return parts

    @property
    def scale_names(self) -> set[str]:
        """Names that an item may use, those of broken scales too."""
        own = {place.word("code") for place in self.root.entries("scales")}
        return {*BUILT_IN, *(name for name in own if name)}

    def scale_of(self, item: Located) -> Scale | None:
        """The scale of an item, where it is known."""
        return self.scales.get(item.word("scale") or "")

    def texts(self) -> dict[str, str]:
        """The texts of a question set by path, as far as they can be made out; numbers are none."""
        root = self.root
        found = {key: text for key in ("title", "description") if (text := root.word(key))}
        for kind, keys, places in (
            ("constructs", ("title",), root.entries("constructs")),
            ("sections", ("title", "intro"), root.entries("sections")),
            ("items", ("text", "help"), self.items),
        ):
            for place in places:
                for key in keys:
                    if text := place.word(key):
                        found[f"{kind}.{place.word('code')}.{key}"] = text
        for item in self.items:
            if (scale := self.scale_of(item)) is not None:
                found |= texts_of_scale(scale)
        return found


def texts_of_scale(scale: Scale) -> dict[str, str]:
    """The words of a scale by path; those of numbers are their unit and ends."""
    if scale.is_number:
        names = ("unit", "low", "high") if scale.numbers else ()
        words = {name: str(getattr(scale.numbers, name)) for name in names}
    else:
        words = {f"options.{option.code}": option.label for option in scale.options}
    return {
        f"scales.{scale.code}.{name}": text
        for name, text in words.items()
        if any(character.isalpha() for character in text)
    }
