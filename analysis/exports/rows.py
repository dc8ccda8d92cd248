"""From estimates to the rows of charts: boxes in order of favour, labels, reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from analysis.charts import theme
from analysis.charts.amounts import Bin, Spread
from analysis.charts.change import ChangeRow
from analysis.charts.distribution import DistributionRow
from analysis.charts.likert import LikertRow
from analysis.charts.numbers import NBSP
from analysis.charts.ranking import RankingRow
from analysis.charts.targets import TargetMark
from analysis.charts.trend_row import TrendRow
from analysis.estimates import Change, Estimate, NotCompared, TrendLine, Verdict
from analysis.exports import words
from analysis.findings import people_in_words, shows_in_words
from analysis.instrument import Item, Option, ScaleKind
from analysis.release import Band, Cell, Hidden, Release
from analysis.stats.proportions import wilson_interval
from analysis.words import decimal, shortest, translate
from analysis.words import gettext as _

What = Literal["constructs", "items"]
#: A histogram has at most so many bars, each this many steps of the scale wide.
MOST_BINS = 12
STEPS_OF_A_BIN = (1, 2, 4, 5, 10, 20, 25, 40, 50)


def has_boxes(item: Item) -> bool:
    """Whether a question belongs on a diverging chart: it is about the work and has two sides.

    How much of one thing has no middle to diverge from; numbers have a histogram of their own.
    """
    scale = item.scale
    is_diverging = scale.is_ordered and not scale.is_number and not scale.is_unipolar
    return is_diverging and bool(item.favourable) and not item.attribute


def by_construct(release: Release) -> list[tuple[Item, str]]:
    """Questions with favourable answers and their heading; those of one construct together."""
    instrument = release.instrument
    grouped: dict[str, list[Item]] = {}
    for item in instrument.counted_items:
        if has_boxes(item):
            grouped.setdefault(item.construct or "", []).append(item)
    loose = grouped.pop("", [])
    titles = {construct.code: construct.title for construct in instrument.constructs}
    further = _("Further questions")
    together = [
        (item, titles.get(code, further)) for code, items in grouped.items() for item in items
    ]
    return together + [(item, further if together else "") for item in loose]


def _label(item: Item) -> str:
    return f"{item.text}{_turned(item)}"


def names_in_titles(release: Release) -> dict[str, str]:
    """Questions as the title of a picture calls them, by code."""
    return {
        item.code: f"{quoted(item.text.rstrip('.'))}{_turned(item)}"
        for item in release.instrument.items
    }


def labels_of(release: Release, what: What) -> dict[str, str]:
    """Questions as rows call them; constructs go by their own titles."""
    if what == "constructs":
        return {}
    return {item.code: _label(item) for item in release.instrument.items}


def _turned(item: Item) -> str:
    return f"{theme.NBSP}(R)" if item.reverse else ""


def quoted(text: str) -> str:
    """A text as print quotes it.

    >>> quoted("Releasing is easy")
    '\u201cReleasing is easy\u201d'
    """
    return _("“{text}”", text=text)


def question_words(item: Item) -> str:
    """The question, and how to read its answers."""
    reverse = _("; agreeing is unfavourable") if item.reverse else ""
    return f"{quoted(item.text)} \u2013 {_shares_note(item)}{_numbers_note(item)}{reverse}"


def _shares_note(item: Item) -> str:
    """What the bars are."""
    match item.scale.kind:
        case ScaleKind.MULTIPLE:
            return _("share of the people who chose each answer")
        case ScaleKind.SINGLE:
            return _("share of the people who gave each answer")
        case ScaleKind.RANKING if item.scale.ranks is None:
            return _(
                "share of the people who put each in place 1, 2 and so on; sorted by mean rank"
            )
        case ScaleKind.RANKING:
            return _("share of the people who put each in place 1, 2 and so on; sorted by points")
        case ScaleKind.PERCENTAGE:
            return _("people by their answer, in %")
        case ScaleKind.AMOUNT | ScaleKind.SLIDER:
            return _("people by their answer")
        case _other:
            return _("share of the answers")


def _numbers_note(item: Item) -> str:
    """The unit, the ends and the direction of numbers."""
    numbers = item.scale.numbers
    if numbers is None:
        return ""
    ends = f"{shortest(numbers.minimum)} {numbers.low}, {shortest(numbers.maximum)} {numbers.high}"
    parts = [
        _(", in {unit}", unit=numbers.unit) if numbers.unit else "",
        f"; {ends}" if numbers.low else "",
    ]
    if numbers.good is not None and numbers.bad is not None:
        good = shortest(numbers.good)
        parts.append(
            _("; less is better, favourable up to {number}", number=good)
            if numbers.good < numbers.bad
            else _("; more is better, favourable from {number}", number=good)
        )
    return "".join(parts)


def people_in_charts(at_least: int, at_most: int | None) -> str:
    """A range of people where there is little room.

    >>> people_in_charts(5, 9), people_in_charts(10, None)
    ('5\u20139', '\u2265\xa010')
    """
    if at_most is None:
        return f"\u2265{NBSP}{at_least}"
    return people_in_words(at_least, at_most)


def untold_row(
    release: Release, code: str, label: str, cell: Band | Hidden, heading: str = ""
) -> LikertRow:
    """A row that shows a band in the place of its figures, or says why it is hidden."""
    if isinstance(cell, Band):
        people = people_in_charts(cell.at_least, cell.at_most)
        ends = (cell.low, cell.high)
        return LikertRow(label, heading=heading, code=code, band=ends, people=people)
    return LikertRow(label, hidden=words.cell_words(release, cell), heading=heading, code=code)


def construct_row(estimate: Estimate) -> LikertRow:
    """A construct with its three boxes."""
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


def item_row(item: Item, estimate: Estimate, heading: str) -> LikertRow:
    """A question with its boxes in order of favour, reverse scoring applied."""
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


def option_rows(item: Item, estimate: Estimate) -> list[DistributionRow]:
    """The answers to one question: in the scale's order, or by size where there is none."""
    if estimate.n == 0:
        return []
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


