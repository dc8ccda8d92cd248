"""Release -> what a page, an export or the API shows. The one place that imports slow libraries.

Everything here is made from stored releases and nothing else; numbers are not rounded. What is made
from a release is remembered under the hash of its document, so a page costs its figures once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from analysis.events import Event
from questionnaires.models import Programme, Round, StoredRelease
from questionnaires.queries.comments import comments_of
from questionnaires.queries.releases import (
    previous_released_round,
    release_of,
    released_rounds_of,
)
from surveyapp.measured_results import measured_part
from surveyapp.result_pages import (
    BANDED,
    CouldShow,
    Figures,
    Picture,
    RoundPage,
    Row,
    Section,
    TrendCell,
    TrendPage,
    TrendRow,
    UnitColumn,
    UnitRow,
    UnitTable,
)
from surveyapp.silent_results import silent_part

if TYPE_CHECKING:
    from analysis.charts.theme import Chart
    from analysis.estimates import Change, Estimate, NotCompared, TrendLine
    from analysis.release import Band, Cell, Hidden, Release, ReleasedGroup
    from analysis.stats.proportions import Share

#: Releases, and what was made of them, that a process remembers.
REMEMBERED = 32


class DamagedReleaseError(Exception):
    """A stored release does not match its hash; nothing of it is shown."""


@dataclass(frozen=True, slots=True)
class Document:
    """A release as stored. Two documents are the same when their hashes are."""

    sha256: str
    content: str = field(compare=False, repr=False)

    @classmethod
    def of(cls, stored: StoredRelease) -> Document:
        """The verified document; :class:`DamagedReleaseError` where the hash does not fit."""
        if hashlib.sha256(stored.content.encode()).hexdigest() != stored.sha256:
            raise DamagedReleaseError(
                _("%(release)s does not match its hash. Restore the database from a backup.")
                % {"release": stored}
            )
        return cls(stored.sha256, stored.content)

    @property
    def release(self) -> Release:
        """The release as a value."""
        return _loaded(self)


def document_of(round_: Round) -> Document:
    """The newest release of a released round."""
    return Document.of(release_of(round_))


def document_before(round_: Round, against: Round | None = None) -> Document | None:
    """The release of the earlier round ``against``, or of the released round before this one."""
    earlier = against or previous_released_round(round_)
    return document_of(earlier) if earlier else None


def documents_of(round_: Round, against: Round | None = None) -> tuple[Document, ...]:
    """The release compared with, where there is one, and the release of this round."""
    before = document_before(round_, against)
    return (before, document_of(round_)) if before else (document_of(round_),)


def round_page(round_: Round, against: Round | None = None) -> RoundPage:
    """Everything that the results page of a released round shows.

    ``against`` is the earlier round to compare with, the one before unless told.
    """
    from analysis.stats.verdicts import FEWEST_ANSWERS

    document, before = document_of(round_), document_before(round_, against)
    release = document.release
    comments = comments_of(round_)
    return RoundPage(
        round=round_,
        document=document,
        release=release,
        before=before.release if before else None,
        figures=figures(document, before),
        fewest_answers=max(FEWEST_ANSWERS, release.round.k),
        comments=tuple(
            (item.text, comments[item.code])
            for item in release.instrument.worded_items
            if comments.get(item.code)
        ),
        rounds=tuple(released_rounds_of(round_.programme)),
        pictures=_pictures(document, before),
        silent=None if release.organisation.answers is None else silent_part(document),
        measured=None if release.organisation.hidden else measured_part(document),
        against=against.code if against else "",
        has_sides=_has_sides(document),
    )


def _pictures(document: Document, before: Document | None) -> dict[str, Picture]:
    """The pictures that a round's page shows at once; the others are drawn when opened."""
    instrument = document.release.instrument
    if document.release.organisation.hidden:
        return {}
    documents = (before, document) if before else (document,)
    # "items" would be the method of a dict to a template.
    what, called = ("constructs", "constructs") if instrument.constructs else ("items", "questions")
    drawn = {}
    if instrument.constructs or _has_sides(document):
        drawn[called] = picture(what, documents)
    if before:
        drawn[f"change_{called}"] = picture(f"change-{what}", documents)
    drawn["heatmap"] = picture("heatmap", documents)
    if document.release.together.drivers:
        drawn["drivers"] = picture("drivers", documents)
    return {name: one for name, one in drawn.items() if one}


