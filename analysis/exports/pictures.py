"""Releases to charts. Pages, files, report and API draw through :data:`PICTURES` and nothing else.

A picture's title states what was found, its subtitle names what is drawn, its foot says n, round,
mode, release and which question the interval answers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.amounts import amounts_chart
from analysis.charts.change import change_chart
from analysis.charts.distribution import distribution_chart
from analysis.charts.likert import likert_chart
from analysis.charts.ranking import ranking_chart
from analysis.charts.theme import Chart
from analysis.charts.trend import trend_chart
from analysis.estimates import (
    Estimate,
    NotCompared,
    NotComparedReason,
    compare_constructs,
    compare_items,
    estimate_construct,
    estimate_item,
    trend_constructs,
    trend_items,
)
from analysis.events import Event
from analysis.exports import headlines, words
from analysis.exports.heatmap import heatmap_picture
from analysis.exports.marks import event_marks
from analysis.exports.quality import drivers_picture
from analysis.exports.rows import (
    What,
    by_construct,
    change_rows,
    construct_row,
    figure_of_rankings,
    has_boxes,
    histogram_bins,
    item_row,
    names_in_titles,
    option_rows,
    question_words,
    ranking_rows,
    spread_of,
    trend_rows,
    untold_row,
)
from analysis.instrument import Item, ScaleKind
from analysis.release import Release
from analysis.tally import ORGANISATION

__all__ = [
    "PICTURES",
    "change_picture",
    "constructs_picture",
    "draw_picture",
    "file_stem",
    "has_boxes",
    "item_picture",
    "likert_picture",
    "section_items",
    "trend_picture",
]

#: What people call them.
NOUNS: Mapping[What, str] = {"constructs": "constructs", "items": "questions"}


def constructs_picture(
    release: Release, group: str = ORGANISATION, *, width: float = theme.WIDE
) -> Chart:
    """All constructs of a round as diverging bars. ``KeyError`` for an unknown group."""
    constructs = release.instrument.constructs
    found = [
        (one.code, one.title, estimate_construct(release, group, one.code)) for one in constructs
    ]
    cells = [cell for _, _, cell in found]
    rows = [
        construct_row(cell)
        if isinstance(cell, Estimate)
        else untold_row(release, code, title, cell)
        for code, title, cell in found
    ]
    return likert_chart(
        rows,
        title=headlines.standing(release, group, cells, {}),
        subtitle=(
            "Bands that the favourable share of people, by their score, lies in"
            if headlines.only_bands(cells)
            else "People by their score: unfavourable to the left, favourable to the right"
        ),
        foot=words.foot(
            release,
            group,
            *words.foot_rules(cells, words.interval_rule(release, group)),
            words.CONSTRUCT_RULE,
        ),
        width=width,
    )


def likert_picture(
    release: Release,
    group: str = ORGANISATION,
    *,
    section: str = "",
    width: float = theme.WIDE,
) -> Chart:
    """All questions that have favourable answers, under the construct that they measure.

    ``section`` picks the questions of one section; ``KeyError`` for an unknown one.
    """
    asked = section_items(release, section)
    items = [(item, heading) for item, heading in by_construct(release) if item.code in asked]
    found = [(item, heading, estimate_item(release, group, item.code)) for item, heading in items]
    cells = [cell for _, _, cell in found]
    rows = [
        item_row(item, cell, heading)
        if isinstance(cell, Estimate)
        else untold_row(release, item.code, item.text, cell, heading)
        for item, heading, cell in found
    ]
    return likert_chart(
        rows,
        title=headlines.standing(release, group, cells, names_in_titles(release)),
        subtitle=(
            "Bands that the favourable share of the answers to each question lies in; (R): "
            "agreeing is unfavourable"
            if headlines.only_bands(cells)
            else "Answers to each question: unfavourable to the left, favourable to the right, the "
            "outermost answers darkest; (R): agreeing is unfavourable"
        ),
        foot=words.foot(
            release, group, *words.foot_rules(cells, words.interval_rule(release, group, cells))
        ),
        width=width,
    )


def item_picture(
    release: Release, item_code: str, group: str = ORGANISATION, *, width: float = theme.WIDE
) -> Chart:
    """How the answers to one closed question are spread. ``KeyError`` for an unknown one."""
    item = release.instrument.item(item_code)
    estimate = estimate_item(release, group, item_code)
    hidden = None if isinstance(estimate, Estimate) else words.cell_words(release, estimate)
    if item.scale.is_number or item.scale.kind is ScaleKind.RANKING:
        return _picture_of_its_kind(release, item, estimate, group, hidden, width)
    shown = estimate if isinstance(estimate, Estimate) else None
    return distribution_chart(
        option_rows(item, shown) if shown else [],
        shown.n if shown else 0,
        title=headlines.answers(release, item, estimate),
        subtitle=question_words(item),
        foot=words.foot(release, group, words.interval_rule(release, group, [estimate])),
        hidden=hidden,
        width=width,
    )


def _picture_of_its_kind(
    release: Release,
    item: Item,
    estimate: headlines.Told,
    group: str,
    hidden: str | None,
    width: float,
) -> Chart:
    """A histogram of numbers, or the places of a ranking."""
    shown = estimate if isinstance(estimate, Estimate) else None
    is_ranking = item.scale.kind is ScaleKind.RANKING
    rules = (
        words.ranking_rule(item.scale.places, is_whole=item.scale.ranks is None)
        if is_ranking
        else words.interval_rule(release, group, [estimate]).replace("Wilson", "Student's t")
    )
    texts = {
        "title": headlines.answers(release, item, estimate),
        "subtitle": question_words(item),
        "foot": words.foot(release, group, rules),
    }
    if is_ranking:
        rows = ranking_rows(item, shown) if shown else []
        figure = figure_of_rankings(item)
        n = shown.n if shown else 0
        return ranking_chart(rows, n, figure=figure, hidden=hidden, width=width, **texts)
    bins = histogram_bins(item, shown) if shown else []
    spread = spread_of(item, shown) if shown else None
    return amounts_chart(bins, spread, hidden=hidden, width=width, **texts)


def change_picture(
    before: Release,
    after: Release,
    group: str = ORGANISATION,
    what: What = "constructs",
    *,
    section: str = "",
    width: float = theme.WIDE,
) -> Chart:
    """What changed between two rounds, row by row; what is not compared says why.

    ``section`` picks the questions of one section; they are judged together with all others.
    """
    compare = compare_constructs if what == "constructs" else compare_items
    asked = section_items(after, section) if section else None
    found = [
        row
        for row in compare(before, after, group)
        if not (isinstance(row, NotCompared) and row.reason is NotComparedReason.NO_DIRECTION)
        and (asked is None or row.code in asked)
    ]
    names = names_in_titles(after) if what == "items" else {}
    return change_chart(
        change_rows(found, after, what),
        rounds=(before.round.title, after.round.title),
        title=headlines.changes(found, NOUNS[what], names),
        subtitle=(
            f"Favourable share of each {NOUNS[what].removesuffix('s')} in two rounds, and the "
            "difference in points with its 95 % interval"
        ),
        foot=words.foot(after, group, theme.WHAT_CHANGED, words.POWER_RULE),
        width=width,
    )


def trend_picture(
    releases: Sequence[Release],
    what: What = "constructs",
    group: str = ORGANISATION,
    *,
    code: str = "",
    events: Sequence[Event] = (),
    width: float = theme.WIDE,
) -> Chart:
    """Favourable shares over the rounds, oldest release first; ``code`` picks a single line.

    ``events`` are marked where their days are among those of the rounds. ``ValueError`` without a
    release, ``KeyError`` where no line has the code.
    """
    if not releases:
        raise ValueError("A trend needs at least one release.")
    lines = (trend_constructs if what == "constructs" else trend_items)(releases, group)
    if code:
        lines = tuple(line for line in lines if line.code == code)
        if not lines:
            raise KeyError(code)
    names = names_in_titles(releases[-1]) if what == "items" else {}
    return trend_chart(
        trend_rows(lines, releases, what, group),
        [release.round.title for release in releases],
        title=headlines.trends(lines, len(releases), NOUNS[what], names),
        subtitle=(
            "Favourable share by round with its 95 % interval; the latest round in blue, "
            "n under each round"
        ),
        foot=words.foot(releases[-1], group, theme.WHAT_CHANGED),
        marks=event_marks(events, releases),
        width=width,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a picture is of: releases of a programme, oldest first, the one shown last.

    The code is an item's for "item", a section's or nothing for "items" and "change-items", that
    of one line or nothing for trends, the number of a page or nothing for "heatmap".
    """

    releases: Sequence[Release]
    group: str = ORGANISATION
    code: str = ""
    width: float = theme.WIDE
    events: Sequence[Event] = ()

    @property
    def release(self) -> Release:
        """The one that is shown."""
        return self.releases[-1]


