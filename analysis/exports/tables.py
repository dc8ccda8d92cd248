"""The tables of a release as rows, before anybody writes them as CSV, XLSX or Parquet.

Numbers are not rounded. An empty cell is a figure that a scale does not have or that is not shown;
the column ``hidden`` then says why. Where only a band of the favourable share is told, its ends
stand in the columns ``band_low`` and ``band_high``, at the end of the row, and how many people
answered in ``n_at_least`` and ``n_at_most`` (empty: no upper end is told). The column ``mode`` says
how the round was asked. A table says the same to everybody: in English, questions as they were
written. What each column holds is in :mod:`analysis.exports.columns`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.answers import Answers, count_answers
from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    compare_constructs,
    compare_items,
    estimate_construct,
    estimate_item,
    trend_constructs,
    trend_items,
)
from analysis.exports import words
from analysis.exports.breakdowns import answer_rows
from analysis.exports.codebook import CODEBOOK, codebook_rows
from analysis.exports.delivery import delivery_rows
from analysis.exports.loudness import loudness_rows
from analysis.exports.nonresponse import category_words
from analysis.exports.priorities import priority_rows
from analysis.exports.quality import driver_rows, reliability_rows
from analysis.loudness import LOUD_AND_SILENT, RequestsBeside
from analysis.nonresponse import nonresponse
from analysis.release import Band, Hidden, Release, ReleasedGroup
from analysis.stats.proportions import Share
from analysis.words import DATA, words_in

Cell = str | int | float | None
Row = Mapping[str, Cell]

CHANGE_COLUMNS = (
    "change", "change_low", "change_high", "change_interval", "cliffs_delta", "p_value",
    "p_adjusted", "detectable", "verdict", "not_compared",
)  # fmt: skip
#: Columns of what is told in a band, the last of their tables.
PEOPLE_COLUMNS = ("n_at_least", "n_at_most")
BAND_COLUMNS = ("band_low", "band_high", *PEOPLE_COLUMNS)
IN_A_BAND = "told as a band, not in full"
#: Of whom a comparison speaks.
OF_THE_PROCESS = "of what makes people answer: not narrowed by the head count"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, as long as its columns; an empty cell is ``None``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def _items(release: Release, before: Release | None = None) -> Table:
    """One row for each closed question and group; with ``before``, its change as well."""
    codes = [item.code for item in release.instrument.counted_items]
    texts = {item.code: item.text for item in release.instrument.items}
    constructs = {item.code: item.construct or "" for item in release.instrument.items}
    rows = [
        {
            "code": code,
            "question": texts[code],
            "construct": constructs[code],
            **_group(group),
            **_figures(release, estimate_item(release, group.path, code)),
            **changes.get(code, {}),
        }
        for group, changes in _with_changes(release, before, compare_items)
        for code in codes
    ]
    return table_of(rows, BAND_COLUMNS, of=release)


def _constructs(release: Release, before: Release | None = None) -> Table:
    """One row for each construct and group; with ``before``, its change as well."""
    rows = [
        {
            "code": construct.code,
            "construct": construct.title,
            "items": " ".join(construct.items),
            **_group(group),
            **_figures(release, estimate_construct(release, group.path, construct.code)),
            **changes.get(construct.code, {}),
        }
        for group, changes in _with_changes(release, before, compare_constructs)
        for construct in release.instrument.constructs
    ]
    return table_of(rows, BAND_COLUMNS, of=release)


def _answers(release: Release) -> Table:
    """One row for each answer of each closed question and group: how many people gave it.

    Of a ranking, how many placed an option at all, then one row a ``place``; of a multiple choice
    of more than 25 people also one row for each two options that somebody chose together.
    """
    rows: list[Row] = []
    for group in release.groups:
        for item in release.instrument.counted_items:
            cell = count_answers(release, group.path, item.code)
            start: Row = {"code": item.code, "question": item.text, **_group(group)}
            if not isinstance(cell, Answers):
                rows.append({**start, **_untold(release, cell)})
                continue
            rows += [
                {**start, "hidden": "", "answer": label, "count": count, "n": cell.n}
                for label, count in zip(cell.labels, cell.counts, strict=True)
            ]
            rows += [{**start, "hidden": "", "n": cell.n, **row} for row in _of_its_kind(cell)]
    return table_of(rows, BAND_COLUMNS, of=release)


def _of_its_kind(cell: Answers) -> Iterator[Row]:
    """Further rows of a ranking, one a place, and of choices made together."""
    for label, places in zip(cell.labels, cell.places, strict=False):  # no places: no ranking
        for place, count in enumerate(places, start=1):
            yield {"answer": label, "place": place, "count": count}
    for one, other, count in cell.pairs:
        yield {"answer": one, "together_with": other, "count": count}


def _changes(before: Release, after: Release) -> Table:
    """One row for each construct and question: both rounds and what changed, organisation only."""
    rows = [
        {
            "what": what,
            "code": row.code,
            "title": row.title,
            "before": before.round.code,
            "after": after.round.code,
            **_both_rounds(row),
            **_change(row),
            "mode_before": words.mode_words(before),
            "mode_after": words.mode_words(after),
        }
        for what, compared in (
            ("construct", compare_constructs(before, after)),
            ("question", compare_items(before, after)),
        )
        for row in compared
    ]
    return table_of(rows)


def _trends(releases: Sequence[Release]) -> Table:
    """One row for each construct or question and round; releases oldest first.

    ``break`` is 1 where the wording differs from the time before. Intervals carry no correction
    for the head count: the question is whether something changed.
    """
    rows = [
        {
            "what": what,
            "code": line.code,
            "title": line.title,
            "round": line.rounds[index],
            **_share(share),
            "interval": OF_THE_PROCESS if share else "",
            "n": share.n if share else None,
            "break": int(index in line.breaks),
            "p_value": line.p_value,
            "p_adjusted": line.p_adjusted,
            "verdict": line.verdict.value,
            "direction": line.direction,
            "detectable": line.detectable,
            "mode": words.mode_words(releases[index]),
        }
        for what, lines in (
            ("construct", trend_constructs(releases)),
            ("question", trend_items(releases)),
        )
        for line in lines
        for index, share in enumerate(line.shares)
    ]
    return table_of(rows)


def _response_rates(release: Release) -> Table:
    """One row for each group, then for each attribute and category: invited, answers, rate."""
    rows: list[Row] = [
        {
            **_group(group),
            "hidden": words.unit_words(release, group),
            **_people(group.between),
            "invited": group.invited,
            "answers": group.answers,
            "response_rate": group.response_rate,
        }
        for group in release.groups
    ]
    rows += [
        {
            **_group(release.organisation),
            "hidden": "",
            "invited": rate.invited,
            "answers": rate.answered,
            "response_rate": rate.answered / rate.invited,
            "attribute": attribute.title,
            "category": category_words(rate),
        }
        for attribute in release.participation.attributes
        for rate in attribute.categories
    ]
    return table_of(rows, PEOPLE_COLUMNS, of=release)


def _nonresponse(release: Release) -> Table:
    """One row for each construct or question: its share as it is and by head count of the units.

    The verdict and the design effect are of the whole round, and the same on every row.
    """
    whole = release.organisation
    if whole.hidden:
        return table_of([{"hidden": words.hidden_words(release, whole.hidden)}], of=release)
    if whole.answers is None:
        return table_of([{"hidden": words.answered_words(release)}], of=release)
    found = nonresponse(release)
    return table_of(
        [
            {
                "what": "construct" if one.is_construct else "question",
                "code": one.code,
                "title": one.title,
                "n": one.share.n,
                **_share(one.share),
                "by_head_count": one.weighted,
                "move": one.move,
                "at_least": one.at_least,
                "at_most": one.at_most,
                "verdict": found.verdict.value,
                "design_effect": found.design.estimate if found.design else None,
                "effective_n": found.design.effective_n if found.design else None,
            }
            for one in (*found.constructs, *found.items)
        ],
        of=release,
    )


def _by_attribute(release: Release) -> Table:
    """One row for each attribute, category and answer that is told of a construct or question.

    Where only boxes are told, the answer is ``favourable``, ``neutral`` or ``unfavourable``.
    """
    return table_of([*answer_rows(release)], ("attribute", "category"), of=release)


#: Every table by the name that addresses, files and the report use; releases oldest first, the
#: one shown last. "changes" needs two.
TABLES: Mapping[str, Callable[[Sequence[Release]], Table]] = {
    "constructs": lambda r: _constructs(r[-1], _before(r)),
    "items": lambda r: _items(r[-1], _before(r)),
    "answers": lambda r: _answers(r[-1]),
    "changes": lambda r: _changes(r[-2], r[-1]),
    "trends": _trends,
    "response-rates": lambda r: _response_rates(r[-1]),
    "nonresponse": lambda r: _nonresponse(r[-1]),
    "reliability": lambda r: table_of(list(reliability_rows(r[-1])), of=r[-1]),
    "drivers": lambda r: table_of(list(driver_rows(r[-1])), of=r[-1]),
    "priorities": lambda r: table_of(list(priority_rows(r[-1], _before(r))), of=r[-1]),
    "delivery": lambda r: table_of(list(delivery_rows(r[-1], _before(r))), of=r[-1]),
    "by-attribute": lambda r: _by_attribute(r[-1]),
    CODEBOOK: lambda r: table_of(list(codebook_rows(r[-1].instrument)), of=r[-1]),
}


@words_in(DATA)
def make_table(
    name: str, releases: Sequence[Release], asked: RequestsBeside | None = None
) -> Table:
    """A table of :data:`TABLES`, or of the support requests ``asked`` beside the last release.

    ``KeyError`` for an unknown name, ``ValueError`` where there are too few releases or no
    requests.
    """
    if name == LOUD_AND_SILENT:
        if asked is None:
            raise ValueError(f"{name} needs support requests.")
        return table_of(list(loudness_rows(releases[-1], asked)), of=releases[-1])
    make = TABLES[name]
    needed = 2 if name == "changes" else 1
    if len(releases) < needed:
        raise ValueError(f"{name} needs {needed} releases, not {len(releases)}.")
    return make(releases)


def names_of_tables(rounds: int, asked: RequestsBeside | None = None) -> list[str]:
    """The tables that so many rounds have: changes and trends begin with the second."""
    names = [name for name in TABLES if rounds > 1 or name not in ("changes", "trends")]
    return [*names, LOUD_AND_SILENT] if asked else names


def _before(releases: Sequence[Release]) -> Release | None:
    return releases[-2] if len(releases) > 1 else None


def _group(group: ReleasedGroup) -> Row:
    return {"group": group.path, "group_title": group.title}


def _untold(release: Release, cell: Band | Hidden) -> Row:
    """The reason why something is hidden, or the ends of a band, and nothing else."""
    if isinstance(cell, Hidden):
        return {"hidden": words.hidden_words(release, cell.reason)}
    return {
        "hidden": IN_A_BAND,
        "band_low": cell.low,
        "band_high": cell.high,
        **_people((cell.at_least, cell.at_most)),
    }


def _people(between: tuple[int, int | None] | None) -> Row:
    """In which range a number of people lies that is not told."""
    return dict(zip(PEOPLE_COLUMNS, between or (None, None), strict=True))


def _figures(release: Release, cell: Estimate | Band | Hidden) -> Row:
    """The figures of an estimate, or what is told in their place."""
    if not isinstance(cell, Estimate):
        return _untold(release, cell)
    return {
        "hidden": "",
        "n": cell.n,
        "missing": cell.missing,
        "not_applicable": cell.not_applicable,
        "population": cell.population,
        "interval": _interval(release, cell),
        "counts": _counts(cell),
        "mean": cell.mean,
        "mean_low": cell.mean_low,
        "mean_high": cell.mean_high,
        **_numbers(cell),
        **_share(cell.favourable),
        "neutral": cell.neutral,
        "unfavourable": cell.unfavourable,
    }


def _interval(release: Release, cell: Estimate) -> str:
    """Of how many people the interval speaks, or why nobody knows."""
    if cell.population is not None:
        everybody = " (everybody: no width)" if cell.n == cell.population else ""
        return f"of {cell.population} people{everybody}"
    if release.organisation.invited is not None:
        return f"not narrowed: {words.SHOWN_TO_SOME}"
    mode = release.round.mode
    why = words.NO_HEAD_COUNT.get(mode, words.NO_HEAD_COUNT["imported"])
    return f"not narrowed: {why}"


def _numbers(cell: Estimate) -> Row:
    """Quartiles of numbers, points and mean ranks of rankings; nothing of other kinds."""
    if cell.standings:
        whole = not any(math.isnan(one.mean_rank) for one in cell.standings)
        values = (one.mean_rank if whole else one.points for one in cell.standings)
        pairs = zip(cell.labels, values, strict=True)
        said = "; ".join(f"{label}: {value!r}" for label, value in pairs)
        return {"mean_ranks" if whole else "points": said}
    if cell.quartiles is None:
        return {}
    lower, median, upper = cell.quartiles
    return {"lower_quartile": lower, "median": median, "upper_quartile": upper, "unit": cell.unit}


def _counts(cell: Estimate) -> str:
    """People by answer, those that nobody gave left out of long scales."""
    pairs = list(zip(cell.labels, cell.counts, strict=True))
    long = len(pairs) > 15
    return "; ".join(f"{label}: {count}" for label, count in pairs if count or not long)


def _share(share: Share | None) -> Row:
    return {
        "favourable": share.estimate if share else None,
        "low": share.low if share else None,
        "high": share.high if share else None,
    }


_Compare = Callable[[Release, Release, str], tuple[Change | NotCompared, ...]]


def _with_changes(
    release: Release, before: Release | None, compare: _Compare
) -> Iterator[tuple[ReleasedGroup, dict[str, Row]]]:
    """Every group with what changed in it by code; nothing without a round before."""
    for group in release.groups:
        compared = compare(before, release, group.path) if before else ()
        yield group, {row.code: _change(row) for row in compared}


def _both_rounds(row: Change | NotCompared) -> Row:
    if isinstance(row, NotCompared):
        return dict.fromkeys(("n_before", "n_after", "favourable_before", "favourable_after"))
    return {
        "n_before": row.before.n,
        "n_after": row.after.n,
        "favourable_before": row.before.favourable.estimate if row.before.favourable else None,
        "favourable_after": row.after.favourable.estimate if row.after.favourable else None,
    }


def _change(row: Change | NotCompared) -> Row:
    if isinstance(row, NotCompared):
        return {**dict.fromkeys(CHANGE_COLUMNS), "not_compared": row.reason.value}
    return {
        "change": row.difference.estimate,
        "change_low": row.difference.low,
        "change_high": row.difference.high,
        "change_interval": OF_THE_PROCESS,
        "cliffs_delta": row.cliffs_delta.estimate if row.cliffs_delta else None,
        "p_value": row.p_value,
        "p_adjusted": row.p_adjusted,
        "detectable": row.detectable,
        "verdict": row.verdict.value,
        "not_compared": "",
    }


def table_of(rows: Sequence[Row], last: Sequence[str] = (), *, of: Release | None = None) -> Table:
    """All rows under the union of their columns, in the order of first appearance.

    The columns ``last`` stand at the end, also where no row has them. With ``of`` every row says
    in which mode that round was asked: a table travels without the page that it came from.
    """
    if of:
        mode = words.mode_words(of)
        rows = [{**row, "mode": mode} for row in rows]
    first = dict.fromkeys(name for row in rows for name in row if name not in last)
    columns = (*first, *last)
    return Table(columns, tuple(tuple(_known(row.get(name)) for name in columns) for row in rows))


def _known(cell: Cell) -> Cell:
    """NaN is no figure."""
    return None if isinstance(cell, float) and math.isnan(cell) else cell
