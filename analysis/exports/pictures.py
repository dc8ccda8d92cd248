"""Releases to charts. Pages, files, report and API draw through :data:`PICTURES` and nothing else.

A picture's title states what was found, its subtitle names what is drawn, its foot says n, round,
mode, release and which question the interval answers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from analysis.charts import theme
from analysis.charts.change import ChangeRow, change_chart
from analysis.charts.distribution import DistributionRow, distribution_chart
from analysis.charts.likert import LikertRow, likert_chart
from analysis.charts.theme import Chart
from analysis.charts.trend import TrendRow, trend_chart
from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    NotComparedReason,
    TrendLine,
    Verdict,
    compare_constructs,
    compare_items,
    estimate_construct,
    estimate_item,
    trend_constructs,
    trend_items,
)
from analysis.exports import headlines, words
from analysis.instrument import Item, Option, ScaleKind
from analysis.release import Cell, Hidden, Release
from analysis.stats.proportions import wilson_interval
from analysis.tally import ORGANISATION

What = Literal["constructs", "items"]
#: Answers from 0 to 100 are drawn in steps of ten.
PERCENTAGE_BINS = (*((low, low + 9) for low in range(0, 90, 10)), (90, 100))


def constructs_picture(
    release: Release, group: str = ORGANISATION, *, width: float = theme.WIDE
) -> Chart:
    """All constructs of a round as diverging bars. ``KeyError`` for an unknown group."""
    constructs = release.instrument.constructs
    found = [
        (one.code, one.title, estimate_construct(release, group, one.code)) for one in constructs
    ]
    rows = [
        _hidden_row(release, code, title, cell)
        if isinstance(cell, Hidden)
        else _construct_row(cell)
        for code, title, cell in found
    ]
    return likert_chart(
        rows,
        title=headlines.standing(release, group, [cell for _, _, cell in found], "construct"),
        subtitle="People by their score: unfavourable to the left, favourable to the right",
        foot=words.foot(release, group, theme.WHAT_WE_SAY, words.CONSTRUCT_RULE),
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
    items = [(item, heading) for item, heading in _by_construct(release) if item.code in asked]
    found = [(item, heading, estimate_item(release, group, item.code)) for item, heading in items]
    rows = [
        _hidden_row(release, item.code, item.text, cell, heading)
        if isinstance(cell, Hidden)
        else _item_row(item, cell, heading)
        for item, heading, cell in found
    ]
    return likert_chart(
        rows,
        title=headlines.standing(release, group, [cell for _, _, cell in found], "question"),
        subtitle=(
            "Answers to each question: unfavourable to the left, favourable to the right, the "
            "outermost answers darkest; (R): agreeing is unfavourable"
        ),
        foot=words.foot(release, group, theme.WHAT_WE_SAY),
        width=width,
    )


def item_picture(
    release: Release, item_code: str, group: str = ORGANISATION, *, width: float = theme.WIDE
) -> Chart:
    """How the answers to one closed question are spread. ``KeyError`` for an unknown one."""
    item = release.instrument.item(item_code)
    estimate = estimate_item(release, group, item_code)
    hidden = words.cell_words(release, estimate) if isinstance(estimate, Hidden) else None
    rows = [] if isinstance(estimate, Hidden) else _option_rows(item, estimate)
    return distribution_chart(
        rows,
        0 if isinstance(estimate, Hidden) else estimate.n,
        title=headlines.answers(release, item, estimate),
        subtitle=_question(item),
        foot=words.foot(release, group, theme.WHAT_WE_SAY),
        hidden=hidden,
        width=width,
    )


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
    return change_chart(
        [_change_row(row) for row in found],
        rounds=(before.round.title, after.round.title),
        title=headlines.changes(found, what),
        subtitle=(
            f"Favourable share of each {what.removesuffix('s')} in two rounds, and the difference "
            "in points with its 95 % interval"
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
    width: float = theme.WIDE,
) -> Chart:
    """Favourable shares over the rounds, oldest release first; ``code`` picks a single line.

    ``ValueError`` without a release, ``KeyError`` where no line has the code.
    """
    if not releases:
        raise ValueError("A trend needs at least one release.")
    lines = (trend_constructs if what == "constructs" else trend_items)(releases, group)
    if code:
        lines = tuple(line for line in lines if line.code == code)
        if not lines:
            raise KeyError(code)
    return trend_chart(
        [_trend_row(line, releases, what, group) for line in lines],
        [release.round.title for release in releases],
        title=headlines.trends(lines, len(releases), what),
        subtitle=(
            "Favourable share by round with its 95 % interval; the latest round in blue, "
            "n under each round"
        ),
        foot=words.foot(releases[-1], group, theme.WHAT_CHANGED),
        width=width,
    )


#: Draws a picture from the releases of a programme, oldest first, the one shown last.
Draw = Callable[[Sequence[Release], str, str, float], Chart]

#: Every picture by the name that addresses, files and the report use. The code is an item's for
#: "item", a section's or nothing for "items" and "change-items", that of one line or nothing for
#: trends. "change-..." need two releases.
PICTURES: Mapping[str, Draw] = {
    "constructs": lambda r, group, _code, width: constructs_picture(r[-1], group, width=width),
    "items": lambda r, group, code, width: likert_picture(r[-1], group, section=code, width=width),
    "item": lambda r, group, code, width: item_picture(r[-1], code, group, width=width),
    "change-constructs": lambda r, group, _code, width: change_picture(
        r[-2], r[-1], group, "constructs", width=width
    ),
    "change-items": lambda r, group, code, width: change_picture(
        r[-2], r[-1], group, "items", section=code, width=width
    ),
    "trend-constructs": lambda r, group, code, width: trend_picture(
        r, "constructs", group, code=code, width=width
    ),
    "trend-items": lambda r, group, code, width: trend_picture(
        r, "items", group, code=code, width=width
    ),
}


def draw_picture(
    name: str,
    releases: Sequence[Release],
    *,
    group: str = ORGANISATION,
    code: str = "",
    width: float = theme.WIDE,
) -> Chart:
    """Draw a picture of :data:`PICTURES`; ``releases`` are oldest first, the one shown is last.

    ``KeyError`` for an unknown name, group or code, ``ValueError`` where there are too few
    releases.
    """
    draw = PICTURES[name]
    needed = 2 if name.startswith("change-") else 1
    if len(releases) < needed:
        raise ValueError(f"{name} needs {needed} releases, not {len(releases)}.")
    return draw(releases, group, code, width)


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


def has_boxes(item: Item) -> bool:
    """Whether a question belongs on a diverging chart: it is about the work and has a good end."""
    return item.scale.is_ordered and bool(item.favourable) and not item.attribute


def _slug(text: str) -> str:
    """Letters that every file system takes; two texts never become one."""
    plain = re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    return plain if plain == text else f"{plain[:60]}-{digest}".strip("-")


def _by_construct(release: Release) -> list[tuple[Item, str]]:
    """Questions with favourable answers and their heading; those of one construct together."""
    instrument = release.instrument
    grouped: dict[str, list[Item]] = {}
    for item in instrument.counted_items:
        if has_boxes(item):
            grouped.setdefault(item.construct or "", []).append(item)
    loose = grouped.pop("", [])
    titles = {construct.code: construct.title for construct in instrument.constructs}
    together = [
        (item, titles.get(code, "Further questions"))
        for code, items in grouped.items()
        for item in items
    ]
    return together + [(item, "Further questions" if together else "") for item in loose]


def _label(item: Item) -> str:
    return f"{item.text}{theme.NBSP}(R)" if item.reverse else item.text


def _question(item: Item) -> str:
    """The question, and how to read its answers."""
    note = {
        ScaleKind.MULTIPLE: "share of the people who chose each answer",
        ScaleKind.SINGLE: "share of the people who gave each answer",
    }.get(item.scale.kind, "share of the answers")
    reverse = "; agreeing is unfavourable" if item.reverse else ""
    return f"\u201c{item.text}\u201d \u2013 {note}{reverse}"


def _hidden_row(
    release: Release, code: str, label: str, cell: Hidden, heading: str = ""
) -> LikertRow:
    return LikertRow(label, hidden=words.cell_words(release, cell), heading=heading, code=code)


def _construct_row(estimate: Estimate) -> LikertRow:
    if estimate.favourable is None:
        return LikertRow(estimate.title, code=estimate.code)
    return LikertRow(
        estimate.title,
        estimate.n,
        (estimate.unfavourable or 0.0,),
        estimate.neutral or 0.0,
        (estimate.favourable.estimate,),
        estimate.favourable,
        code=estimate.code,
    )


def _item_row(item: Item, estimate: Estimate, heading: str) -> LikertRow:
    if estimate.favourable is None:
        return LikertRow(_label(item), heading=heading, code=item.code)
    counts = dict(zip((o.code for o in item.scale.options), estimate.counts, strict=True))
    best_last = sorted(item.scale.options, key=lambda option: item.score(option.code))

    def shares(box: Iterable[str]) -> tuple[float, ...]:
        return tuple(counts[o.code] / estimate.n for o in best_last if o.code in box)

    return LikertRow(
        _label(item),
        estimate.n,
        shares(item.unfavourable),
        estimate.neutral or 0.0,
        shares(item.favourable),
        estimate.favourable,
        heading=heading,
        code=item.code,
    )


def _option_rows(item: Item, estimate: Estimate) -> list[DistributionRow]:
    if estimate.n == 0:
        return []
    if item.scale.kind is ScaleKind.PERCENTAGE:
        return _binned_rows(item, estimate)
    colours = _colours(item)
    rows = [
        DistributionRow(
            label,
            count,
            count / estimate.n,
            None if item.scale.is_ordered else _share(count, estimate),
            colours.get(label, theme.PLAIN),
            code=f"{item.code}-{number}",
        )
        for number, (label, count) in enumerate(zip(estimate.labels, estimate.counts, strict=True))
    ]
    # Options without an order of their own stand by size; equal ones stay in the scale's order.
    return rows if item.scale.is_ordered else sorted(rows, key=lambda row: -row.count)


def _binned_rows(item: Item, estimate: Estimate) -> list[DistributionRow]:
    values = [option.value or 0.0 for option in item.scale.options]
    counts = [
        sum(n for value, n in zip(values, estimate.counts, strict=True) if low <= value <= high)
        for low, high in PERCENTAGE_BINS
    ]
    return [
        DistributionRow(
            f"{low}\u2013{high}\u00a0%", count, count / estimate.n, code=f"{item.code}-{low}"
        )
        for (low, high), count in zip(PERCENTAGE_BINS, counts, strict=True)
    ]


def _share(count: int, estimate: Estimate) -> theme.Interval:
    known = estimate.population is not None and estimate.n <= estimate.population
    return wilson_interval(count, estimate.n, estimate.population if known else None)


def _colours(item: Item) -> dict[str, str]:
    """The shade of each option by its label, as on the diverging chart."""
    if not has_boxes(item):
        return {}
    best_first = sorted(item.scale.options, key=lambda o: item.score(o.code), reverse=True)
    colours = dict.fromkeys((option.label for option in item.scale.options), theme.NEUTRAL)
    for box, palette, options in (
        (item.favourable, theme.FAVOURABLE, best_first),
        (item.unfavourable, theme.UNFAVOURABLE, best_first[::-1]),
    ):
        inside = [option for option in options if option.code in box]
        colours |= _shaded(inside, palette)
    return colours


def _shaded(
    outermost_first: Sequence[Option], palette: dict[int, tuple[str, ...]]
) -> dict[str, str]:
    boxes = len(outermost_first)
    shades = palette[boxes] if boxes in palette else palette[1] * boxes
    return {o.label: shade for o, shade in zip(outermost_first, shades, strict=True)}


def _change_row(row: Change | NotCompared) -> ChangeRow:
    if isinstance(row, NotCompared):
        return ChangeRow(row.title, not_compared=words.NOT_COMPARED[row.reason], code=row.code)
    before, after = row.before.favourable, row.after.favourable
    if before is None or after is None:
        return ChangeRow(row.title, not_compared="no answers in one of the rounds", code=row.code)
    return ChangeRow(
        row.title,
        row.before.n,
        row.after.n,
        before.estimate,
        after.estimate,
        row.difference,
        words.change_words(row),
        row.verdict is Verdict.CLEAR,
        row.detectable,
        code=row.code,
    )


def _trend_row(line: TrendLine, releases: Sequence[Release], what: What, group: str) -> TrendRow:
    last_break = max(line.breaks, default=0)
    gaps = tuple(
        "" if share else _gap(_cells(release, group, what), line.code, is_older=index < last_break)
        for index, (share, release) in enumerate(zip(line.shares, releases, strict=True))
    )
    return TrendRow(
        line.title,
        line.shares,
        tuple(share.n if share else None for share in line.shares),
        gaps,
        line.breaks,
        words.trend_words(line),
        line.verdict is Verdict.CLEAR,
        code=line.code,
    )


def _cells(release: Release, group: str, what: What) -> Mapping[str, Cell] | None:
    """The cells of a group; ``None`` where this round had no such group."""
    for unit in release.groups:
        if unit.path == group:
            return unit.constructs if what == "constructs" else unit.items
    return None


def _gap(cells: Mapping[str, Cell] | None, code: str, *, is_older: bool) -> str:
    """Why a round has no point on a line."""
    if cells is None:
        return "no such unit"
    cell = cells.get(code)
    if cell is None:
        return "not asked"
    if isinstance(cell, Hidden):
        return "hidden"
    return "other wording" if is_older else "no answers"