def _has_sides(document: Document) -> bool:
    """Whether any question belongs on the chart of favourable and unfavourable answers."""
    from analysis.exports.pictures import has_boxes

    return any(has_boxes(item) for item in document.release.instrument.items)


def trend_documents(programme: Programme, until: Round | None = None) -> tuple[Document, ...]:
    """The releases of a programme, oldest round first, up to a round where one is given."""
    rounds = released_rounds_of(programme)
    if until is not None:
        rounds = rounds.filter(position__lte=until.position)
    return tuple(document_of(round_) for round_ in rounds)


def trend_page(programme: Programme) -> TrendPage:
    """Everything that the trend page of a programme with a released round shows."""
    rounds = tuple(released_rounds_of(programme))
    documents = trend_documents(programme)
    constructs, items = trends(documents)
    releases = tuple(document.release for document in documents)
    events = events_of(programme)
    names = ["trend-constructs"] if constructs else ["trend-items"]
    drawn = {name.replace("-", "_"): picture(name, documents, events=events) for name in names}
    pictures = {name: one for name, one in drawn.items() if one}
    return TrendPage(
        programme, rounds, releases, documents, constructs, items, pictures,
        *_by_round(events, releases),
    )  # fmt: skip


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


@lru_cache(maxsize=REMEMBERED)
def figures(document: Document, before: Document | None) -> Figures:
    """All figures of a round, compared with the round before where there is one."""
    from analysis.exports.ballots import ballot_words
    from analysis.exports.breakdowns import category_tables, nothing_words
    from analysis.exports.heatmap import has_heatmap, heat_table
    from analysis.findings import findings

    release = document.release
    earlier = before.release if before else None
    if release.organisation.hidden:
        return Figures(findings(release), (), (), (), ())
    items = item_rows(document, before)
    asked = {item.code for item in release.instrument.items}
    return Figures(
        findings=findings(release, earlier),
        constructs=construct_rows(document, before),
        sections=_sections(release, items),
        dropped=tuple(row for row in items if row.code not in asked),
        units=_unit_tables(document, before),
        heat=heat_table(release) if has_heatmap(release) else None,
        by_attribute=category_tables(release),
        no_attribute=nothing_words(release),
        ballots=ballot_words(release),
    )


@lru_cache(maxsize=REMEMBERED * 8)
def item_rows(document: Document, before: Document | None, group: str = "") -> tuple[Row, ...]:
    """Every closed item in a group, in the order asked; then those that ``before`` asked only."""
    from analysis.estimates import compare_items, estimate_item

    release = document.release
    rows = [
        _row(release, item.code, item.text, estimate_item(release, group, item.code))
        for item in release.instrument.counted_items
    ]
    return _with_changes(rows, compare_items(before.release, release, group) if before else ())


@lru_cache(maxsize=REMEMBERED * 8)
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


@lru_cache(maxsize=REMEMBERED)
def trends(
    documents: tuple[Document, ...], group: str = ""
) -> tuple[tuple[TrendRow, ...], tuple[TrendRow, ...]]:
    """Constructs and items over rounds, oldest first."""
    from analysis.estimates import trend_constructs, trend_items

    releases = [document.release for document in documents]
    groups = [_group(release, group) for release in releases]
    return (
        _trend_rows(
            trend_constructs(releases, group),
            [one.constructs if one else None for one in groups],
        ),
        _trend_rows(trend_items(releases, group), [one.items if one else None for one in groups]),
    )


#: Pictures of one programme over time; all others are of one round.
TREND_PICTURES = "trend-"
NARROW = 360.0
WIDE = 960.0