Draw = Callable[[Asked], Chart]


def _change(what: What) -> Draw:
    return lambda one: change_picture(
        one.releases[-2], one.release, one.group, what, section=one.code, width=one.width
    )


def _trend(what: What) -> Draw:
    return lambda one: trend_picture(
        one.releases, what, one.group, code=one.code, events=one.events, width=one.width
    )


#: Every picture by the name that addresses, files and the report use. "change-..." need two
#: releases.
PICTURES: Mapping[str, Draw] = {
    "constructs": lambda one: constructs_picture(one.release, one.group, width=one.width),
    "items": lambda one: likert_picture(one.release, one.group, section=one.code, width=one.width),
    "item": lambda one: item_picture(one.release, one.code, one.group, width=one.width),
    "change-constructs": _change("constructs"),
    "change-items": _change("items"),
    "heatmap": lambda one: heatmap_picture(one.release, one.group, page=one.code, width=one.width),
    "drivers": lambda one: drivers_picture(one.release, width=one.width),
    "trend-constructs": _trend("constructs"),
    "trend-items": _trend("items"),
}


def draw_picture(
    name: str,
    releases: Sequence[Release],
    *,
    group: str = ORGANISATION,
    code: str = "",
    width: float = theme.WIDE,
    events: Sequence[Event] = (),
) -> Chart:
    """Draw a picture of :data:`PICTURES`; ``releases`` are oldest first, the one shown is last.

    ``KeyError`` for an unknown name, group or code, ``ValueError`` where there are too few
    releases.
    """
    draw = PICTURES[name]
    needed = 2 if name.startswith("change-") else 1
    if len(releases) < needed:
        raise ValueError(f"{name} needs {needed} releases, not {len(releases)}.")
    return draw(Asked(releases, group, code, width, events))


def file_stem(name: str, *, group: str = ORGANISATION, code: str = "") -> str:
    """The name of a picture's file without its ending, the same for the same picture.

    >>> file_stem("item", code="fix_first"), file_stem("constructs", group="Platform/Build")
    ('item-fix_first', 'constructs-platform-build-ef9885')
    """
    return "-".join(part for part in (name, _slug(code), _slug(group)) if part)


def section_items(release: Release, section: str = "") -> frozenset[str]:
    """Codes of the questions of a section, of all without one; ``KeyError`` for an unknown one."""
    instrument = release.instrument
    if not section:
        return frozenset(item.code for item in instrument.items)
    for one in instrument.sections:
        if one.code == section:
            return frozenset(one.items)
    raise KeyError(section)


def _slug(text: str) -> str:
    """Letters that every file system takes; two texts never become one."""
    plain = re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    return plain if plain == text else f"{plain[:60]}-{digest}".strip("-")
