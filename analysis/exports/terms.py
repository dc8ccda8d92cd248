"""Terms of comments in words and as a picture: counts that may be told, and those that may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.terms import TermRow, TermShare, terms_chart
from analysis.charts.theme import Chart
from analysis.exports import words
from analysis.release import Release
from analysis.stats.proportions import wilson_interval
from analysis.tally import ORGANISATION
from analysis.terms import TellingTerm
from analysis.words import gettext as _
from analysis.words import gettext_noop, listed, translate

#: Terms that a title names, and those that a picture has room for.
MOST_NAMED, MOST_DRAWN = 3, 12
RULE = gettext_noop(
    "Intervals are Wilson's, of people who wrote. Terms are tested together (Benjamini and "
    "Hochberg). A dashed range stands for a number that is not told because it is too small."
)


@dataclass(frozen=True, slots=True)
class ComparedTerms:
    """What sets the comments of a round on a question apart from those of the round before."""

    question: str
    round: str
    before: str
    found: tuple[TellingTerm, ...]
    fewest: int


def count_words(people: int | None, n: int, fewest: int) -> str:
    """A count of people, or that it is too small to be told.

    >>> count_words(14, 40, 5), count_words(None, 38, 5)
    ('14 of 40', 'fewer than 5 of 38')
    """
    if people is None:
        return _("fewer than {k} of {n}", k=fewest, n=n)
    return _("{people} of {n}", people=people, n=n)


def headline(compared: ComparedTerms) -> str:
    """What was found: of what more people write, and of what fewer do."""
    more = _named([one for one in compared.found if one.is_frequent_here])
    fewer = _named([one for one in compared.found if not one.is_frequent_here])
    if more and fewer:
        return _(
            "More people than in {round} wrote {more}, fewer {fewer}",
            round=compared.before, more=more, fewer=fewer,
        )  # fmt: skip
    if more:
        return _("More people than in {round} wrote {more}", round=compared.before, more=more)
    if fewer:
        return _("Fewer people than in {round} wrote {fewer}", round=compared.before, fewer=fewer)
    return _("No term stands out against {round}", round=compared.before)


def terms_picture(release: Release, compared: ComparedTerms, width: float = theme.WIDE) -> Chart:
    """The terms as a chart; ``release`` gives its source line."""
    rows = [_row(one, place, compared.fewest) for place, one in enumerate(compared.found)]
    return terms_chart(
        rows[:MOST_DRAWN],
        groups=(compared.round, compared.before),
        title=headline(compared),
        subtitle=_(
            "“{question}”: share of those who wrote that used a term, and their number",
            question=compared.question,
        ),
        foot=words.foot(release, ORGANISATION, translate(RULE)),
        width=width,
    )


def _named(terms: Sequence[TellingTerm]) -> str:
    """The first terms in quotation marks; empty without any."""
    return listed(_("“{text}”", text=one.text) for one in terms[:MOST_NAMED]) if terms else ""


def _row(one: TellingTerm, place: int, fewest: int) -> TermRow:
    return TermRow(
        one.text,
        _share(one.people, one.n, fewest),
        _share(one.others, one.others_n, fewest),
        f"{place}",
    )


def _share(people: int | None, n: int, fewest: int) -> TermShare:
    said = count_words(people, n, fewest)
    if people is None:
        return TermShare(said, at_most=min(fewest - 1, n) / n)
    return TermShare(said, wilson_interval(people, n))
