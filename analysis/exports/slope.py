"""Two rounds of a programme to a slope chart: what changed between them, and what is not compared.

The verdicts are those of the chart of changes and of the sentences: one comparison, judged once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.charts import theme
from analysis.charts.slope import MOST_INTERVALS, NotDrawn, SlopeRow, slope_chart
from analysis.charts.theme import Chart
from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    NotComparedReason,
    compare_constructs,
    compare_items,
)
from analysis.exports import headlines, words
from analysis.exports.rows import What, labels_of, names_in_titles
from analysis.release import Release
from analysis.stats.proportions import Share, wilson_interval
from analysis.tally import ORGANISATION
from analysis.words import gettext as _
from analysis.words import translate


def slope_picture(
    before: Release,
    after: Release,
    group: str = ORGANISATION,
    what: What = "constructs",
    *,
    codes: frozenset[str] | None = None,
    width: float = theme.WIDE,
) -> Chart:
    """A line for each construct or question that two rounds can be compared on.

    ``codes`` picks some; they are judged together with all others.
    """
    compare = compare_constructs if what == "constructs" else compare_items
    found = [
        row
        for row in compare(before, after, group)
        if not (isinstance(row, NotCompared) and row.reason is NotComparedReason.NO_DIRECTION)
        and (codes is None or row.code in codes)
    ]
    labels = labels_of(after, what)
    names = names_in_titles(after) if what == "items" else {}
    rows = [
        drawn
        for row in found
        if isinstance(row, Change) and (drawn := _row(row, labels.get(row.code, row.title)))
    ]
    return slope_chart(
        rows,
        rounds=(before.round.title, after.round.title),
        not_drawn=_not_drawn(found, {row.code for row in rows}, labels),
        title=headlines.changes(found, what, names),
        subtitle=_subtitle(what, len(rows)),
        foot=words.foot(after, group, translate(theme.WHAT_CHANGED)),
        width=width,
    )


def _subtitle(what: What, rows: int) -> str:
    if what == "constructs":
        said = _("Favourable share of each construct in two rounds, with 95 % intervals")
    else:
        said = _("Favourable share of each question in two rounds, with 95 % intervals")
    if rows <= MOST_INTERVALS:
        return said
    return _("{what} where a change is clear or possible", what=said)


def _row(change: Change, label: str) -> SlopeRow | None:
    """A change as drawn; ``None`` where nobody answered in one of the rounds."""
    shares = _share(change.before), _share(change.after)
    if shares[0] is None or shares[1] is None:
        return None
    return SlopeRow(
        label,
        shares[0],
        shares[1],
        change.before.n,
        change.after.n,
        change.difference,
        change.verdict,
        words.change_words(change),
        code=change.code,
    )


def _share(estimate: Estimate) -> Share | None:
    """The favourable share with the interval of the process: no head count narrows a change."""
    if estimate.favourable is None:
        return None
    return wilson_interval(round(estimate.favourable.estimate * estimate.n), estimate.n)


def _not_drawn(
    found: Sequence[Change | NotCompared], drawn: set[str], labels: Mapping[str, str]
) -> list[NotDrawn]:
    """What has no line, by reason in the order in which they come up."""
    why: dict[str, list[str]] = {}
    for row in found:
        if row.code in drawn:
            continue
        reason = (
            translate(words.NOT_COMPARED[row.reason])
            if isinstance(row, NotCompared)
            else _("no answers in one of the rounds")
        )
        why.setdefault(reason, []).append(labels.get(row.code, row.title))
    return [NotDrawn(reason, tuple(labels)) for reason, labels in why.items()]
