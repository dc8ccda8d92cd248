"""The parts of a question set in a file, with their places: scales, constructs, items."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.instrument import Option, Scale, ScaleKind
from analysis.scales import BUILT_IN
from questionnaires.formats.located_yaml import Located
from questionnaires.formats.question_set_schema import is_sound


def build_scale(place: Located) -> Scale:
    """A scale of the question set's own, which has the right shape."""
    kind = ScaleKind(str(place.word("kind")))
    code = str(place.word("code"))
    if kind is ScaleKind.PERCENTAGE:
        return Scale(code, kind, BUILT_IN["percentage"].options)
    longest, most = place.get("max_length"), place.get("max_choices")
    return Scale(
        code,
        kind,
        tuple(
            _build_option(option, position if kind is ScaleKind.ORDINAL else None)
            for position, option in enumerate(place.entries("options"), start=1)
        ),
        favourable=words_of(place, "favourable"),
        unfavourable=words_of(place, "unfavourable"),
        max_choices=most.value if most else None,
        max_length=longest.value if longest else None,
    )


def _build_option(place: Located, position: int | None) -> Option:
    value = place.get("value")
    return Option(
        str(place.word("code")), text_of(place, "label"), value.value if value else position
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
    for character in "\t\r\n":
        text = text.replace(character, " ")
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
            if is_sound(place, "scale"):
                parts.scales[str(place.word("code"))] = build_scale(place)
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
            scale = self.scale_of(item)
            if scale is not None and scale.kind is not ScaleKind.PERCENTAGE:
                for option in scale.options:
                    if any(character.isalpha() for character in option.label):
                        found[f"scales.{scale.code}.options.{option.code}"] = option.label
        return found
