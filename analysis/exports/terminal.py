"""Tables for a terminal: aligned columns, at most 100 signs wide, rounded for reading."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from textwrap import wrap

from analysis.charts.numbers import NO_WIDTH
from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    TrendLine,
    compare_items,
    estimate_item,
    trend_items,
)
from analysis.exports.words import (
    NOT_COMPARED,
    cell_words,
    change_words,
    plan_words,
    trend_words,
)
from analysis.findings import percent, points
from analysis.planning import PlannedComparison
from analysis.release import Release
from analysis.stats.proportions import Share
from analysis.tally import ORGANISATION

WIDTH = 100
#: A question beside its figures gets so many signs, or a line of its own above them.
_QUESTION = (34, 60)
#: Options that a list shows; the rarer ones are added up.
_MOST_OPTIONS = 12
_GAP = "  "

Row = tuple[str, tuple[str, ...]]

_CHANGE = (
    "change: favourable share of the later round less that of the earlier one, in points, with "
    "Newcombe's interval. p adj.: the larger of Brunner-Munzel's and Mann-Whitney's over all "
    "answers, adjusted for every row above (Benjamini-Hochberg). shows from: the shift, in points, "
    "that these n find four times in five; a dash: none. The head count is unknown and plays no "
    "part: the question is whether what makes the answers changed."
)
_TREND = (
    "Favourable shares in %. p adj.: Cochran-Armitage, adjusted for every row above "
    "(Benjamini-Hochberg). A dash: not asked, or asked in other words than last. shows from: the "
    "shift, in points, between the first and the last round tested that their n find four times in "
    "five. The head count is unknown and plays no part."
)
_PLAN = (
    "shows from: the smallest shift of the favourable share, up or down, that a comparison of two "
    "such rounds finds four times in five (two-sided test at 5 %). A smaller one may well be "
    "missed. The head count does not narrow it: the question is whether what makes the answers "
    "changed."
)
_PLAN_SMALL = (
    "It is that of one comparison; a page with many adjusts for all of them, and shows a little "
    "less."
)
_WHOLE_FILE = (
    "Whole file: nothing is hidden here, because whoever holds the file holds every answer in it. "
    "What is shown to others passes the disclosure gate: import the round for that."
)


def summary_table(release: Release) -> str:
    """Every closed item of a whole file."""
    cells = _cells(release)
    rows: list[Row] = [
        (cell.title, _rating(cell, cell.favourable)) for cell in cells if cell.favourable
    ]
    lines = [_masthead(release), ""]
    if rows:
        header = ("n", "missing", "favourable", "95 %", "neutral", "unfav.", "mean")
        lines += _table(header, rows)
    for cell in cells:
        if not cell.favourable:
            lines += ["", *_distribution(cell)]
    lines += _untold(release)
    notes = ["missing: no valid answer (left empty, not applicable, not shown, not understood)."]
    return _text(lines, [*notes, _interval_note(release), _WHOLE_FILE])


def comparison_table(before: Release, after: Release) -> str:
    """Every item of two whole files, the later minus the earlier."""
    rows = compare_items(before, after)
    changes = [row for row in rows if isinstance(row, Change)]
    lines = [f"Before  {_masthead(before)}", f"After   {_masthead(after)}", ""]
    if changes:
        header = ("n", "favourable", "change", "95 %", "p adj.", "shows from", "")
        lines += _table(header, [(row.title, _changed(row)) for row in changes])
    apart = [row for row in rows if isinstance(row, NotCompared)]
    if apart:
        lines += ["", "Not compared", *_apart(apart)]
    return _text(lines, [_CHANGE, _WHOLE_FILE])


def trend_table(releases: Sequence[Release]) -> str:
    """The favourable share of every item over several whole files, oldest first."""
    lines = [_masthead(release) for release in releases] + [""]
    followed = trend_items(releases)
    if followed:
        rounds = (release.round.code[:12] for release in releases)
        header = (*rounds, "p adj.", "shows from", "")
        lines += _table(header, [(line.title, _trended(line)) for line in followed])
    else:
        lines += ["No item has favourable answers, so there is no trend to follow."]
    return _text(lines, [_TREND, _WHOLE_FILE])


def plan_table(rows: Sequence[PlannedComparison], rate: float, share: float) -> str:
    """What two rounds could show, group by group."""
    header = ("people", "answers", "shows from", "")
    lines = [
        f"Two rounds, {_percent(rate)} answering, from {_percent(share)} favourable",
        "",
        *_table(header, [(row.group, _planned(row)) for row in rows]),
    ]
    return _text(lines, [_PLAN, _PLAN_SMALL])


def _planned(row: PlannedComparison) -> tuple[str, ...]:
    shows = "-" if math.isnan(row.detectable) else f"{percent(row.detectable)} points"
    return (f"{row.people:,}", f"{row.answers:,}", shows, plan_words(row))


def _cells(release: Release) -> list[Estimate]:
    cells = (
        estimate_item(release, ORGANISATION, item.code) for item in release.instrument.counted_items
    )
    return [cell for cell in cells if isinstance(cell, Estimate)]


def _untold(release: Release) -> Iterator[str]:
    """What is told as a band or hidden, with the reason; nothing of a whole file is."""
    cells = [
        (item.text, estimate_item(release, ORGANISATION, item.code))
        for item in release.instrument.counted_items
    ]
    said = [
        f"{text}: {cell_words(release, cell)}"
        for text, cell in cells
        if not isinstance(cell, Estimate)
    ]
    if said:
        yield from ("", "Not told in full")
    for text in said:
        yield from wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _masthead(release: Release) -> str:
    group = release.organisation
    invited = f" of {group.invited:,} people" if group.invited is not None else ""
    items = len(release.instrument.counted_items)
    return f"{release.round.title}: {group.answers or 0:,} responses{invited}, {items} items"


def _rating(cell: Estimate, share: Share) -> tuple[str, ...]:
    return (
        f"{cell.n:,}",
        f"{cell.missing:,}",
        _percent(share.estimate),
        NO_WIDTH if share.low == share.high else f"{percent(share.low)}-{percent(share.high)}",
        _percent(cell.neutral),
        _percent(cell.unfavourable),
        "-" if cell.mean is None else f"{cell.mean:.2f}",
    )


def _distribution(cell: Estimate) -> Iterator[str]:
    """An item without favourable answers: what was answered how often."""
    given = [(label, n) for label, n in zip(cell.labels, cell.counts, strict=True) if n]
    rare = set()
    if len(given) > _MOST_OPTIONS:
        rare = {label for label, _ in sorted(given, key=lambda one: -one[1])[_MOST_OPTIONS:]}
    yield from wrap(cell.title, WIDTH)
    mean = "" if cell.mean is None else f", mean {cell.mean:.2f}"
    yield f"  n {cell.n:,}, missing {cell.missing:,}{mean}"
    rows = [(label, n) for label, n in given if label not in rare]
    if rare:
        rows.append((f"{len(rare)} rarer answers", sum(n for label, n in given if label in rare)))
    width = max((len(label) for label, _ in rows), default=0)
    for label, n in rows:
        yield f"  {label[: WIDTH - 20]:<{min(width, WIDTH - 20)}}{_GAP}{n:>7,}{_GAP}{_of(n, cell)}"


def _of(n: int, cell: Estimate) -> str:
    return f"{percent(n / cell.n):>3} %" if cell.n else "    -"


def _changed(row: Change) -> tuple[str, ...]:
    before, after = (
        cell.favourable.estimate if cell.favourable else None for cell in (row.before, row.after)
    )
    return (
        f"{row.before.n:,} -> {row.after.n:,}",
        f"{_percent(before)} -> {_percent(after)}",
        _points(row.difference.estimate),
        f"{_points(row.difference.low)} to {_points(row.difference.high)}",
        _p_value(row.p_adjusted),
        _shows(row.detectable),
        change_words(row),
    )


def _apart(rows: Sequence[NotCompared]) -> Iterator[str]:
    for row in rows:
        text = f"{row.title}: {NOT_COMPARED[row.reason]}"
        yield from wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _trended(line: TrendLine) -> tuple[str, ...]:
    shares = (f"{percent(share.estimate)} %" if share else "-" for share in line.shares)
    return (*shares, _p_value(line.p_adjusted), _shows(line.detectable), trend_words(line))


def _shows(detectable: float) -> str:
    return "-" if math.isnan(detectable) else f"{percent(detectable)}"


def _percent(share: float | None) -> str:
    return "-" if share is None or math.isnan(share) else f"{percent(share)} %"


def _points(difference: float) -> str:
    return "-" if math.isnan(difference) else points(difference)


def _p_value(p: float | None) -> str:
    if p is None or math.isnan(p):
        return "-"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _interval_note(release: Release) -> str:
    invited = release.organisation.invited
    if invited is not None:
        return (
            f"95 %: interval of the favourable share among the {invited:,} people asked (finite "
            "population)."
        )
    return (
        "95 %: Wilson's interval of the favourable share. The head count is unknown, so it is not "
        "that of a finite population; give --population N where it is known."
    )


def _table(header: tuple[str, ...], rows: Sequence[Row]) -> Iterator[str]:
    """Question and figures side by side, or the question above where there is no room.

    Figures are aligned to the right; a last column without a name holds words.
    """
    widths = [
        max(map(len, column)) for column in zip(header, *(row[1] for row in rows), strict=True)
    ]
    room = WIDTH - sum(widths) - len(_GAP) * len(widths)
    beside = room >= _QUESTION[0]
    width = min(room, _QUESTION[1]) if beside else 4
    yield (" " * width + _line(header, widths, header)).rstrip()
    for question, figures in rows:
        written = _line(figures, widths, header)
        lines = wrap(question, width if beside else WIDTH)
        if not beside:
            yield from lines
            yield (" " * width + written).rstrip()
            continue
        yield (f"{lines[0]:<{width}}" + written).rstrip()
        yield from lines[1:]


def _line(cells: Sequence[str], widths: Sequence[int], header: Sequence[str]) -> str:
    return "".join(
        _GAP + (f"{cell:>{width}}" if name else cell)
        for cell, width, name in zip(cells, widths, header, strict=True)
    )


def _text(lines: Sequence[str], notes: Sequence[str]) -> str:
    wrapped = [line for note in notes for line in wrap(note, WIDTH)]
    return "\n".join([*lines, "", *wrapped]) + "\n"
