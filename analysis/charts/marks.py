"""Marks between rounds: what happened, and when. Grey, because an event is no answer.

Titles stand at their marks where all of them fit side by side. Where they do not, each mark has a
letter, and a line at the top of the chart says which is which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from analysis.charts import theme
from analysis.charts.numbers import EN_DASH
from analysis.charts.sheet import Panel, Sheet
from analysis.words import gettext as _

#: Room above the plot for the labels of marks.
LANE = 18.0
GAP = 6.0


@dataclass(frozen=True, slots=True)
class Mark:
    """An event: ``at`` is its place, where rounds stand at 0, 1, 2; ``day`` is as people write it.

    ``ValueError`` for a place before the first round.
    """

    at: float
    title: str
    day: str

    def __post_init__(self) -> None:
        if self.at < 0:
            raise ValueError(f"{self.title}: {self.at} is before the first round.")


@dataclass(frozen=True, slots=True)
class Label:
    """What stands over one mark or several that are close: text, left end, and the marks."""

    text: str
    left: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks of a chart, in order of their days, and what is said of events without a place."""

    marks: tuple[Mark, ...] = ()
    elsewhere: str = ""

    def titles_fit(self, panel: Panel, left: float, right: float) -> bool:
        """Whether every title can stand over its mark between two pixels, apart from others."""
        return self._beside(self._titles(panel, left, right), right)

    def labels(self, panel: Panel, left: float, right: float) -> list[Label]:
        """What stands over the marks: all titles, or else letters, close ones together."""
        titles = self._titles(panel, left, right)
        if self._beside(titles, right):
            return titles
        return _together(self.marks, panel, left, right)

    def key(self) -> str:
        """Which letter is which event."""
        named = (f"{letter(n)}: {one.title} ({one.day})" for n, one in enumerate(self.marks))
        return " \u00b7 ".join(named)

    def say(self, rounds: Sequence[str]) -> str:
        """The same for somebody who cannot see the chart."""
        said = [f"{one.title}, {one.day}, {_between(one.at, rounds)}" for one in self.marks]
        events = _("Events: {events}.", events="; ".join(said)) if said else ""
        return " ".join(filter(None, (events, self.elsewhere)))

    def _titles(self, panel: Panel, left: float, right: float) -> list[Label]:
        return [_label(one.title, (one,), panel, left, right) for one in self.marks]

    def _beside(self, labels: list[Label], right: float) -> bool:
        ends = [*(label.left - GAP for label in labels[1:]), right]
        return all(
            label.left + _wide(label.text) <= end + 0.01
            for label, end in zip(labels, ends, strict=False)
        )


def letter(number: int) -> str:
    """The name of a mark, counted from 0.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    more, rest = divmod(number, len(ascii_uppercase))
    return (letter(more - 1) if more else "") + ascii_uppercase[rest]


def draw_marks(
    sheet: Sheet, labels: Sequence[Label], panel: Panel, *, top: float, bottom: float, gid: str
) -> None:
    """A line from ``top`` to ``bottom`` for each mark, its label above; pixels."""
    number = 0
    for label in labels:
        sheet.write(label.left, top - LANE / 2, label.text, theme.SMALL, colour=theme.INK_2)
        for mark in label.marks:
            x = panel.x(mark.at)
            sheet.line(
                [x, x], [top, bottom], theme.EARLIER, 1.0, order=1.5, gid=f"event-{number}-{gid}"
            )
            number += 1


def _together(marks: Sequence[Mark], panel: Panel, left: float, right: float) -> list[Label]:
    """Letters; marks whose letters would touch share a label."""
    names = [letter(number) for number in range(len(marks))]
    groups: list[list[int]] = [[number] for number in range(len(marks))]
    while True:
        labels = [
            _label(
                _span([names[n] for n in group]), tuple(marks[n] for n in group), panel, left, right
            )
            for group in groups
        ]
        touching = next(
            (
                place
                for place in range(len(labels) - 1)
                if labels[place].left + _wide(labels[place].text) + GAP > labels[place + 1].left
            ),
            None,
        )
        if touching is None:
            return labels
        groups[touching : touching + 2] = [groups[touching] + groups[touching + 1]]


def _span(names: Sequence[str]) -> str:
    if len(names) < 3:
        return " ".join(names)
    return f"{names[0]}{EN_DASH}{names[-1]}"


def _label(text: str, marks: tuple[Mark, ...], panel: Panel, left: float, right: float) -> Label:
    """Centred over its marks, but inside the panel."""
    said = theme.printable(text)
    wide = _wide(said)
    middle = sum(panel.x(one.at) for one in marks) / len(marks)
    return Label(said, max(left, min(middle - wide / 2, right - wide)), marks)


def _wide(text: str) -> float:
    return theme.text_width(text, theme.SMALL) * theme.SLACK


def _between(at: float, rounds: Sequence[str]) -> str:
    before = int(at)
    if at == before:
        return _("during {round}", round=rounds[before])
    return _("between {earlier} and {later}", earlier=rounds[before], later=rounds[before + 1])
