"""Release and support requests -> the page "loud and silent", its chart and its table.

Requests are handed to the slow libraries as plain counts by topic and unit of the round. For people
with a role alone: what units ask for is no part of a release.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analysis.concentration import BusiestTenth
from analysis.words import remembered
from questionnaires.models import Round, SupportImport, TeamFinding
from questionnaires.queries.releases import previous_released_round
from questionnaires.queries.support_requests import (
    Period,
    constructs_by_topic,
    findings_within,
    imports_within,
    period_until,
    requests_within,
    support_imports,
    units_in_round,
)
from surveyapp.result_documents import REMEMBERED, Document, document_of
from surveyapp.result_pages import Picture
from surveyapp.result_parts import RoundPart
from surveyapp.result_pictures import WIDE

if TYPE_CHECKING:
    from analysis.charts.theme import Chart
    from analysis.loudness import ConstructLoudness, Loudness, RequestsBeside
    from analysis.release import Release

#: What :mod:`surveyapp.result_addresses` and the files call the page.
NAME = "loud-and-silent"
#: The forms of its table.
TABLE_FORMS = ("csv", "parquet")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A construct in the two rankings, with its verdict or why it has none."""

    found: ConstructLoudness
    verdict: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Requesters:
    """What is known of those who asked, of one file."""

    filename: str
    months: str
    words: str


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A finding as analysts read it; ``unit`` is the one that the round counted."""

    on: date
    topic: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoudPart(RoundPart):
    """What the page "loud and silent" shows of a round.

    ``found`` is ``None`` where nothing is put side by side: too few answered, no day on which the
    round closed, or nothing imported of the period. ``files`` are all that the programme has.
    """

    period: Period | None
    period_words: str
    since: Round | None
    files: tuple[SupportImport, ...]
    found: Loudness | None = None
    sentences: tuple[str, ...] = ()
    agreement: str = ""
    concentration: tuple[str, ...] = ()
    requesters: tuple[Requesters, ...] = ()
    by_requests: tuple[Ranked, ...] = ()
    by_survey: tuple[Ranked, ...] = ()
    findings: tuple[FoundLine, ...] = ()
    picture: Picture | None = None

    @property
    def has_requests(self) -> bool:
        """Whether any file of requests is there, of whatever months."""
        return any(one.kind == SupportImport.Kind.REQUESTS for one in self.files)

    @property
    def covered(self) -> str:
        """Months of the files within the period, where they leave some of it out; else empty."""
        within = [one for one in self.files if one.kind == SupportImport.Kind.REQUESTS]
        if self.period is None or not within:
            return ""
        first = max(self.period.first, min(one.first_month for one in within))
        last = min(self.period.last, max(one.last_month for one in within))
        if first > last or (first, last) == (self.period.first, self.period.last):
            return ""
        return months(first, last)


def loud_part(round_: Round, *, reads_findings: bool) -> LoudPart:
    """The page of a released round; the words of findings only for those who read them."""
    document, period = document_of(round_), period_of(round_)
    shown = LoudPart(
        round=round_,
        document=document,
        name=NAME,
        heading=_("Loud and silent"),
        period=period,
        period_words=months(period.first, period.last) if period else "",
        since=previous_released_round(round_),
        files=tuple(support_imports(round_.programme)),
    )
    asked = requests_beside(round_)
    if period is None or asked is None:
        return shown
    return _filled(shown, document, asked, period, reads_findings=reads_findings)


def loud_sentences(round_: Round) -> tuple[str, ...]:
    """What the page says first, for the overview; none where too little is asked for to tell.

    For people with a role alone, as the page itself.
    """
    asked = requests_beside(round_)
    found = asked.beside(document_of(round_).release) if asked else None
    return _said(found) if found and found.has_enough else ()


def _said(found: Loudness) -> tuple[str, ...]:
    from analysis.exports.loudness import problem_sentences

    return problem_sentences(found)


def requests_beside(round_: Round) -> RequestsBeside | None:
    """What stands beside the release of a round, on its page and in files; ``None`` for nothing.

    Nothing does where too few answered, where nobody knows when the round closed, and where no
    request of its period is imported.
    """
    if not support_imports(round_.programme).exists():
        return None  # as in most programmes
    document, period = document_of(round_), period_of(round_)
    if period is None or document.release.organisation.hidden:
        return None
    asked = _asked_within(round_, document, period)
    return asked if asked.requests else None


def period_of(round_: Round) -> Period | None:
    """The months whose requests stand beside a round; ``None`` where nobody knows when it was."""
    closed = _closed(round_)
    if closed is None:
        return None
    before = previous_released_round(round_)
    return period_until(closed, _closed(before) if before else None)


def loud_file(round_: Round, form: str, width: float = WIDE) -> tuple[bytes, Document] | None:
    """The chart as ``"svg"``, ``"png"`` or ``"pdf"``, or the table as ``"csv"`` or ``"parquet"``,
    and its release.

    ``None`` where nothing is put side by side, and for any other form.
    """
    asked = requests_beside(round_)
    if asked is None:
        return None
    document = document_of(round_)
    body = (
        _table(document, asked, form)
        if form in TABLE_FORMS
        else _drawn(document, asked, form, width)
    )
    return (body, document) if body is not None else None


def _asked_within(round_: Round, document: Document, period: Period) -> RequestsBeside:
    """Requests and numbers of findings of a period, with units as the round counted them."""
    from analysis.loudness import Requests, RequestsBeside

    programme = round_.programme
    by_unit = requests_within(programme, period)
    at = _units(round_, document.release, {unit for _topic, unit in by_unit if unit})
    requests: Counter[tuple[str, str]] = Counter()
    for (topic, unit), n in by_unit.items():
        requests[topic, at.get(unit, "")] += n
    findings = Counter(findings_within(programme, period).values_list("topic", flat=True))
    return RequestsBeside(
        requests=tuple(Requests(topic, unit, n) for (topic, unit), n in sorted(requests.items())),
        places=tuple(sorted(constructs_by_topic(programme).items())),
        findings=tuple(sorted(findings.items())),
        first=period.first.isoformat(),
        last=(period.ends - timedelta(days=1)).isoformat(),
        period=months(period.first, period.last),
    )


def months(first: date, last: date) -> str:
    """Whole months in words: ``Nov 2026 to Apr 2027``."""
    if first == last:
        return date_format(first, "M Y")
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, "M Y"),
        "last": date_format(last, "M Y"),
    }


def _filled(
    shown: LoudPart,
    document: Document,
    asked: RequestsBeside,
    period: Period,
    *,
    reads_findings: bool,
) -> LoudPart:
    from analysis.exports import loudness as say

    found = asked.beside(document.release)
    rows = [
        Ranked(one, say.verdict_words(one.verdict), say.why_not_told(document.release, one))
        for one in found.constructs
    ]
    last = len(rows) + 1
    return replace(
        shown,
        found=found,
        sentences=say.problem_sentences(found),
        agreement=say.agreement_words(found),
        concentration=say.concentration_sentences(found),
        requesters=_requesters(shown, period),
        by_requests=tuple(rows),
        by_survey=tuple(sorted(rows, key=lambda row: row.found.rank_by_survey or last)),
        findings=_findings(shown, document.release, period) if reads_findings else (),
        picture=_picture(document, asked),
    )


def _requesters(shown: LoudPart, period: Period) -> tuple[Requesters, ...]:
    from analysis.exports.loudness import requester_words

    found = []
    for one in imports_within(shown.round.programme, period):
        counted = (one.requesters, one.busiest, one.from_busiest, one.with_requester)
        of, busiest, sent, total = counted
        if of is None or busiest is None or sent is None or total is None:
            continue
        said = requester_words(BusiestTenth(of, busiest, sent, total))
        found.append(Requesters(one.filename, months(one.first_month, one.last_month), said))
    return tuple(found)


def _findings(shown: LoudPart, release: Release, period: Period) -> tuple[FoundLine, ...]:
    found: list[TeamFinding] = list(findings_within(shown.round.programme, period))
    at = _units(shown.round, release, {one.unit for one in found if one.unit})
    return tuple(FoundLine(one.on, one.topic, at.get(one.unit, ""), one.text) for one in found)


def _units(round_: Round, release: Release, paths: set[str]) -> dict[str, str]:
    from analysis.loudness import units_counted

    return units_in_round(round_, paths, (group.path for group in units_counted(release)))


def _closed(round_: Round) -> date | None:
    return round_.closed_on or round_.released_on


def _chart(document: Document, asked: RequestsBeside, width: float) -> Chart:
    from analysis.exports.loudness import loudness_picture

    found = asked.beside(document.release)
    return loudness_picture(document.release, found, period=asked.period, width=width)


@remembered(maxsize=REMEMBERED)
def _picture(document: Document, asked: RequestsBeside) -> Picture:
    from analysis.charts.theme import svg_bytes

    chart = _chart(document, asked, WIDE)
    return Picture(chart.alt, svg_bytes(chart))


@remembered(maxsize=REMEMBERED)
def _drawn(document: Document, asked: RequestsBeside, form: str, width: float) -> bytes | None:
    from analysis.charts.theme import png_bytes, svg_bytes
    from analysis.charts.typesetting import pdf_bytes

    made = {"svg": svg_bytes, "png": png_bytes, "pdf": pdf_bytes}.get(form)
    return made(_chart(document, asked, width)) if made else None


def _table(document: Document, asked: RequestsBeside, form: str) -> bytes:
    from analysis.exports.csv import table_bytes
    from analysis.exports.parquet import parquet_bytes

    made = {"csv": table_bytes, "parquet": parquet_bytes}[form]
    return made(NAME, [document.as_stored], asked)
