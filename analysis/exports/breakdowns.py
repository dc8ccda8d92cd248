"""Answers by attribute as rows of tables: for the page, the report and the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.instrument import SKIPPED, Instrument
from analysis.measures import Measure, construct_measures, is_in_boxes, item_measures
from analysis.release import OTHER, Breakdown, Release, ReleasedGroup
from analysis.tally import ORGANISATION, ItemCounts
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

HEADING = gettext_noop("Answers by role and the like")
#: Said above the tables.
INTRO = gettext_noop(
    "Shares of those in a category who gave a valid answer, with their number. Categories of fewer "
    "than ten people are told together. A table is told whole or not at all: only where, beside "
    "all that is told of units, it tells of nobody how they answered."
)
#: What is told is as it is: no interval, no comparison.
NOT_COMPARED = gettext_noop(
    "Categories are not tested against each other: small ones differ by chance."
)


@dataclass(frozen=True, slots=True)
class CategoryCell:
    """Of ``n`` people with a valid answer, so many; ``share`` is from 0 to 1."""

    count: int
    n: int

    @property
    def share(self) -> float:
        """Their share."""
        return self.count / self.n


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """The favourable share of a construct or question by category, or that of one ``answer``."""

    code: str
    title: str
    answer: str
    cells: tuple[CategoryCell, ...]


@dataclass(frozen=True, slots=True)
class CategoryTable:
    """One attribute in the organisation or in a department.

    ``untold`` are titles of what is not told by it.
    """

    attribute: str
    title: str
    within: str
    within_title: str
    categories: tuple[str, ...]
    constructs: tuple[CategoryRow, ...]
    items: tuple[CategoryRow, ...]
    untold: tuple[str, ...]

    @property
    def is_of_everybody(self) -> bool:
        """Whether it is of the organisation."""
        return self.within == ORGANISATION


def category_tables(release: Release) -> tuple[CategoryTable, ...]:
    """All tables by attribute, in the order of the attributes."""
    return tuple(_table(release, one) for one in release.breakdowns)


def untold_attributes(release: Release) -> tuple[str, ...]:
    """Texts of the attributes by which nothing is told."""
    told = {one.attribute for one in release.breakdowns}
    items = release.instrument.counted_items
    return tuple(item.text for item in items if item.attribute and item.code not in told)


def untold_words(table: CategoryTable) -> str:
    """Which questions and constructs a table leaves out, and why; empty where none."""
    if not table.untold:
        return ""
    return _(
        "Not told here, because it could give away how some people answered: {names}.",
        names="; ".join(table.untold),
    )


def nothing_words(release: Release) -> str:
    """By which attributes nothing is told, and why; empty where none."""
    untold = untold_attributes(release)
    if not untold:
        return ""
    return _(
        "Nothing is told by: {names}. There are not two categories of ten people, or it could give "
        "away how some answered.",
        names="; ".join(untold),
    )


def _table(release: Release, one: Breakdown) -> CategoryTable:
    instrument = release.instrument
    constructs = list(_rows(one, construct_measures(instrument)))
    items = list(_rows(one, item_measures(instrument)))
    return CategoryTable(
        attribute=one.attribute,
        title=instrument.item(one.attribute).text,
        within=one.within,
        within_title=release.group(one.within).title,
        categories=tuple(map(_category_title, one.groups)),
        constructs=tuple(constructs),
        items=tuple(items),
        untold=tuple(_untold(one, instrument)),
    )


def _category_title(group: ReleasedGroup) -> str:
    """As its option is called; categories that no option names go by words of ours."""
    return translate(group.title) if group.path in (OTHER, SKIPPED) else group.title


def _rows(one: Breakdown, measures: Sequence[Measure]) -> Iterator[CategoryRow]:
    for measure in measures:
        counts = [_counts(group, measure) for group in one.groups]
        told = [cell for cell in counts if cell is not None]
        if told and len(told) == len(counts):
            yield from _rows_of(measure, told)


def _rows_of(measure: Measure, told: Sequence[ItemCounts]) -> Iterator[CategoryRow]:
    if measure.has_boxes:
        cells = (CategoryCell(measure.favourable(cell), cell.answered) for cell in told)
        yield CategoryRow(measure.code, measure.title, "", tuple(cells))
        return
    for option in () if measure.is_construct else measure.items[0].scale.options:
        people = [cell.options.get(option.code, 0) for cell in told]
        if any(people):
            row = (CategoryCell(n, cell.answered) for n, cell in zip(people, told, strict=True))
            yield CategoryRow(measure.code, measure.title, option.label, tuple(row))


def _counts(group: ReleasedGroup, measure: Measure) -> ItemCounts | None:
    cell = measure.shown(group) if _has(group, measure) else None
    return cell if isinstance(cell, ItemCounts) else None


def _has(group: ReleasedGroup, measure: Measure) -> bool:
    return measure.code in (group.constructs if measure.is_construct else group.items)


def _untold(one: Breakdown, instrument: Instrument) -> Iterator[str]:
    for measure in (*construct_measures(instrument), *item_measures(instrument)):
        known = [group for group in one.groups if _has(group, measure)]
        if known and any(_counts(group, measure) is None for group in known):
            yield measure.title


def answer_rows(release: Release) -> Iterator[dict[str, str | int | float | None]]:
    """For files: one row a table, measure, category and answer, or box where only that is told."""
    instrument = release.instrument
    for one in release.breakdowns:
        for measure in (*construct_measures(instrument), *item_measures(instrument)):
            for group in one.groups:
                counts = _counts(group, measure)
                if counts is None:
                    continue
                labels = {option.code: option.label for option in measure.items[0].scale.options}
                favourable = (
                    measure.favourable(counts) / counts.answered if measure.has_boxes else None
                )
                for code, count in counts.options.items():
                    is_box = measure.is_construct or is_in_boxes(counts)
                    yield {
                        "attribute": instrument.item(one.attribute).text,
                        "category": group.title,
                        "group": one.within,
                        "group_title": release.group(one.within).title,
                        "what": "construct" if measure.is_construct else "question",
                        "code": measure.code,
                        "title": measure.title,
                        "answer": code.removeprefix("_") if is_box else labels.get(code, code),
                        "count": count,
                        "n": counts.answered,
                        "favourable": favourable,
                    }