@lru_cache(maxsize=REMEMBERED * 8)
def picture(
    name: str,
    documents: tuple[Document, ...],
    *,
    group: str = "",
    code: str = "",
    width: float = WIDE,
    events: tuple[Event, ...] = (),
) -> Picture | None:
    """A picture by its name in ``analysis.exports.pictures``; the document shown comes last.

    ``events`` are marked on trends. ``None`` where no such picture can be drawn: an unknown name,
    group or code, or too few rounds.
    """
    from analysis.charts.theme import svg_bytes

    chart = _chart(name, documents, group, code, width, events)
    return Picture(chart.alt, svg_bytes(chart)) if chart else None


#: The forms of a picture besides the SVG.
OTHER_FORMS = ("png", "pdf")


@lru_cache(maxsize=REMEMBERED * 2)
def picture_file(
    form: str,
    name: str,
    documents: tuple[Document, ...],
    *,
    group: str = "",
    code: str = "",
    width: float = WIDE,
    events: tuple[Event, ...] = (),
) -> bytes | None:
    """The same as one of the other forms; ``KeyError`` for any other."""
    from analysis.charts.theme import png_bytes
    from analysis.charts.typesetting import pdf_bytes

    made = {"png": png_bytes, "pdf": pdf_bytes}[form]
    chart = _chart(name, documents, group, code, width, events)
    return made(chart) if chart else None


def picture_names(documents: tuple[Document, ...]) -> list[str]:
    """Names of the pictures of a round that can be drawn; the document shown comes last."""
    from analysis.exports.heatmap import has_heatmap
    from analysis.exports.pictures import PICTURES

    lacking = [TREND_PICTURES]
    lacking += [] if len(documents) > 1 else ["change-"]
    lacking += [] if has_heatmap(documents[-1].release) else ["heatmap"]
    lacking += [] if documents[-1].release.together.drivers else ["drivers"]
    lacking += [] if _has_sides(documents[-1]) else ["items"]
    return [name for name in PICTURES if not name.startswith(tuple(lacking))]


def table_names(*, has_before: bool) -> list[str]:
    """Names of the tables of a round that can be made."""
    from analysis.exports.csv import TABLES

    return [name for name in TABLES if has_before or name != "changes"]


@lru_cache(maxsize=REMEMBERED)
def table(name: str, documents: tuple[Document, ...]) -> bytes | None:
    """A table as CSV by its name in ``analysis.exports.csv``; the document shown comes last.

    ``None`` for an unknown name, or where there are too few rounds.
    """
    from analysis.exports.csv import table_bytes

    try:
        return table_bytes(name, [document.release for document in documents])
    except (KeyError, ValueError):
        return None


@lru_cache(maxsize=REMEMBERED // 4)
def report(documents: tuple[Document, ...], events: tuple[Event, ...]) -> bytes:
    """The whole report on the last of the documents, oldest first, as one PDF."""
    from analysis.report import pdf_of_report

    return pdf_of_report([document.release for document in documents], events=events)


def could_show(head_counts: Mapping[str, int], rate: float) -> tuple[CouldShow, ...]:
    """What a round and one like it could show of everybody and of each unit, parents first.

    ``head_counts`` are people by the path of the unit that they are counted in, ``rate`` is the
    share of them who will answer.
    """
    from analysis.exports.words import plan_words
    from analysis.planning import plan_comparisons

    people: dict[str, int] = {}
    for path in sorted(head_counts):
        titles = path.split("/") if path else []
        for depth in range(len(titles) + 1):
            above = "/".join(titles[:depth])
            people[above] = people.get(above, 0) + head_counts[path]
    return tuple(
        CouldShow(row.group, row.people, row.answers, row.detectable, plan_words(row))
        for row in plan_comparisons(people, rate)
    )


def _chart(
    name: str,
    documents: Sequence[Document],
    group: str,
    code: str,
    width: float,
    events: tuple[Event, ...],
) -> Chart | None:
    from analysis.exports.pictures import draw_picture

    releases = [document.release for document in documents]
    try:
        return draw_picture(name, releases, group=group, code=code, width=width, events=events)
    except (KeyError, ValueError):
        return None


@lru_cache(maxsize=REMEMBERED)
def _loaded(document: Document) -> Release:
    from analysis.release import load_release

    return load_release(document.content)


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


def _group(release: Release, path: str) -> ReleasedGroup | None:
    return next((group for group in release.groups if group.path == path), None)


def _trend_rows(
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
