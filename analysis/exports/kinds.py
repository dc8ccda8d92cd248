"""What the tables of a report say of numbers that people gave, and of the places of rankings.

A row of shares does not hold all of either: numbers have a unit, a median and a middle half, and
each option of a ranking has places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.charts.numbers import EN_DASH, MINUS, percent
from analysis.estimates import Estimate, estimate_item
from analysis.exports.blocks import Line, Table
from analysis.exports.rows import figure_of_rankings, ranking_rows
from analysis.exports.words import cell_words
from analysis.instrument import Item, ScaleKind
from analysis.release import Release
from analysis.tally import ORGANISATION
from analysis.words import decimal, gettext_noop, translate_all
from analysis.words import gettext as _

#: Columns of a table of numbers that people gave.
NUMBER_COLUMNS = (
    gettext_noop("n"), gettext_noop("mean"), gettext_noop("median"), gettext_noop("middle half"),
)  # fmt: skip


def tables_of_kinds(release: Release, title: str, items: Sequence[Item]) -> Iterator[Table]:
    """What a table of shares leaves out of a section: its numbers, and each of its rankings."""
    numbers = [item for item in items if item.scale.is_number]
    if numbers:
        lines = tuple(_number_line(release, item) for item in numbers)
        columns = translate_all(NUMBER_COLUMNS)
        yield Table(_("{title}: numbers", title=title), lines, False, columns)
    for item in items:
        if item.scale.kind is not ScaleKind.RANKING:
            continue
        cell = estimate_item(release, ORGANISATION, item.code)
        if isinstance(cell, Estimate) and cell.n:
            lines = tuple(Line(*row) for row in ranking_lines(item, cell))
            yield Table(item.text, lines, False, ranking_columns(item))


def _number_line(release: Release, item: Item) -> Line:
    cell = estimate_item(release, ORGANISATION, item.code)
    if isinstance(cell, Estimate):
        return Line(number_label(item), number_cells(cell))
    return Line(number_label(item), (), cell_words(release, cell))


def number_label(item: Item) -> str:
    """A question with the unit of its answers.

    >>> from analysis.instrument import ScaleKind, number_scale
    >>> from analysis.ranges import NumberRange
    >>> hours = number_scale("hours", ScaleKind.AMOUNT, NumberRange(0, 40, unit="hours a week"))
    >>> number_label(Item("lost", "How much time is lost?", hours))
    'How much time is lost? (hours a week)'
    """
    unit = item.scale.range.unit
    return f"{item.text} ({unit})" if unit else item.text


def number_cells(cell: Estimate) -> tuple[str, ...]:
    """A row below :data:`NUMBER_COLUMNS`; dashes where nobody answered."""
    if cell.quartiles is None or cell.mean is None:
        return (f"{cell.n}", *[EN_DASH] * (len(NUMBER_COLUMNS) - 1))
    lower, median, upper = cell.quartiles
    mean = _plain(cell.mean)
    if cell.mean_low is not None and cell.mean_high is not None:
        mean += f" ({_range(cell.mean_low, cell.mean_high)})"
    return (f"{cell.n}", mean, _plain(median), _range(lower, upper))


def ranking_columns(item: Item) -> tuple[str, ...]:
    """What a table of a ranking says of each option."""
    return (
        _("put first by"), _("share"), _("among the first three"), figure_of_rankings(item),
    )  # fmt: skip


def ranking_lines(item: Item, cell: Estimate) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The options of a ranking with their figures, the best placed first; none without answers."""
    for row in ranking_rows(item, cell):
        yield (
            row.label,
            (f"{row.first}", percent(row.first / cell.n), f"{row.first_three}", row.figure),
        )


def _plain(number: float) -> str:
    """At most two places behind the point, and no more than say something.

    >>> _plain(2.25), _plain(40.0), _plain(-1.5), _plain(-0.001)
    ('2.25', '40', '\u22121.5', '0')
    """
    text = decimal(number, 2).rstrip("0").rstrip(".,")
    return "0" if text == "-0" else text.replace("-", MINUS)


def _range(low: float, high: float) -> str:
    return _("{low} to {high}", low=_plain(low), high=_plain(high))
