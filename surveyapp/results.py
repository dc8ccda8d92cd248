"""Release -> what a page, an export or the API shows. The one place that imports slow libraries.

Everything here is made from stored releases and nothing else; numbers are not rounded. What is made
from a release is remembered under the hash of its document and the language of its reader, so a
page costs its figures once in each language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.events import Event
from analysis.targets import Kind, Target
from analysis.words import remembered
from questionnaires.models import Programme, Round
from questionnaires.queries.comments import comments_of
from questionnaires.queries.releases import (
    previous_released_round,
    released_rounds_of,
)
from surveyapp.heat_columns import sorted_heat
from surveyapp.loud_results import loud_sentences
from surveyapp.measured_results import measured_part
from surveyapp.outcome_pages import marked_targets
from surveyapp.result_documents import (
    REMEMBERED,
    Document,
    document_before,
    document_of,
    trend_documents,
)
from surveyapp.result_pages import (
    BANDED,
    WHOLE,
    Caption,
    Figures,
    RoundPage,
    Row,
    Section,
    TrendCell,
    TrendPage,
    TrendRow,
    UnitColumn,
    UnitRow,
    UnitTable,
    has_many_units,
)
from surveyapp.result_pictures import caption, has_sides, picture
from surveyapp.silent_results import silent_part
from surveyapp.slow_libraries import read_slow_libraries

if TYPE_CHECKING:
    from analysis.estimates import Change, Estimate, NotCompared, TrendLine
    from analysis.release import Band, Cell, Hidden, Release, ReleasedGroup
    from analysis.stats.proportions import Share


def round_page(
    round_: Round,
    against: Round | None = None,
    readers: str = Round.ResultsFor.ROLES,
    bars: str = "",
    sort: str = "",
    order: str = "",
) -> RoundPage:
    """Everything that the results page of a released round shows to its readers.

    ``against`` is the earlier round to compare with, the one before unless told. Everybody asked
    reads all but the comments, and is led to no other round: its people were others.
    ``bars``: :data:`WHOLE` draws those of answers as 100 %. ``sort`` and ``order`` are of units by
    constructs; the page has no such table where it has no such column.
    """
    read_slow_libraries()
    from analysis.stats.verdicts import FEWEST_ANSWERS

    for_asked = readers != Round.ResultsFor.ROLES
    document, before = document_of(round_), document_before(round_, against, readers)
    release, bars = document.release, WHOLE if bars == WHOLE else ""
    comments = {} if for_asked else comments_of(round_)
    found = figures(document, before)
    return RoundPage(
        round=round_,
        document=document,
        release=release,
        before=before.release if before else None,
        figures=found,
        fewest_answers=max(FEWEST_ANSWERS, release.round.k),
        comments=tuple(
            (item.code, item.text, comments[item.code])
            for item in release.instrument.worded_items
            if comments.get(item.code)
        ),
        rounds=(round_,) if for_asked else tuple(released_rounds_of(round_.programme)),
        pictures=_pictures(document, before, bars),
        silent=None if release.organisation.answers is None else silent_part(document),
        measured=None if release.organisation.hidden else measured_part(document),
        against=against.code if against else "",
        has_sides=has_sides(document),
        readers=readers,
        # People with a role have no earlier round where there is none to compare with.
        not_compared_with=previous_released_round(round_) if for_asked and not before else None,
        bars=bars,
        loud=() if for_asked else loud_sentences(round_),
        heat=sorted_heat(found.heat, sort, order) if found.heat else None,
        sort=sort,
    )


def _pictures(document: Document, before: Document | None, bars: str) -> dict[str, Caption]:
    """What a round's page says of the pictures it shows at once; others are drawn when opened."""
    instrument = document.release.instrument
    if document.release.organisation.hidden:
        return {}
    documents = (before, document) if before else (document,)
    # "items" would be the method of a dict to a template.
    what, called = ("constructs", "constructs") if instrument.constructs else ("items", "questions")
    drawn = {}
    if instrument.constructs or has_sides(document):
        drawn[called] = caption(f"{what}{bars and '-' + bars}", documents)
    if before:
        drawn[f"change_{called}"] = caption(f"change-{what}", documents)
    if not has_many_units(document.release):
        drawn["heatmap"] = caption("heatmap", documents)
    if document.release.together.drivers:
        drawn["drivers"] = caption("drivers", documents)
    return {name: one for name, one in drawn.items() if one}


def trend_page(programme: Programme) -> TrendPage:
    """Everything that the trend page of a programme with a released round shows."""
    rounds = tuple(released_rounds_of(programme))
    documents = trend_documents(programme)
    constructs, items = trends(documents)
    releases = tuple(document.release for document in documents)
    events, targets = events_of(programme), marked_targets(programme)
    names = ["trend-constructs"] if constructs else ["trend-items"]
    drawn = {
        name.replace("-", "_"): picture(name, documents, events=events, targets=targets)
        for name in names
    }
    pictures = {name: one for name, one in drawn.items() if one}
    return TrendPage(
        programme,
        rounds,
        releases,
        documents,
        _with_targets(constructs, targets, releases, Kind.CONSTRUCT),
        _with_targets(items, targets, releases, Kind.ITEM),
        pictures,
        *_by_round(events, releases),
    )


