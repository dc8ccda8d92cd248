"""Titles of pictures: what was found, in one line, from the same numbers that are drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.charts.numbers import percent, percent_range, points, points_range
from analysis.estimates import Change, Estimate, NotCompared, TrendLine, Verdict
from analysis.exports import words
from analysis.findings import band_in_words, people_in_words
from analysis.instrument import Item, ScaleKind
from analysis.release import Band, Hidden, Release

#: What constructs and questions are called in a title, by code; else they go by their own titles.
Names = Mapping[str, str]

ARROW = "\u2192"
#: What a cell tells, and what is told in its place.
Told = Estimate | Band | Hidden
#: Titles that are longer name how many there are instead of which.
LONGEST = 150


def only_bands(cells: Sequence[Told]) -> bool:
    """Whether no share of these is told in full, but some as a band."""
    exact = any(isinstance(cell, Estimate) for cell in cells)
    return not exact and any(isinstance(cell, Band) for cell in cells)


def standing(release: Release, group: str, cells: Sequence[Told], names: Names) -> str:
    """What people see most and least favourably."""
    where = f" in {release.group(group).title}" if group else ""
    shown = [
        (cell.favourable.estimate, _name(cell, names))
        for cell in cells
        if isinstance(cell, Estimate) and cell.favourable is not None
    ]
    bands = [cell for cell in cells if isinstance(cell, Band)]
    if not shown and bands:
        return _bands(bands, where)
    if not shown:
        hidden = next((cell for cell in cells if isinstance(cell, Hidden)), None)
        why = words.cell_words(release, hidden) if hidden else "nothing has favourable answers"
        return f"Nothing can be shown{where}: {why.removeprefix('hidden: ')}"
    best, worst = max(shown), min(shown)
    if len(shown) == 1 or best[0] == worst[0]:
        return f"{best[1]}: {percent(best[0])} favourable{where}"
    # What is told as a band may lie above the best or below the worst of the others.
    most = "Told in full, most favourable" if bands else "Most favourable"
    return f"{most}{where}: {best[1]} ({percent(best[0])}); least: {worst[1]} ({percent(worst[0])})"


def answers(release: Release, item: Item, cell: Told) -> str:
    """What one question found."""
    if isinstance(cell, Band):
        people = people_in_words(cell.at_least, cell.at_most)
        return f"In a band: {band_in_words(cell)}, of {people} answers"
    if isinstance(cell, Hidden):
        return f"Not shown: {words.cell_words(release, cell).removeprefix('hidden: ')}"
    if cell.n == 0:
        return "Nobody answered this question"
    if cell.favourable is not None and not item.scale.is_number:
        good = round(cell.favourable.estimate * cell.n)
        share = f"{percent(cell.favourable.estimate)}, interval {percent_range(cell.favourable)}"
        return f"{good} of {cell.n} answer favourably ({share})"
    if item.scale.kind is ScaleKind.RANKING:
        return _first_places(cell)
    # The mean of bands of years, which only serve to tell people apart, finds nothing.
    if item.scale.is_ordered and cell.mean is not None and not item.attribute:
        return _mean(item, cell)
    most = max(cell.counts)
    top = [label for label, n in zip(cell.labels, cell.counts, strict=True) if n == most]
    verb = "chosen by" if item.scale.kind is ScaleKind.MULTIPLE else "answered by"
    each = " each" if len(top) > 1 else ""
    return f"{_list(top)}: {verb} {most} of {cell.n}{each} ({percent(most / cell.n)})"


def _bands(bands: Sequence[Band], where: str) -> str:
    """How many lie in which band, the most favourable first: no more is known to rank them."""
    told = Counter((band.low, band_in_words(band)) for band in bands)
    said = (f"{text} on {number}" for (_, text), number in sorted(told.items(), reverse=True))
    return f"In bands{where}: {'; '.join(said)}"


def changes(rows: Sequence[Change | NotCompared], what: str, names: Names) -> str:
    """What clearly changed, or that nothing did as far as these n can tell."""
    compared = [row for row in rows if isinstance(row, Change)]
    clear = [row for row in compared if row.verdict is Verdict.CLEAR]
    if not compared:
        return f"None of the {what} can be compared with the earlier round"
    if len(clear) == 1:
        return _one_change(clear[0], _name(clear[0], names))
    if clear:
        better = [_name(row, names) for row in clear if row.difference.estimate > 0]
        worse = [_name(row, names) for row in clear if row.difference.estimate <= 0]
        return _both("Clearly better", better, "clearly worse", worse, what)
    possible = sum(row.verdict is Verdict.POSSIBLE for row in compared)
    if possible:
        return f"No clear evidence of change in {len(compared)} {what}; {possible} possibly changed"
    return f"No evidence of change in {len(compared)} {what}"


def trends(lines: Sequence[TrendLine], rounds: int, what: str, names: Names) -> str:
    """What moves in one direction over the rounds."""
    if rounds < 3:
        return f"Favourable shares over {rounds} rounds" if rounds > 1 else "One round so far"
    clear = [line for line in lines if line.verdict is Verdict.CLEAR]
    if clear:
        better = [_name(line, names) for line in clear if line.direction > 0]
        worse = [_name(line, names) for line in clear if line.direction <= 0]
        return _both("Clear trend to the better", better, "to the worse", worse, what)
    tested = sum(line.p_value is not None for line in lines)
    if not tested:
        return f"Too few answers to test a trend over {rounds} rounds"
    possible = sum(line.verdict is Verdict.POSSIBLE for line in lines)
    if len(lines) == 1:
        return f"{_name(lines[0], names)}: no clear evidence of a trend over {rounds} rounds"
    if possible:
        return (
            f"No clear evidence of a trend in {tested} {what} over {rounds} rounds; "
            f"{possible} possibly moved"
        )
    return f"No evidence of a trend in {tested} {what} over {rounds} rounds"


def _mean(item: Item, cell: Estimate) -> str:
    low, high = cell.low_score or 0.0, cell.high_score or 0.0
    interval = (
        f" (interval {cell.mean_low:.1f} to {cell.mean_high:.1f})"
        if cell.mean_low is not None and cell.mean_high is not None
        else ""
    )
    unit = f" {cell.unit}" if cell.unit else f" on a scale of {low:g} to {high:g}"
    return f"On average {cell.mean:.1f}{unit}{interval}, n {cell.n}"


def _first_places(cell: Estimate) -> str:
    """What most people put first."""
    first = [one.first for one in cell.standings]
    most = max(first)
    top = [label for label, n in zip(cell.labels, first, strict=True) if n == most]
    each = " each" if len(top) > 1 else ""
    return f"{_list(top)}: put first by {most} of {cell.n}{each} ({percent(most / cell.n)})"


def _one_change(row: Change, name: str) -> str:
    before, after = row.before.favourable, row.after.favourable
    way = "better" if row.difference.estimate > 0 else "worse"
    shares = (
        f"{percent(before.estimate)} {ARROW} {percent(after.estimate)} favourable"
        if before and after
        else points(row.difference.estimate)
    )
    return f"{name}: clearly {way}, {shares} ({points_range(row.difference)} points)"


def _both(one: str, first: list[str], other: str, second: list[str], what: str) -> str:
    named = "; ".join(
        f"{lead}: {_list(titles)}" for lead, titles in ((one, first), (other, second)) if titles
    )
    if len(named) > LONGEST:
        named = "; ".join(
            f"{lead}: {len(titles)} {what}"
            for lead, titles in ((one, first), (other, second))
            if titles
        )
    return named[0].upper() + named[1:]


def _list(titles: Sequence[str]) -> str:
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"


def _name(row: Estimate | Change | NotCompared | TrendLine, names: Names) -> str:
    return names.get(row.code, row.title)
