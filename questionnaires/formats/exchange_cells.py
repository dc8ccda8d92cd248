"""What our items and scales say beyond other tools, as named cells beside what every tool has.

The columns of our CSV; with a prefix, further columns of an XLSForm; properties in SurveyJS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from analysis.instrument import Instrument, Item, Scale, ScaleKind
from analysis.ranges import plain_number
from analysis.scales import BUILT_IN
from questionnaires.formats.question_set_parts import one_line

YES = "yes"
_TRUE = frozenset({"yes", "true", "1", "x", "y", "true()", "yes()"})
_FALSE = frozenset({"", "no", "false", "0", "n", "false()", "no()"})
_MARK = re.compile(r"\\(.)")
#: What each cell of an item says; texts, conditions and answers are elsewhere in each format.
ITEM_CELLS = (
    "na", "wording", "reverse", "attribute", "construct", "about", "space", "devex", "dora",
    "source", "outcome", "time_lost",
)  # fmt: skip
SCALE_CELLS = (
    "scale_code", "kind", "values", "favourable", "unfavourable", "max_choices", "max_length",
    "unipolar", "ranks", "minimum", "maximum", "step", "unit", "low", "high", "good", "bad", "say",
    "exclusive", "option_constructs",
)  # fmt: skip


@dataclass(slots=True)
class Cells:
    """The cells of a row or the properties of an element, and which of them were read.

    ``where`` is how its author finds it. Cells that nobody takes are told as dropped.
    """

    where: str
    cells: dict[str, str]
    taken: list[str] = field(default_factory=list)

    def take(self, *names: str) -> str:
        """The first of these cells that says something, on one line; they all count as read."""
        for name in names:
            if text := one_line(self.cells.get(name, "")):
                self.mark(name)
                return text
        return ""

    def mark(self, name: str) -> None:
        """Count a cell as read, where there is one."""
        if name in self.cells and name not in self.taken:
            self.taken.append(name)

    def give_back(self, name: str) -> None:
        """Count a cell as not read: what it says cannot be kept."""
        if name in self.taken:
            self.taken.remove(name)

    @property
    def left(self) -> dict[str, str]:
        """What says something and was not read."""
        return {
            name: text
            for name, text in self.cells.items()
            if name not in self.taken and text.strip()
        }


def joined(parts: Iterable[str]) -> str:
    r"""Several texts in one cell.

    >>> joined(["Yes", "No | never"])
    'Yes | No \\| never'
    """
    return " | ".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


def split(cell: str) -> list[str]:
    r"""The texts of a cell; empty ones stay, so that each keeps its place.

    >>> split("Yes | No \\| never"), split(""), split("a||b")
    (['Yes', 'No | never'], [], ['a', '', 'b'])
    """
    if not one_line(cell):
        return []
    parts = re.findall(r"(?:^|\|)((?:\\.|[^\\|]|\\$)*)", cell)
    return [one_line(_MARK.sub(r"\1", part)) for part in parts]


def pairs(cell: str) -> dict[str, str]:
    """The texts of a cell that gives something to each of several codes.

    >>> pairs("few = 0.5 | many = 6")
    {'few': '0.5', 'many': '6'}
    """
    found = (part.partition("=") for part in split(cell))
    return {code.strip(): text.strip() for code, sign, text in found if sign}


def truth(cell: str) -> bool | None:
    """Whether a cell says yes; ``None`` where it says neither yes nor no.

    >>> truth("Yes"), truth(""), truth("perhaps")
    (True, False, None)
    """
    word = cell.strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def number(cell: str) -> float | None:
    """The number in a cell, 4.0 as 4; ``None`` where there is none.

    >>> number("4.0"), number("-0.5"), number("many"), number("nan")
    (4, -0.5, None, None)
    """
    if not re.fullmatch(r"[-+]?[0-9]{1,12}(?:\.[0-9]{0,12})?|[-+]?\.[0-9]{1,12}", cell.strip()):
        return None
    found: float = plain_number(float(cell))
    return found


def number_word(value: float) -> str:
    """A number as :func:`number` reads it.

    >>> number_word(1234567.5), number_word(4.0), number_word(-0.000001)
    ('1234567.5', '4', '-0.000001')
    """
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def item_cells(item: Item, instrument: Instrument) -> dict[str, str]:
    """What an item says beyond its texts, its answers and its condition."""
    said = {
        "na": "on" if item.allows_na else "off",
        "wording": str(item.wording) if item.wording != 1 else "",
        "reverse": YES if item.reverse else "",
        "attribute": YES if item.attribute else "",
        "construct": item.construct,
        "about": item.about,
        "space": item.space,
        "devex": item.devex,
        "dora": item.dora,
        "source": item.source,
        "outcome": YES if item.code == instrument.outcome else "",
        "time_lost": YES if item.code == instrument.time_lost else "",
    }
    return {name: text for name, text in said.items() if text}


def scale_cells(scale: Scale) -> dict[str, str]:
    """What a scale says beyond the codes and labels of its options; each tells options by code."""
    said: dict[str, str | float | None] = {"scale_code": scale.code}
    if BUILT_IN.get(scale.code) == scale:
        return {"scale_code": scale.code}
    said |= {
        "kind": scale.kind.value,
        "max_choices": scale.max_choices,
        "max_length": scale.max_length,
        "unipolar": YES if scale.unipolar else None,
        "ranks": scale.ranks,
    }
    if scale.numbers is not None:
        for name in ("minimum", "maximum", "step", "unit", "low", "high", "good", "bad"):
            said[name] = getattr(scale.numbers, name)
    if not scale.is_number:
        options = scale.options
        said |= {
            "values": joined(
                f"{o.code} = {number_word(o.value)}" for o in options if o.value is not None
            )
            if scale.values != tuple(range(1, len(options) + 1))
            else "",
            "favourable": joined(o.code for o in options if o.code in scale.favourable),
            "unfavourable": joined(o.code for o in options if o.code in scale.unfavourable),
            "say": joined(o.code for o in options if o.say),
            "exclusive": joined(o.code for o in options if o.exclusive),
            "option_constructs": joined(
                f"{o.code} = {o.construct}" for o in options if o.construct
            ),
        }
    return {
        name: text if isinstance(text, str) else number_word(text)
        for name, text in said.items()
        if text is not None and text != ""
    }


def kind_of(cell: str, allowed: Iterable[ScaleKind]) -> ScaleKind | None:
    """The kind of scale that a cell names, where it is one of the ``allowed`` ones."""
    return next((kind for kind in allowed if kind.value == cell.strip().lower()), None)