def _with_targets(
    rows: Sequence[TrendRow], targets: Sequence[Target], releases: Sequence[Release], kind: Kind
) -> tuple[TrendRow, ...]:
    """The rows with their targets in words, as the chart marks them."""
    from analysis.exports.marks import mean_targets, target_marks

    if not targets:
        return tuple(rows)
    marks = target_marks(targets, releases, kind)
    means = mean_targets(targets, releases) if kind is Kind.ITEM else {}
    said = {code: tuple(one.say() for one in found) for code, found in marks.items()}
    return tuple(
        replace(row, targets=said.get(row.line.code, ()) + means.get(row.line.code, ()))
        for row in rows
    )


def _by_round(
    events: Sequence[Event], releases: Sequence[Release]
) -> tuple[tuple[tuple[Event, ...], ...], tuple[Event, ...]]:
    """What happened up to each round since the one before, and after the last."""
    from analysis.exports.marks import round_day

    left = list(events)
    by_round = []
    for release in releases:
        day = round_day(release.round)
        until = [one for one in left if day is not None and one.on <= day]
        left = [one for one in left if one not in until]
        by_round.append(tuple(until))
    return tuple(by_round), tuple(left)


def events_of(programme: Programme) -> tuple[Event, ...]:
    """What happened in the organisation, in order of the days: trends mark it."""
    return tuple(sorted(Event(one.on, one.title) for one in programme.events.all()))


@remembered(maxsize=REMEMBERED)
def figures(document: Document, before: Document | None) -> Figures:
    """All figures of a round, compared with the round before where there is one."""
    from analysis.exports.ballots import ballot_words
    from analysis.exports.breakdowns import category_tables, nothing_words
    from analysis.exports.heatmap import has_heatmap, heat_table
    from analysis.exports.overview import overview

    release = document.release
    earlier = before.release if before else None
    if release.organisation.hidden:
        return Figures(overview(release), (), (), (), ())
    items = item_rows(document, before)
    asked = {item.code for item in release.instrument.items}
    is_large = has_many_units(release)
    return Figures(
        overview=overview(release, earlier),
        constructs=construct_rows(document, before),
        sections=_sections(release, items),
        dropped=tuple(row for row in items if row.code not in asked),
        units=() if is_large else _unit_tables(document, before),
        heat=heat_table(release) if has_heatmap(release) and not is_large else None,
        by_attribute=category_tables(release),
        no_attribute=nothing_words(release),
        ballots=ballot_words(release),
    )


@remembered(maxsize=REMEMBERED * 8)
def item_rows(document: Document, before: Document | None, group: str = "") -> tuple[Row, ...]:
    """Every closed item in a group, in the order asked; then those that ``before`` asked only."""
    from analysis.estimates import compare_items, estimate_item

    release = document.release
    rows = [
        _row(release, item.code, item.text, estimate_item(release, group, item.code))
        for item in release.instrument.counted_items
    ]
    return _with_changes(rows, compare_items(before.release, release, group) if before else ())


@remembered(maxsize=REMEMBERED * 8)
def construct_rows(document: Document, before: Document | None, group: str = "") -> tuple[Row, ...]:
    """Every construct in a group; then those that ``before`` measured only."""
    from analysis.estimates import (
        compare_constructs,
        estimate_construct,
    )

    release = document.release
    rows = [
        _row(release, one.code, one.title, estimate_construct(release, group, one.code))
        for one in release.instrument.constructs
    ]
    return _with_changes(rows, compare_constructs(before.release, release, group) if before else ())


@remembered(maxsize=REMEMBERED)
def trends(
    documents: tuple[Document, ...], group: str = ""
) -> tuple[tuple[TrendRow, ...], tuple[TrendRow, ...]]:
    """Constructs and items over rounds, oldest first."""
    from analysis.estimates import trend_constructs, trend_items

    releases = [document.release for document in documents]
    groups = [group_of(release, group) for release in releases]
    return (
        trend_rows_of(
            trend_constructs(releases, group),
            [one.constructs if one else None for one in groups],
        ),
        trend_rows_of(trend_items(releases, group), [one.items if one else None for one in groups]),
    )


def _row(release: Release, code: str, title: str, cell: Estimate | Band | Hidden) -> Row:
    from analysis.exports.words import hidden_words
    from analysis.release import Band, Hidden

    if isinstance(cell, Hidden):
        return Row(code, title, None, cell.reason.value, hidden_words(release, cell.reason))
    if isinstance(cell, Band):
        return Row(code, title, None, band=cell)
    return Row(code, title, cell)


