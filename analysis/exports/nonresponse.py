"""What is said about those who are silent: sentences and cells that page, report and CSV share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.charts.numbers import percent, points, whole
from analysis.exports import words
from analysis.exports.rows import quoted
from analysis.nonresponse import UNEVEN_BELOW, Cut, Nonresponse, NonresponseVerdict, Weighted
from analysis.participation import CategoryRate
from analysis.release import Release
from analysis.words import decimal, gettext_noop, inside, ngettext
from analysis.words import gettext as _

HEADING = gettext_noop("Who answered, and could the silent have changed the story?")
#: Shares that a sentence names; the table has all.
_MOST_NAMED = 3
#: Merged categories that a row names.
_MOST_CATEGORIES = 3

RULES = (
    gettext_noop(
        "By head count: each answer counts for as many people as its unit has for every answer, so "
        "that a unit which answered more does not speak louder. Weights know units alone: where "
        "the dissatisfied of every unit are silent, no weight brings them back."
    ),
    gettext_noop(
        "At least and at most need no assumption: the share among everybody who was asked, had all "
        "who gave no answer been unfavourable, or all favourable."
    ),
)


def verdict_sentences(release: Release, found: Nonresponse) -> tuple[str, ...]:
    """The answer in words: the verdict, then what limits it."""
    return tuple(_sentences(release, found))


def cut_words(cut: Cut) -> str:
    """What the test and the indicator say of one table of rates."""
    p = (
        f"p < {decimal(0.001, 3)}"
        if cut.p_adjusted < 0.001
        else f"p = {decimal(cut.p_adjusted, 3)}"
    )
    r = decimal(cut.indicator.estimate, 2)
    if cut.p_adjusted < UNEVEN_BELOW:
        return _(
            "Some answered more than others (chi-square, adjusted {p}); R-indicator {r}.", p=p, r=r
        )
    return _(
        "No evidence that some answered more than others (chi-square, adjusted {p}); R-indicator "
        "{r}.",
        p=p,
        r=r,
    )


def cut_title(cut: Cut) -> str:
    """By what a table of rates is: the units, or an attribute of the roster as it is called."""
    return cut.title if cut.code else _("Units")


def rates_words(cut: Cut) -> str:
    """The title of a table of rates."""
    if not cut.code:
        return _("Answered, by units")
    return _("Answered, by {attribute}", attribute=inside(cut.title))


def category_words(rate: CategoryRate) -> str:
    """The categories of a row; merged ones together, people of whom nothing is known last.

    >>> category_words(CategoryRate(("", "Rome"), 20, 12))
    'Rome, not known'
    """
    names = [name for name in rate.categories if name]
    named = [*names[:_MOST_CATEGORIES]]
    if len(names) > _MOST_CATEGORIES:
        named.append(_("{number} more", number=len(names) - _MOST_CATEGORIES))
    if "" in rate.categories:
        named.append(_("not known"))
    return ", ".join(named)


def design_words(found: Nonresponse) -> str:
    """What the weights cost; empty where nothing is weighted."""
    if found.design is None:
        return ""
    return _(
        "Weighted, these {answers} answers are worth {worth} (Kish's design effect {effect}).",
        answers=found.answered,
        worth=decimal(found.design.effective_n, 0),
        effect=decimal(found.design.estimate, 2),
    )


def left_out_words(found: Nonresponse) -> str:
    """Which attributes are not told, and why; empty where all are."""
    if not found.left_out:
        return ""
    return _(
        "Not told by {names}: there is nothing to compare, or with the units beside it the rate "
        "of a few people could be worked out.",
        names=", ".join(found.left_out),
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
            yield _(
                "Nobody can tell: {why}. So there is no response rate, and no interval is "
                "narrowed by a head count.",
                why=words.no_head_count(release),
            )
            return
        case NonresponseVerdict.EVERYBODY:
            yield _(
                "All {invited} who were asked answered: nobody is silent, and where nobody left a "
                "question out its interval has no width.",
                invited=release.organisation.invited,
            )
            return
        case NonresponseVerdict.MOVES:
            yield _moves(found.moved)
        case NonresponseVerdict.UNEVEN:
            yield from _uneven(found)
        case NonresponseVerdict.TOO_FEW:
            yield _(
                "Too few units are shown to tell: answers are weighed by units, and that takes two "
                "or more of which figures are shown."
            )
        case NonresponseVerdict.NO_SIGN:
            yield _(
                "No sign that those who are silent would have changed the story: {most}.",
                most=_most(found),
            )
    yield from _limits(found)


def _moves(moved: Sequence[Weighted]) -> str:
    named = [
        _(
            "{name} would move by {points} points, from {share} to {weighted}",
            name=_name(one),
            points=points(one.move or 0.0),
            share=percent(one.share.estimate),
            weighted=percent(one.weighted),
        )
        for one in moved[:_MOST_NAMED]
    ]
    more = len(moved) - len(named)
    if more:
        named.append(_("{number} more would move too", number=more))
    return _(
        "Read with care: counting every unit by its head count, {moves}.", moves="; ".join(named)
    )


def _name(one: Weighted) -> str:
    return one.title if one.is_construct else quoted(one.title.rstrip("."))


def _uneven(found: Nonresponse) -> Iterator[str]:
    for cut in found.cuts:
        if cut.p_adjusted < UNEVEN_BELOW:
            ranked = sorted(cut.rates, key=lambda one: one.answered / one.invited)
            low, high = ranked[0], ranked[-1]
            yield _(
                "Some answered more than others: {high}, but {low} ({by}).",
                high=_rate(high),
                low=_rate(low),
                by=cut.title if cut.code else _("units"),
            )
    if found.strata > 1:
        yield _(
            "As far as units can tell, it does not change the story: {most}.", most=_most(found)
        )
    if any(cut.code and cut.p_adjusted < UNEVEN_BELOW for cut in found.cuts):
        yield _(
            "Answers carry no attribute of the roster, so nobody can tell whether an uneven rate "
            "of one matters."
        )


def _rate(rate: CategoryRate) -> str:
    return _(
        "{answered} of {invited} in {category}",
        answered=rate.answered,
        invited=rate.invited,
        category=category_words(rate),
    )


def _most(found: Nonresponse) -> str:
    """The largest move, in whole points."""
    moves = [abs(one.move) for one in found.judged if one.move is not None]
    most = whole(max(moves, default=0.0))
    if not most:
        return _("counting every unit by its head count moves no favourable share by a whole point")
    return ngettext(
        "counting every unit by its head count moves no favourable share by more than {n} point",
        "counting every unit by its head count moves no favourable share by more than {n} points",
        most,
    )


def _limits(found: Nonresponse) -> Iterator[str]:
    if found.is_minority:
        yield _(
            "Fewer than half answered, {answered} of {invited}: whatever the weights say, this is "
            "what a minority says.",
            answered=found.answered,
            invited=found.invited,
        )
