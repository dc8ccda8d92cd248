"""Targets on a trend: an open diamond with its words, in ink, because a target is no answer.

A round that is not there yet has a column of its own at the right, behind a dashed line, in which
nothing else stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from analysis.charts import theme
from analysis.charts.numbers import percent
from analysis.charts.sheet import Sheet
from analysis.words import gettext as _

#: The narrowest column of a round ahead, and the white beside its words.
COLUMN, GAP = 66.0, 8.0
#: Half the width of the line through a diamond, and how far words stand from its middle.
REACH, AWAY = 9.0, 15.0


@dataclass(frozen=True, slots=True)
class TargetMark:
    """A share that is to be reached: ``at`` is the index of its round, those ahead counted on.

    ``round`` is what the round is called. ``ValueError`` for what is no share.
    """

    at: int
    goal: float
    round: str

    def __post_init__(self) -> None:
        if not 0 <= self.goal <= 1 or self.at < 0:
            raise ValueError(f"A target of {self.goal} in round {self.at} has no place.")

    @property
    def label(self) -> str:
        """What stands at the mark."""
        return _("target {share}", share=percent(self.goal))

    def say(self) -> str:
        """The same for somebody who cannot see the chart."""
        return _("target {share} in {round}", share=percent(self.goal), round=self.round)


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle that something takes up: left, right, top and bottom in pixels."""

    left: float
    right: float
    top: float
    bottom: float

    def touches(self, other: Room) -> bool:
        """Whether two of them share a pixel."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    @classmethod
    def of(cls, text: str, left: float, middle: float, *, bold: bool = False) -> Room:
        """What a line of text takes up, with some white around it."""
        size = theme.TEXT if bold else theme.SMALL
        wide = theme.text_width(theme.printable(text), size, bold=bold) * theme.SLACK
        return cls(left - 2, left + wide + 2, middle - size / 2 - 2, middle + size / 2 + 2)

    @classmethod
    def of_diamond(cls, x: float, y: float) -> Room:
        """What a target takes up, with the line through it."""
        return cls(x - REACH, x + REACH, y - 6, y + 6)


def marks_ahead(marks: Iterable[TargetMark], rounds: int) -> list[TargetMark]:
    """Those of rounds that come after so many, in order."""
    return sorted((mark for mark in marks if mark.at >= rounds), key=lambda mark: mark.at)


def column_width(marks: Iterable[TargetMark], *, words: bool = True) -> float:
    """How wide the columns of rounds ahead have to be for their names and, if asked, ``words``.

    On a phone they would leave the rounds before them no room.
    """
    said = [
        text for one in marks for text in (*([one.label] if words else []), *name_parts(one.round))
    ]
    widths = (theme.text_width(theme.printable(text), theme.SMALL) for text in said)
    return max([COLUMN, *(wide * theme.SLACK + GAP for wide in widths)])


def name_parts(name: str) -> list[str]:
    """A name on as few lines as a column takes: ``Autumn 2027`` and ``2027-autumn`` on two."""
    return theme.wrap(theme.printable(name).replace("-", "- "), theme.SMALL, COLUMN + GAP)


def draw_ahead(
    sheet: Sheet, xs: Sequence[float], names: Sequence[str], *, top: float, bottom: float, gid: str
) -> None:
    """The names of rounds ahead below their columns, and the dashed line before them."""
    if not names:
        return
    wide = xs[1] - xs[0] if len(xs) > 1 else 2 * COLUMN
    edge = xs[0] - min(wide / 2, COLUMN / 2)
    sheet.line(
        [edge, edge], [top, bottom], theme.LINE, 1.0, dashes=(2, 3), gid=f"ahead-{gid}"
    )  # fmt: skip
    for x, name in zip(xs, names, strict=False):
        for number, part in enumerate(name_parts(name)):
            sheet.write(
                x, bottom + 13 + 15 * number, part, theme.SMALL, colour=theme.INK_2, align="center"
            )


def draw_target(
    sheet: Sheet, mark: TargetMark, x: float, y: float, *, within: Room, taken: Sequence[Room],
    gid: str,
) -> list[Room]:  # fmt: skip
    """The diamond, a short line through it and its words, where they touch nothing that is there.

    Returns what the words take up. Where nothing is free near by, as among a dozen rounds on a
    phone, the diamond stands without them: they are in the text of the picture.
    """
    sheet.line([x - REACH, x + REACH], [y, y], theme.INK, 1.4, order=3.5, gid=f"target-line-{gid}")
    sheet.diamond(x, y, theme.INK, gid=f"target-{gid}")
    text = mark.label
    wide = theme.text_width(theme.printable(text), theme.SMALL) * theme.SLACK
    first = within.right - wide, max(within.left, min(x - wide / 2, within.right - wide))
    lefts = [first[1], max(within.left, x - wide), min(x + 2, first[0])]
    steps = [sign * (AWAY + step) for step in (0, 10, 20, 30, 40, 55, 70) for sign in (-1, 1)]
    middles = [*(y + step for step in steps), within.top + theme.SMALL]
    places = [Room.of(text, left, middle) for middle, left in product(middles, lefts)]
    inside = [one for one in places if one.top >= within.top and one.bottom <= within.bottom]
    free = [one for one in inside if not any(one.touches(other) for other in taken)]
    for room in free[:1]:
        middle = (room.top + room.bottom) / 2
        sheet.write(room.left + 2, middle, text, theme.SMALL, colour=theme.INK, backed=True)
    return free[:1]