def _with_changes(rows: Sequence[Row], compared: Sequence[Change | NotCompared]) -> tuple[Row, ...]:
    """The rows with their changes, and a row without figures for what is not asked any more."""
    from analysis.estimates import Change
    from analysis.exports.words import change_words as verdict_in_words
    from analysis.findings import change_in_words, shows_in_words

    by_code = {one.code: one for one in compared}
    changed = []
    for row in rows:
        one = by_code.pop(row.code, None)
        if one is None:
            changed.append(row)
        elif isinstance(one, Change):
            words = change_in_words(one)
            verdict = f"{verdict_in_words(one)}; {shows_in_words(one.detectable)}"
            changed.append(replace(row, change=one, change_words=words, verdict_words=verdict))
        else:
            words = change_in_words(one)
            changed.append(replace(row, not_compared=one.reason.value, change_words=words))
    dropped = [one for one in by_code.values() if not isinstance(one, Change)]
    return (
        *changed,
        *(
            Row(
                one.code,
                one.title,
                None,
                not_compared=one.reason.value,
                change_words=change_in_words(one),
            )
            for one in dropped
        ),
    )


def _sections(release: Release, rows: Sequence[Row]) -> tuple[Section, ...]:
    """The rows by the section that asked them; what no section names comes last."""
    from analysis.exports.pictures import has_boxes

    by_code = {row.code: row for row in rows}
    sections = []
    for section in release.instrument.sections:
        found = tuple(by_code.pop(code) for code in section.items if code in by_code)
        if found:
            has_sides = any(has_boxes(release.instrument.item(row.code)) for row in found)
            sections.append(Section(section.code, section.title, found, has_sides))
    rest = tuple(row for code, row in by_code.items() if release.instrument.has_item(code))
    return (*sections, Section("rest", "", rest)) if rest else tuple(sections)


def _unit_tables(document: Document, before: Document | None) -> tuple[UnitTable, ...]:
    """A table for every parent: its units side by side by title, the hidden ones among them.

    Constructs come with their change since the round before, judged within the unit; what is
    compared for every question of every unit would mostly find too few answers to tell.
    """
    from analysis.exports.words import unit_words

    release = document.release
    tables = []
    for parent in release.groups:
        children = [group for group in release.units if group.parent == parent.path]
        children.sort(key=lambda group: group.title)
        columns = [UnitColumn(group, unit_words(release, group)) for group in children]
        if children:
            constructs = [construct_rows(document, before, group.path) for group in children]
            items = [item_rows(document, None, group.path) for group in children]
            tables.append(
                UnitTable(
                    parent,
                    tuple(columns),
                    _side_by_side(columns, constructs, construct_rows(document, None)),
                    _side_by_side(columns, items, item_rows(document, None)),
                )
            )
    return tuple(tables)


def _side_by_side(
    columns: Sequence[UnitColumn], rows: Sequence[tuple[Row, ...]], everybody: Sequence[Row]
) -> tuple[UnitRow, ...]:
    """Per item or construct of which everybody's favourable answers are told, its cells."""
    if all(column.hidden_words for column in columns):
        return ()
    told = {row.code for row in everybody if row.is_told}
    return tuple(
        UnitRow(cells[0].code, cells[0].title, tuple(zip(columns, cells, strict=True)))
        for cells in zip(*rows, strict=True)
        if cells[0].code in told
    )


def group_of(release: Release, path: str) -> ReleasedGroup | None:
    """What a release tells of a path; ``None`` where it has no such group."""
    return next((group for group in release.groups if group.path == path), None)


def trend_rows_of(
    lines: Sequence[TrendLine], rounds: Sequence[Mapping[str, Cell] | None]
) -> tuple[TrendRow, ...]:
    """The lines with a reason wherever a round has no point."""
    return tuple(
        TrendRow(
            line,
            tuple(
                _trend_cell(line, index, share, cells)
                for index, (share, cells) in enumerate(zip(line.shares, rounds, strict=True))
            ),
        )
        for line in lines
    )


def _trend_cell(
    line: TrendLine, index: int, share: Share | None, cells: Mapping[str, Cell] | None
) -> TrendCell:
    from analysis.release import Band

    anew = index in line.breaks
    if share:
        return TrendCell(share, starts_anew=anew)
    reason = _gap(line, index, cells)
    cell = cells.get(line.code) if cells else None
    band = cell if isinstance(cell, Band) and reason == BANDED else None
    return TrendCell(None, reason, anew, band)


def _gap(line: TrendLine, index: int, cells: Mapping[str, Cell] | None) -> str:
    """Why a round has no point on a line: a reason for the templates to word."""
    from analysis.release import Band, Hidden

    if cells is None:
        return "no_group"
    cell = cells.get(line.code)
    if cell is None:
        return "not_asked"
    if isinstance(cell, Hidden):
        return cell.reason.value
    if line.breaks and index < line.breaks[-1]:
        return "reworded"
    return BANDED if isinstance(cell, Band) else "no_answers"
