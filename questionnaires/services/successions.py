"""Successions: what the next round of a programme is like, proposed from an earlier one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from questionnaires.models import QuestionSetVersion, Round
from questionnaires.services.information_sheets import default_purpose
from questionnaires.services.rounds import MODES

#: From spring to autumn and back: 26 weeks, so that the day of the week stays.
HALF_YEAR = timedelta(weeks=26)
#: How long people have where the earlier round announced no last day.
USUAL_LENGTH = timedelta(weeks=2)
_SEASON = re.compile(r"\b(spring|autumn|fall)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_COUNTER = re.compile(r"^(.*?)(\d{1,9})$")


@dataclass(frozen=True, slots=True)
class NextRound:
    """The rules of a draft that somebody can accept or change; nothing is stored yet."""

    code: str
    title: str
    version: QuestionSetVersion
    mode: str
    k: int
    full_detail: bool
    kept_responses_days: int
    closes_on: date
    purpose: str
    responsible: str
    audience: str
    results_for: str


def propose_next(round: Round, *, today: date) -> NextRound:
    """A round like this one, with the newest published version of the same question set.

    A half-year is followed by the next; everything else, and what is asked again because it was
    aborted, gets a number. The code is free in the programme.
    """
    taken = set(Round.objects.filter(programme=round.programme).values_list("code", flat=True))
    again = round.is_aborted
    code, title, steps = round.code, round.title, 0
    if again:
        code = _numbered(code, taken)
    while code in taken:
        code, title, steps = following(code, "-"), following(title, " "), steps + 1
    version = _newest_published(round)
    is_own = round.purpose == default_purpose(round.version)
    return NextRound(
        code=code,
        title=title,
        version=version,
        mode=round.mode if round.mode in MODES else MODES[0].value,
        k=round.k,
        full_detail=round.full_detail,
        kept_responses_days=round.kept_responses_days,
        closes_on=_last_day(round, today, half_years=steps if _half_year(round.code) else 0),
        purpose=default_purpose(version) if is_own else round.purpose,
        responsible=round.responsible,
        audience=round.audience,
        results_for=round.results_for if round.mode in MODES else Round.ResultsFor.ASKED.value,
    )


def following(name: str, joint: str) -> str:
    """The name of the next in a series: the next half-year, or the next number.

    >>> following("2027-spring", "-"), following("Autumn 2027", " ")
    ('2027-autumn', 'Spring 2028')
    >>> following("pulse", "-"), following("pulse-2", "-"), following("2027-09", "-")
    ('pulse-2', 'pulse-3', '2027-10')
    """
    found = _half_year(name)
    if found is None:
        return _counted(name, joint)
    season, year = found
    if season.lower() == "spring":
        return name.replace(season, _cased("autumn", season), 1)
    after = name.replace(season, _cased("spring", season), 1)
    return after.replace(year, str(int(year) + 1), 1)


def _half_year(name: str) -> tuple[str, str] | None:
    """Season and year in a name that has both."""
    season, year = _SEASON.search(name), _YEAR.search(name)
    return (season[0], year[0]) if season and year else None


def _cased(season: str, like: str) -> str:
    return season.capitalize() if like[0].isupper() else season


def _counted(name: str, joint: str) -> str:
    """The name with its last number one higher, or with a 2."""
    found = _COUNTER.match(name)
    if found is None:
        return f"{name}{joint}2"
    digits = found[2]
    return found[1] + str(int(digits) + 1).zfill(len(digits))


def _numbered(code: str, taken: set[str]) -> str:
    """The code with a number of its own behind it: what is asked again is no next half-year."""
    stem, dash, number = code.rpartition("-")
    base = stem if dash and number.isdecimal() and stem in taken else code
    return next(name for n in count(2) if (name := f"{base}-{n}") not in taken)


def _newest_published(round: Round) -> QuestionSetVersion:
    published = QuestionSetVersion.objects.filter(
        question_set=round.version.question_set_id, status=QuestionSetVersion.Status.PUBLISHED
    )
    return published.order_by("-number").first() or round.version


def _last_day(round: Round, today: date, *, half_years: int) -> date:
    """The same day some half-years on; else as long from today as the earlier round was open."""
    if half_years and round.closes_on and round.closes_on + half_years * HALF_YEAR > today:
        return round.closes_on + half_years * HALF_YEAR
    length = USUAL_LENGTH
    if round.opened_on and round.closes_on and round.closes_on > round.opened_on:
        length = round.closes_on - round.opened_on
    return today + length