def histogram_bins(item: Item, estimate: Estimate) -> list[Bin]:
    """Numbers that people gave, in bins of one width; an amount ends where the largest one lies."""
    scale = item.scale
    values = [option.value or 0.0 for option in scale.options]
    given = [index for index, count in enumerate(estimate.counts) if count]
    last = max(given, default=0) if scale.kind is ScaleKind.AMOUNT else len(values) - 1
    wide = next(
        (steps for steps in STEPS_OF_A_BIN if last // steps < MOST_BINS),
        len(values) // MOST_BINS + 1,
    )
    edges = [(low, min(low + wide, len(values)) - 1) for low in range(0, last + 1, wide)]
    if wide > 1 and len(edges) > 1 and edges[-1][0] == edges[-1][1]:
        edges[-2:] = [(edges[-2][0], edges[-1][1])]  # 90 to 100, not 100 alone
    return [
        Bin(values[low], values[high], sum(estimate.counts[low : high + 1])) for low, high in edges
    ]


def spread_of(item: Item, estimate: Estimate) -> Spread | None:
    """The figures below a histogram; ``None`` where nobody answered."""
    if estimate.quartiles is None or estimate.mean is None:
        return None
    return Spread(
        estimate.n,
        estimate.quartiles,
        estimate.mean,
        estimate.mean_low,
        estimate.mean_high,
        estimate.unit,
        item.scale.range.step,
    )


def figure_of_rankings(item: Item) -> str:
    """What a ranking is sorted by: the mean rank of all, points of the first few."""
    if item.scale.ranks is None:
        return _("mean rank")
    return _("points, 0 to {most}", most=item.scale.places)


def ranking_rows(item: Item, estimate: Estimate) -> list[RankingRow]:
    """The options of a ranking, the best placed first; equal ones stay in the scale's order."""
    if estimate.n == 0:
        return []
    is_whole = item.scale.ranks is None
    found = zip(item.scale.options, estimate.places, estimate.standings, strict=True)
    ranked = sorted(found, key=lambda one: one[2].mean_rank if is_whole else -one[2].points)
    return [
        RankingRow(
            option.label,
            tuple(count / estimate.n for count in places),
            standing.first,
            standing.first_three,
            decimal(standing.mean_rank if is_whole else standing.points, 1),
            code=f"{item.code}-{option.code}",
        )
        for option, places, standing in ranked
    ]


def _share(count: int, estimate: Estimate) -> theme.Interval:
    known = estimate.population is not None and estimate.n <= estimate.population
    return wilson_interval(count, estimate.n, estimate.population if known else None)


def _colours(item: Item) -> dict[str, str]:
    """The shade of each option by its label, as on the diverging chart."""
    if item.scale.is_unipolar and not item.attribute:
        shades = theme.sequence(len(item.scale.options))
        return {o.label: shade for o, shade in zip(item.scale.options, shades, strict=True)}
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


def change_rows(
    rows: Iterable[Change | NotCompared], after: Release, what: What
) -> list[ChangeRow]:
    """Changes as drawn; ``after`` knows which questions are reverse-scored."""
    labels = labels_of(after, what)
    return [_change_row(row, labels.get(row.code, row.title)) for row in rows]


def _change_row(row: Change | NotCompared, label: str) -> ChangeRow:
    if isinstance(row, NotCompared):
        reason = translate(words.NOT_COMPARED[row.reason])
        return ChangeRow(label, not_compared=reason, code=row.code)
    before, after = row.before.favourable, row.after.favourable
    if before is None or after is None:
        return ChangeRow(label, not_compared=_("no answers in one of the rounds"), code=row.code)
    return ChangeRow(
        label,
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


def trend_rows(
    lines: Iterable[TrendLine],
    releases: Sequence[Release],
    what: What,
    group: str,
    targets: Mapping[str, tuple[TargetMark, ...]] = MappingProxyType({}),
) -> list[TrendRow]:
    """Trend lines as drawn, with the reason wherever a round has no point; targets by code."""
    labels = labels_of(releases[-1], what)
    cells = [cells_of(release, group, what) for release in releases]
    return [
        replace(
            trend_row(line, cells, labels.get(line.code, line.title)),
            targets=targets.get(line.code, ()),
        )
        for line in lines
    ]


def trend_row(line: TrendLine, rounds: Sequence[Mapping[str, Cell] | None], label: str) -> TrendRow:
    """One line as drawn; ``rounds`` are the cells of its group, ``None`` where there was none."""
    last_break = max(line.breaks, default=0)
    gaps = tuple(
        "" if share else _gap(cells, line.code, is_older=index < last_break)
        for index, (share, cells) in enumerate(zip(line.shares, rounds, strict=True))
    )
    bands = tuple(
        None if share or index < last_break else _band(cells, line.code)
        for index, (share, cells) in enumerate(zip(line.shares, rounds, strict=True))
    )
    return TrendRow(
        label,
        line.shares,
        tuple(share.n if share else None for share in line.shares),
        gaps,
        line.breaks,
        _trend_verdict(line),
        line.verdict is Verdict.CLEAR,
        code=line.code,
        bands=bands if any(bands) else (),
    )


def _band(cells: Mapping[str, Cell] | None, code: str) -> tuple[float, float, str] | None:
    """The range that is told of a round in the place of a point."""
    cell = cells.get(code) if cells else None
    if not isinstance(cell, Band):
        return None
    return cell.low, cell.high, people_in_charts(cell.at_least, cell.at_most)


def _trend_verdict(line: TrendLine) -> str:
    """The verdict, and what the first and the last round could have shown where it was tested."""
    said = words.trend_words(line)
    return said if line.p_value is None else f"{said}; {shows_in_words(line.detectable)}"


def cells_of(release: Release, group: str, what: What) -> Mapping[str, Cell] | None:
    """The cells of a group; ``None`` where this round had no such group."""
    for unit in release.groups:
        if unit.path == group:
            return unit.constructs if what == "constructs" else unit.items
    return None


def _gap(cells: Mapping[str, Cell] | None, code: str, *, is_older: bool) -> str:
    """Why a round has no point on a line."""
    if cells is None:
        return _("no such unit")
    cell = cells.get(code)
    if cell is None:
        return _("not asked")
    if isinstance(cell, Hidden):
        return _("hidden")
    if isinstance(cell, Band):
        return _("in a band")
    return _("other wording") if is_older else _("no answers")
