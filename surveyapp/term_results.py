"""Terms of released comments: what several people wrote, and what sets these apart from others.

Nothing of it is remembered between requests, because a comment can be withdrawn at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from analysis.identifying import SHORTEST_TERM, NameWords
from analysis.words import decimal
from questionnaires.models import Round
from questionnaires.queries.comment_marks import ReadComment, comments_to_read
from questionnaires.queries.comments import Fewest
from questionnaires.queries.people import names_of_people
from questionnaires.queries.releases import previous_released_round
from surveyapp.result_documents import document_of
from surveyapp.result_pages import Picture
from surveyapp.result_pictures import WIDE

if TYPE_CHECKING:
    from analysis.charts.theme import Chart
    from analysis.exports.terms import ComparedTerms
    from analysis.instrument import Item
    from analysis.terms import TellingTerm, Term, TermCounts


@dataclass(frozen=True, slots=True)
class Told:
    """A term in two groups in words: "14 of 40", or that it is too few; ``z`` may be empty."""

    text: str
    here: str
    there: str
    z: str


@dataclass(frozen=True, slots=True)
class Apart:
    """What sets comments apart from others: why that is not told, or what was found.

    ``here`` and ``there`` name the two, as titles of columns.
    """

    words: str
    here: str = ""
    there: str = ""
    rows: tuple[Told, ...] = ()
    picture: Picture | None = None


def frequent(comments: Iterable[ReadComment], fewest: int, names: NameWords) -> tuple[Term, ...]:
    """The terms that most people used, each at least ``fewest``."""
    from analysis.terms import frequent_terms

    return frequent_terms(_counts(comments, names), fewest)


def apart_by_tag(
    comments: Sequence[ReadComment], tag: str, fewest: int, names: NameWords
) -> Apart | None:
    """The comments with a tag beside the others on the same question; ``None`` without any."""
    from analysis.terms import FEWEST_TO_COMPARE, telling_terms

    tagged = [one for one in comments if tag in one.tags]
    rest = [one for one in comments if tag not in one.tags]
    if not tagged:
        return None
    found = telling_terms(_counts(tagged, names), _counts(rest, names), fewest)
    if found is None:
        said = _(
            "What sets the comments with a tag apart from the others on the same question is told "
            "where there are at least %(fewest)s of both."
        )
        return Apart(said % {"fewest": FEWEST_TO_COMPARE})
    if not found:
        return Apart(_("No term stands out against the other comments on this question."))
    said = _("These terms set the comments with this tag apart from the others on this question.")
    return Apart(said, tag, _("Other comments"), _told(found, fewest))


def apart_in_time(
    round_: Round,
    item: Item,
    comments: Iterable[ReadComment],
    earlier: Round,
    names: NameWords,
) -> Apart:
    """The comments on a question beside those on the same question in an earlier round."""
    from analysis.exports.terms import headline

    compared = _compared(round_, item, comments, earlier, names)
    if isinstance(compared, str):
        return Apart(compared)
    said = f"{headline(compared)}."
    if not compared.found:
        return Apart(said)
    return Apart(
        said,
        compared.round,
        compared.before,
        _told(compared.found, compared.fewest),
        _picture(round_, compared),
    )


def terms_file(
    round_: Round, code: str, form: str, *, against: Round | None, width: float
) -> bytes | None:
    """The chart of what sets two rounds apart on a question: ``"svg"``, ``"png"`` or ``"pdf"``.

    ``None`` where no term stands out, and for any other form.
    """
    from analysis.charts.theme import png_bytes, svg_bytes
    from analysis.charts.typesetting import pdf_bytes

    made = {"svg": svg_bytes, "png": png_bytes, "pdf": pdf_bytes}.get(form)
    earlier = against or previous_released_round(round_)
    instrument, read = document_of(round_).release.instrument, comments_to_read(round_)
    if made is None or earlier is None or code not in read or not instrument.has_item(code):
        return None
    names = NameWords(names_of_people(), SHORTEST_TERM)
    item, comments = instrument.item(code), read[code].comments
    compared = _compared(round_, item, comments, earlier, names)
    if isinstance(compared, str) or not compared.found:
        return None
    return made(_chart(round_, compared, width))


def _compared(
    round_: Round,
    item: Item,
    comments: Iterable[ReadComment],
    earlier: Round,
    names: NameWords,
) -> ComparedTerms | str:
    """The terms that set two rounds apart on a question, or why they are not compared."""
    from analysis.exports.terms import ComparedTerms
    from analysis.terms import FEWEST_TO_COMPARE, telling_terms

    before = document_of(earlier).release
    said = {"round": before.round.title, "fewest": FEWEST_TO_COMPARE}
    if not before.instrument.has_item(item.code):
        return _("%(round)s did not ask this question.") % said
    asked = before.instrument.item(item.code)
    if asked.wording != item.wording or asked.is_counted != item.is_counted:
        return _("%(round)s asked another question, so nothing is compared.") % said
    then = comments_to_read(earlier).get(item.code)
    if then is None:
        return _("%(round)s shows no comments on this question.") % said
    fewest = max(Fewest.of(one.k).comments for one in (round_, earlier))
    counts = _counts(comments, names), _counts(then.comments, names)
    found = telling_terms(*counts, fewest)
    if found is None:
        return _(
            "Terms of two rounds are compared from %(fewest)s comments in each on: there are "
            "%(now)s here, and %(then)s in %(round)s."
        ) % {**said, "now": counts[0].n, "then": counts[1].n}
    now = document_of(round_).release.round.title
    return ComparedTerms(item.text, now, before.round.title, found, fewest)


def _counts(comments: Iterable[ReadComment], names: NameWords) -> TermCounts:
    from analysis.terms import count_terms

    return count_terms((one.text for one in comments), names)


def _told(found: Iterable[TellingTerm], fewest: int) -> tuple[Told, ...]:
    from analysis.charts.numbers import EN_DASH, MINUS
    from analysis.exports.terms import count_words

    def z(one: TellingTerm) -> str:
        return EN_DASH if one.z is None else decimal(one.z, 1).replace("-", MINUS)

    return tuple(
        Told(
            one.text,
            count_words(one.people, one.n, fewest),
            count_words(one.others, one.others_n, fewest),
            z(one),
        )
        for one in found
    )


def _picture(round_: Round, compared: ComparedTerms) -> Picture:
    from analysis.charts.theme import svg_bytes

    chart = _chart(round_, compared, WIDE)
    return Picture(chart.alt, svg_bytes(chart))


def _chart(round_: Round, compared: ComparedTerms, width: float) -> Chart:
    from analysis.exports.terms import terms_picture

    return terms_picture(document_of(round_).release, compared, width)
