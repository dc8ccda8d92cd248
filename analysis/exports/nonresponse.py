"""What is said about those who are silent: sentences and cells that page, report and CSV share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.charts.numbers import percent, points, whole
from analysis.exports import words
from analysis.nonresponse import UNEVEN_BELOW, Cut, Nonresponse, NonresponseVerdict, Weighted
from analysis.participation import CategoryRate
from analysis.release import Release

HEADING = "Who answered, and could the silent have changed the story?"
#: Shares that a sentence names; the table has all.
_MOST_NAMED = 3
#: Merged categories that a row names.
_MOST_CATEGORIES = 3

RULES = (
    (
        "By head count: each answer counts for as many people as its unit has for every answer, so "
        "that a unit which answered more does not speak louder. Weights know units alone: where "
        "the dissatisfied of every unit are silent, no weight brings them back."
    ),
    (
        "At least and at most need no assumption: the share among everybody who was asked, had all "
        "who gave no answer been unfavourable, or all favourable."
    ),
)


def verdict_sentences(release: Release, found: Nonresponse) -> tuple[str, ...]:
    """The answer in words: the verdict, then what limits it."""
    return tuple(_sentences(release, found))


def cut_words(cut: Cut) -> str:
    """What the test and the indicator say of one table of rates."""
    r = cut.indicator
    p = "p < 0.001" if cut.p_adjusted < 0.001 else f"p = {cut.p_adjusted:.3f}"
    said = (
        "some answered more than others"
        if cut.p_adjusted < UNEVEN_BELOW
        else "no evidence that some answered more than others"
    )
    return f"{said[0].upper()}{said[1:]} (chi-square, adjusted {p}); R-indicator {r.estimate:.2f}."


def category_words(rate: CategoryRate) -> str:
    """The categories of a row; merged ones together, people of whom nothing is known last.

    >>> category_words(CategoryRate(("", "Rome"), 20, 12))
    'Rome, not known'
    """
    names = [name for name in rate.categories if name]
    named = [*names[:_MOST_CATEGORIES]]
    if len(names) > _MOST_CATEGORIES:
        named.append(f"{len(names) - _MOST_CATEGORIES} more")
    if "" in rate.categories:
        named.append("not known")
    return ", ".join(named)


def design_words(found: Nonresponse) -> str:
    """What the weights cost; empty where nothing is weighted."""
    if found.design is None:
        return ""
    worth, effect = found.design.effective_n, found.design.estimate
    return (
        f"Weighted, these {found.answered} answers are worth {worth:.0f} "
        f"(Kish's design effect {effect:.2f})."
    )


def left_out_words(found: Nonresponse) -> str:
    """Which attributes are not told, and why; empty where all are."""
    if not found.left_out:
        return ""
    names = ", ".join(found.left_out)
    return (
        f"Not told by {names}: there is nothing to compare, or with the units beside it the rate "
        "of a few people could be worked out."
    )


def weighted_cells(one: Weighted) -> tuple[str, ...]:
    """n, favourable, by head count, the move, at least, at most."""
    return (
        f"{one.share.n}",
        percent(one.share.estimate),
        percent(one.weighted),
        points(one.move) if one.move is not None else percent(None),
        percent(one.at_least),
        percent(one.at_most),
    )


def _sentences(release: Release, found: Nonresponse) -> Iterator[str]:
    match found.verdict:
        case NonresponseVerdict.UNKNOWN:
            mode = release.round.mode
            why = words.NO_HEAD_COUNT.get(mode, words.NO_HEAD_COUNT["imported"])
            yield (
                f"Nobody can tell: {why}. So there is no response rate, and no interval is "
                "narrowed by a head count."
            )
            return
        case NonresponseVerdict.EVERYBODY:
            yield (
                f"All {release.organisation.invited} who were asked answered: nobody is silent, "
                "and where nobody left a question out its interval has no width."
            )
            return
        case NonresponseVerdict.MOVES:
            yield _moves(found.moved)
        case NonresponseVerdict.UNEVEN:
            yield from _uneven(found)
        case NonresponseVerdict.TOO_FEW:
            yield (
                "Too few units are shown to tell: answers are weighed by units, and that takes two "
                "or more of which figures are shown."
            )
        case NonresponseVerdict.NO_SIGN:
            yield f"No sign that those who are silent would have changed the story: {_most(found)}."
    yield from _limits(found)


def _moves(moved: Sequence[Weighted]) -> str:
    named = [
        f"{_name(one)} would move by {points(one.move or 0.0)} points, from "
        f"{percent(one.share.estimate)} to {percent(one.weighted)}"
        for one in moved[:_MOST_NAMED]
    ]
    more = len(moved) - len(named)
    rest = f"; {more} more would move too" if more else ""
    return f"Read with care: counting every unit by its head count, {'; '.join(named)}{rest}."


def _name(one: Weighted) -> str:
    return one.title if one.is_construct else f"\u201c{one.title.rstrip('.')}\u201d"


def _uneven(found: Nonresponse) -> Iterator[str]:
    for cut in found.cuts:
        if cut.p_adjusted < UNEVEN_BELOW:
            ranked = sorted(cut.rates, key=lambda one: one.answered / one.invited)
            low, high = ranked[0], ranked[-1]
            yield (
                f"Some answered more than others: {_rate(high)}, but {_rate(low)} "
                f"({cut.title.lower() if not cut.code else cut.title})."
            )
    if found.strata > 1:
        yield f"As far as units can tell, it does not change the story: {_most(found)}."
    if any(cut.code and cut.p_adjusted < UNEVEN_BELOW for cut in found.cuts):
        yield (
            "Answers carry no attribute of the roster, so nobody can tell whether an uneven rate "
            "of one matters."
        )


def _rate(rate: CategoryRate) -> str:
    return f"{rate.answered} of {rate.invited} in {category_words(rate)}"


def _most(found: Nonresponse) -> str:
    """The largest move, in whole points."""
    moves = [abs(one.move) for one in found.judged if one.move is not None]
    most = whole(max(moves, default=0.0))
    if not most:
        return "counting every unit by its head count moves no favourable share by a whole point"
    unit = "point" if most == 1 else "points"
    return (
        f"counting every unit by its head count moves no favourable share by more than {most} "
        f"{unit}"
    )


def _limits(found: Nonresponse) -> Iterator[str]:
    if found.is_minority:
        yield (
            f"Fewer than half answered, {found.answered} of {found.invited}: whatever the weights "
            "say, this is what a minority says."
        )
