"""The overview of a round: five questions, each answered in sentences.

Every sentence follows from numbers by a rule of :mod:`analysis.findings`, names the method behind
it and the picture that draws it, and can be copied with both. Nothing here is counted or tested
anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from analysis.exports import nonresponse as silent
from analysis.exports import words
from analysis.exports.rows import has_boxes
from analysis.findings import Finding, FindingKind, findings, percent
from analysis.instrument import Instrument
from analysis.nonresponse import NonresponseVerdict, nonresponse
from analysis.priorities import HoursLost, candidates, hours_lost
from analysis.reasons import hours_in_words, why_in_words
from analysis.release import Release, release_sha256
from analysis.stats.power import detectable_difference
from analysis.stats.proportions import EXACT_UP_TO, wilson_interval
from analysis.stats.verdicts import FEWEST_ANSWERS
from analysis.words import gettext as _
from analysis.words import gettext_noop, ngettext, translate

#: Digits of a release's hash that go along with a sentence; the page has all.
_DIGITS = 12
#: The share that is hardest to know, and whose change is hardest to show.
HALF = 0.5
#: Of what is fine, so many stand in the first place.
_FIRST = 3


class Question(StrEnum):
    """What the overview answers, in this order."""

    ANSWERED = "answered"
    CHANGED = "changed"
    LOOK_AT = "look_at"
    FINE = "fine"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with a number behind it.

    ``method`` names what the number was found by: a phrase. ``picture`` and ``picture_code`` name
    the chart that draws it, as in :data:`analysis.exports.pictures.PICTURES`; empty where none
    does. ``source`` says of which round, of how many people, and of which release. What
    ``is_quiet`` is there to be complete, one click deeper.
    """

    kind: FindingKind
    text: str
    method: str
    source: str
    code: str | None = None
    picture: str = ""
    picture_code: str = ""
    is_quiet: bool = False

    @property
    def anchor(self) -> str:
        """Where the chart stands on the page of the round; empty where there is none."""
        parts = ("chart", self.picture, self.picture_code) if self.picture else ()
        return "-".join(part for part in parts if part)

    @property
    def copied(self) -> str:
        """The sentence with its method and source, for wherever it is pasted."""
        return f"{self.text} ({self.method}; {self.source})"


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its statements; ``nothing`` is said in their place where there are none."""

    question: Question
    title: str
    statements: tuple[Statement, ...]
    nothing: str = ""

    @property
    def loud(self) -> tuple[Statement, ...]:
        """The statements that matter at first sight."""
        return tuple(one for one in self.statements if not one.is_quiet)

    @property
    def quiet(self) -> tuple[Statement, ...]:
        """The others."""
        return tuple(one for one in self.statements if one.is_quiet)


_TITLES = {
    Question.ANSWERED: gettext_noop("Who answered"),
    Question.CHANGED: gettext_noop("What changed"),
    Question.LOOK_AT: gettext_noop("What to look at"),
    Question.FINE: gettext_noop("What is fine"),
    Question.CANNOT_TELL: gettext_noop("What cannot be told"),
}

_KINDS = {
    Question.ANSWERED: (FindingKind.RESPONSE,),
    Question.CHANGED: (FindingKind.CHANGE, FindingKind.NO_EVIDENCE),
    Question.LOOK_AT: (FindingKind.LOOK_AT,),
    Question.FINE: (FindingKind.FINE,),
    Question.CANNOT_TELL: (FindingKind.TOO_FEW, FindingKind.NOT_COMPARED, FindingKind.HIDDEN),
}

_NOTHING = {
    Question.LOOK_AT: (
        gettext_noop(
            "Nothing is below half: no construct, and no question outside one, has a favourable "
            "share whose whole interval is."
        ),
        gettext_noop(
            "Nothing told in full is below half: no construct, and no question outside one, has a "
            "favourable share whose whole interval is."
        ),
    ),
    Question.FINE: (
        gettext_noop(
            "Nothing is above half: no construct, and no question outside one, has a favourable "
            "share whose whole interval is."
        ),
        gettext_noop(
            "Nothing told in full is above half: no construct, and no question outside one, has a "
            "favourable share whose whole interval is."
        ),
    ),
}

_FINE_ELSEWHERE = gettext_noop(
    "What is above half by its whole interval is named under what to look at, for another reason."
)
FIRST_ROUND = gettext_noop("This is the first round, so there is nothing to compare it with yet.")
_COUNT = gettext_noop("a count")
_CHANGE_TEST = gettext_noop(
    "Brunner-Munzel test, adjusted for all compared (Benjamini-Hochberg); Newcombe's interval"
)
_POWER = gettext_noop("Brunner-Munzel test, adjusted for all compared; shift with 80 % power")
_WORDING = gettext_noop("compared only where wording, answers and questions are the same")
_TWO_SHARES = gettext_noop("difference of two shares, 80 % power")
_PRIORITIES = gettext_noop("rules of the priorities: an interval below half, a choice or a change")
_MEAN = gettext_noop("mean with Student's interval, 95 %")
_NO_CANDIDATE = gettext_noop(
    "Nothing stands out: no construct is below half by its interval, chosen more often than evenly "
    "spread choices are, or clearly worse than before."
)
_NO_BANDED_CANDIDATE = gettext_noop(
    "Nothing told in full stands out: no construct is below half by its interval, chosen more "
    "often than evenly spread choices are, or clearly worse than before."
)
_WEIGHTED = gettext_noop("post-stratification by unit; chi-square test of the rates")


def overview(release: Release, before: Release | None = None) -> tuple[Answer, ...]:
    """The five answers of a round that shows anything, compared with ``before`` where given.

    Of a round that shows nothing, one answer says why.
    """
    found = findings(release, before)
    if release.organisation.hidden is not None:
        said = tuple(_statement(release, one) for one in found)
        return (Answer(Question.CANNOT_TELL, translate(_TITLES[Question.CANNOT_TELL]), said),)
    return tuple(_answer(question, release, before, found) for question in Question)


def _answer(
    question: Question, release: Release, before: Release | None, found: Sequence[Finding]
) -> Answer:
    statements = [_statement(release, one) for one in found if one.kind in _KINDS[question]]
    nothing = _nothing(question, release, before)
    if question is Question.ANSWERED:
        statements += _enough(release, before)
    elif question is Question.LOOK_AT and release.instrument.constructs:
        codes = {one.code for one in release.instrument.constructs}
        low = [replace(one, is_quiet=True) for one in statements if one.code not in codes]
        statements = [*_to_work_on(release, before), *low]
    elif question is Question.FINE:
        to_work_on = {one.code for one in candidates(release, before)}
        fine = [one for one in statements if one.code not in to_work_on]
        nothing = translate(_FINE_ELSEWHERE) if statements and not fine else nothing
        statements = [replace(one, is_quiet=place >= _FIRST) for place, one in enumerate(fine)]
    return Answer(question, translate(_TITLES[question]), tuple(statements), nothing)


def _nothing(question: Question, release: Release, before: Release | None) -> str:
    if question is Question.CHANGED:
        if before is None:
            return translate(FIRST_ROUND)
        return _(
            "Nothing clearly or possibly changed since {round}, as far as these answers can tell.",
            round=before.round.title,
        )
    if question not in _NOTHING:
        return ""
    alone, beside_bands = _NOTHING[question]
    return translate(beside_bands if words.has_bands(release) else alone)


def _statement(release: Release, finding: Finding) -> Statement:
    picture, code = _picture(release.instrument, finding)
    return Statement(
        kind=finding.kind,
        text=finding.text,
        method=_method(release, finding),
        source=_source(release),
        code=finding.code,
        picture=picture,
        picture_code=code,
        is_quiet=finding.kind is FindingKind.NO_EVIDENCE,
    )


def _source(release: Release) -> str:
    return _(
        "{round}, {answered}, release {digits}",
        round=release.round.title,
        answered=words.answered_words(release),
        digits=release_sha256(release)[:_DIGITS],
    )


def _method(release: Release, finding: Finding) -> str:
    match finding.kind:
        case FindingKind.RESPONSE:
            return translate(_COUNT)
        case FindingKind.CHANGE:
            return translate(_CHANGE_TEST)
        case FindingKind.NO_EVIDENCE | FindingKind.TOO_FEW:
            return translate(_POWER)
        case FindingKind.NOT_COMPARED:
            return translate(_WORDING)
        case FindingKind.LOOK_AT | FindingKind.FINE:
            return _interval(release)
        case FindingKind.HIDDEN:
            return _("disclosure rules, k = {k}", k=release.round.k)


def _interval(release: Release) -> str:
    """How the interval of a share of everybody is found."""
    people = release.organisation.people
    if people is None:
        return _("Wilson's interval, 95 %")
    if people == release.organisation.answers:
        return _("a count of everybody")
    if people <= EXACT_UP_TO:
        return _("exact hypergeometric interval, 95 %")
    return _("Wilson's interval for {people} people, 95 %", people=people)


def _picture(instrument: Instrument, finding: Finding) -> tuple[str, str]:
    """The chart that draws what a finding is about, by name and code."""
    if finding.code is None or finding.kind in (FindingKind.NOT_COMPARED, FindingKind.HIDDEN):
        return "", ""
    is_construct = any(one.code == finding.code for one in instrument.constructs)
    about_change = finding.kind not in (FindingKind.LOOK_AT, FindingKind.FINE)
    if is_construct:
        return ("change-constructs" if about_change else "constructs"), ""
    if not has_boxes(instrument.item(finding.code)):
        return "item", finding.code
    if not instrument.constructs:  # then one chart has all questions
        return ("change-items" if about_change else "items"), ""
    section = next((one.code for one in instrument.sections if finding.code in one.items), "")
    if not section:  # no chart has questions that no section asked
        return "", ""
    return ("change-items" if about_change else "items"), section


# ------------------------------------------------------------------------ what to work on first


def _to_work_on(release: Release, before: Release | None) -> Iterator[Statement]:
    """At most five constructs with the reasons for them, and what is lost in a week."""
    found = candidates(release, before)
    for one in found:
        yield _say(
            release,
            FindingKind.LOOK_AT,
            f"{one.title}: {why_in_words(one, release.instrument)}.",
            translate(_PRIORITIES),
            code=one.code,
            picture="constructs",
        )
    if not found:
        nothing = _NO_BANDED_CANDIDATE if words.has_bands(release) else _NO_CANDIDATE
        yield _say(release, FindingKind.LOOK_AT, translate(nothing), translate(_PRIORITIES))
    lost = hours_lost(release)
    if isinstance(lost, HoursLost):
        said = " ".join(hours_in_words(lost)[:2])  # the page of priorities has the rest
        yield _say(release, FindingKind.LOOK_AT, said, translate(_MEAN), code=lost.code)


def _say(
    release: Release,
    kind: FindingKind,
    text: str,
    method: str,
    *,
    code: str | None = None,
    picture: str = "",
) -> Statement:
    return Statement(kind, text, method, _source(release), code, picture)


# ------------------------------------------------------------------------------ is it enough?


def _enough(release: Release, before: Release | None) -> Iterator[Statement]:
    """Whether those who answered are enough: what their number can tell, and who is silent."""
    answered = FindingKind.RESPONSE
    answers, people = release.organisation.answers, release.organisation.people
    if answers is None:
        return
    if answers != people:
        yield _say(release, answered, _precision(answers, people), _interval(release))
    earlier = before.organisation.answers if before else None
    if earlier:
        yield _say(release, answered, _shift(earlier, answers), translate(_TWO_SHARES))
    found = nonresponse(release)
    if found.verdict is not NonresponseVerdict.UNKNOWN:
        for sentence in silent.verdict_sentences(release, found):
            yield _say(release, answered, sentence, translate(_WEIGHTED))


def _precision(answers: int, people: int | None) -> str:
    """How well a share is known where it is hardest to know: at one half."""
    share = wilson_interval(answers // 2, answers, people)
    width = max(share.high - share.estimate, share.estimate - share.low)
    points = math.ceil(width * 100 - 1e-9)
    if people is None:
        return ngettext(
            "That is enough to know a share of all who might have answered to within {n} point, "
            "if those who did were drawn by chance.",
            "That is enough to know a share of all who might have answered to within {n} points, "
            "if those who did were drawn by chance.",
            points,
        )
    return ngettext(
        "That is enough to know a share of all {people} to within {n} point.",
        "That is enough to know a share of all {people} to within {n} points.",
        points,
        people=people,
    )


def _shift(earlier: int, answers: int) -> str:
    """The smallest change of a share of everybody that these rounds could show."""
    shift = (
        detectable_difference(earlier, answers, HALF)
        if min(earlier, answers) >= FEWEST_ANSWERS
        else math.nan
    )
    if math.isnan(shift):
        return _("It is not enough to show a change, however large.")
    return _(
        "A change shows from about {shift} points on; a smaller one may well be missed.",
        shift=percent(shift),
    )
