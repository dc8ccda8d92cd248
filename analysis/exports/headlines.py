"""Titles of pictures: what was found, in one line, from the same numbers that are drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.charts.numbers import percent, percent_range, points, points_range
from analysis.estimates import Change, Estimate, NotCompared, TrendLine, Verdict
from analysis.exports import words
from analysis.exports.rows import What
from analysis.findings import band_in_words, people_in_words
from analysis.instrument import Item, ScaleKind
from analysis.release import Band, Hidden, Release
from analysis.words import decimal, listed, ngettext, shortest
from analysis.words import gettext as _

#: What constructs and questions are called in a title, by code; else they go by their own titles.
Names = Mapping[str, str]

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
    where = words.within(release.group(group))
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
        why = (
            words.why_hidden(release, hidden.reason)
            if hidden
            else _("nothing has favourable answers")
        )
        return _("Nothing can be shown{where}: {why}", where=where, why=why)
    best, worst = max(shown), min(shown)
    if len(shown) == 1 or best[0] == worst[0]:
        return _(
            "{name}: {share} favourable{where}", name=best[1], share=percent(best[0]), where=where
        )
    said = {
        "where": where,
        "best": best[1],
        "most": percent(best[0]),
        "worst": worst[1],
        "least": percent(worst[0]),
    }
    # What is told as a band may lie above the best or below the worst of the others.
    if bands:
        return _(
            "Told in full, most favourable{where}: {best} ({most}); least: {worst} ({least})",
            **said,
        )
    return _("Most favourable{where}: {best} ({most}); least: {worst} ({least})", **said)


def answers(release: Release, item: Item, cell: Told) -> str:
    """What one question found."""
    if isinstance(cell, Band):
        people = people_in_words(cell.at_least, cell.at_most)
        return _("In a band: {band}, of {people} answers", band=band_in_words(cell), people=people)
    if isinstance(cell, Hidden):
        return _("Not shown: {why}", why=words.why_hidden(release, cell.reason))
    if cell.n == 0:
        return _("Nobody answered this question")
    if cell.favourable is not None and not item.scale.is_number:
        return _(
            "{good} of {n} answer favourably ({share}, interval {interval})",
            good=round(cell.favourable.estimate * cell.n),
            n=cell.n,
            share=percent(cell.favourable.estimate),
            interval=percent_range(cell.favourable),
        )
    if item.scale.kind is ScaleKind.RANKING:
        return _first_places(cell)
    # The mean of bands of years, which only serve to tell people apart, finds nothing.
    if item.scale.is_ordered and cell.mean is not None and not item.attribute:
        return mean_in_words(cell)
    return _most_given(item, cell)


def _most_given(item: Item, cell: Estimate) -> str:
    """What most people chose, or answered."""
    most = max(cell.counts)
    top = [label for label, n in zip(cell.labels, cell.counts, strict=True) if n == most]
    figures = {"answers": listed(top), "most": most, "n": cell.n, "share": percent(most / cell.n)}
    if item.scale.kind is ScaleKind.MULTIPLE:
        if len(top) > 1:
            return _("{answers}: chosen by {most} of {n} each ({share})", **figures)
        return _("{answers}: chosen by {most} of {n} ({share})", **figures)
    if len(top) > 1:
        return _("{answers}: answered by {most} of {n} each ({share})", **figures)
    return _("{answers}: answered by {most} of {n} ({share})", **figures)


def _bands(bands: Sequence[Band], where: str) -> str:
    """How many lie in which band, the most favourable first: no more is known to rank them."""
    told = Counter((band.low, band_in_words(band)) for band in bands)
    said = (
        _("{band} on {number}", band=text, number=number)
        for (_low, text), number in sorted(told.items(), reverse=True)
    )
    return _("In bands{where}: {bands}", where=where, bands="; ".join(said))


def counted(what: What, number: int) -> str:
    """How many constructs or questions.

    >>> counted("items", 1), counted("constructs", 3)
    ('1 question', '3 constructs')
    """
    if what == "constructs":
        return ngettext("{n} construct", "{n} constructs", number)
    return ngettext("{n} question", "{n} questions", number)


def changes(rows: Sequence[Change | NotCompared], what: What, names: Names) -> str:
    """What clearly changed, or that nothing did as far as these n can tell."""
    compared = [row for row in rows if isinstance(row, Change)]
    clear = [row for row in compared if row.verdict is Verdict.CLEAR]
    if not compared:
        if what == "constructs":
            return _("None of the constructs can be compared with the earlier round")
        return _("None of the questions can be compared with the earlier round")
    if len(clear) == 1:
        return _one_change(clear[0], _name(clear[0], names))
    if clear:
        return _both(
            what,
            (_("Clearly better: {names}"), [r for r in clear if r.difference.estimate > 0]),
            (_("Clearly worse: {names}"), [r for r in clear if r.difference.estimate <= 0]),
            (_("Clearly better: {first}; clearly worse: {second}")),
            names,
        )
    possible = sum(row.verdict is Verdict.POSSIBLE for row in compared)
    if possible:
        return _(
            "No clear evidence of change in {compared}; {number} possibly changed",
            compared=counted(what, len(compared)),
            number=possible,
        )
    return _("No evidence of change in {compared}", compared=counted(what, len(compared)))


def trends(lines: Sequence[TrendLine], rounds: int, what: What, names: Names) -> str:
    """What moves in one direction over the rounds."""
    if rounds < 3:
        if rounds > 1:
            return _("Favourable shares over {rounds} rounds", rounds=rounds)
        return _("One round so far")
    clear = [line for line in lines if line.verdict is Verdict.CLEAR]
    if clear:
        return _both(
            what,
            (_("Clear trend to the better: {names}"), [x for x in clear if x.direction > 0]),
            (_("Clear trend to the worse: {names}"), [x for x in clear if x.direction <= 0]),
            _("Clear trend to the better: {first}; to the worse: {second}"),
            names,
        )
    tested = sum(line.p_value is not None for line in lines)
    if not tested:
        return _("Too few answers to test a trend over {rounds} rounds", rounds=rounds)
    possible = sum(line.verdict is Verdict.POSSIBLE for line in lines)
    if len(lines) == 1:
        return _(
            "{name}: no clear evidence of a trend over {rounds} rounds",
            name=_name(lines[0], names),
            rounds=rounds,
        )
    if possible:
        return _(
            "No clear evidence of a trend in {tested} over {rounds} rounds; {number} possibly "
            "moved",
            tested=counted(what, tested),
            rounds=rounds,
            number=possible,
        )
    return _(
        "No evidence of a trend in {tested} over {rounds} rounds",
        tested=counted(what, tested),
        rounds=rounds,
    )


def mean_in_words(cell: Estimate) -> str:
    """The mean of numbers with its interval and its n."""
    figures = {
        "mean": decimal(cell.mean or 0.0, 1),
        "unit": cell.unit,
        "low": shortest(cell.low_score or 0.0),
        "high": shortest(cell.high_score or 0.0),
        "n": cell.n,
    }
    if cell.mean_low is None or cell.mean_high is None:
        if cell.unit:
            return _("On average {mean} {unit}, n {n}", **figures)
        return _("On average {mean} on a scale of {low} to {high}, n {n}", **figures)
    figures |= {"from_": decimal(cell.mean_low, 1), "to": decimal(cell.mean_high, 1)}
    if cell.unit:
        return _("On average {mean} {unit} (interval {from_} to {to}), n {n}", **figures)
    return _(
        "On average {mean} on a scale of {low} to {high} (interval {from_} to {to}), n {n}",
        **figures,
    )


def _first_places(cell: Estimate) -> str:
    """What most people put first."""
    first = [one.first for one in cell.standings]
    most = max(first)
    top = [label for label, n in zip(cell.labels, first, strict=True) if n == most]
    figures = {"answers": listed(top), "most": most, "n": cell.n, "share": percent(most / cell.n)}
    if len(top) > 1:
        return _("{answers}: put first by {most} of {n} each ({share})", **figures)
    return _("{answers}: put first by {most} of {n} ({share})", **figures)


def _one_change(row: Change, name: str) -> str:
    before, after = row.before.favourable, row.after.favourable
    is_better = row.difference.estimate > 0
    figures = {"name": name, "interval": points_range(row.difference)}
    if not before or not after:
        figures["points"] = points(row.difference.estimate)
        if is_better:
            return _("{name}: clearly better, {points} ({interval} points)", **figures)
        return _("{name}: clearly worse, {points} ({interval} points)", **figures)
    figures |= {"before": percent(before.estimate), "after": percent(after.estimate)}
    if is_better:
        return _(
            "{name}: clearly better, {before} → {after} favourable ({interval} points)",
            **figures,
        )
    return _("{name}: clearly worse, {before} → {after} favourable ({interval} points)", **figures)


def _both(
    what: What,
    first: tuple[str, Sequence[Change | TrendLine]],
    second: tuple[str, Sequence[Change | TrendLine]],
    both: str,
    names: Names,
) -> str:
    """Who moved one way and who the other, each text with who did; how many where they are many."""
    rows = [found for _text, found in (first, second)]
    titles = [listed([_name(row, names) for row in found]) if found else "" for found in rows]
    numbers = [counted(what, len(found)) for found in rows]
    named = _either(first[0], second[0], both, titles, titles)
    return named if len(named) <= LONGEST else _either(first[0], second[0], both, numbers, titles)


def _either(first: str, second: str, both: str, said: Sequence[str], there: Sequence[str]) -> str:
    if all(there):
        return both.format(first=said[0], second=said[1])
    return first.format(names=said[0]) if there[0] else second.format(names=said[1])


def _name(row: Estimate | Change | NotCompared | TrendLine, names: Names) -> str:
    return names.get(row.code, row.title)
