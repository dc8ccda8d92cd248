"""Support requests beside the survey: how many there were, and how favourable the answers are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.numbers import NBSP, percent, percent_range
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart, Interval
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

BODY, NARROW_BODY = 46.0, 26.0
GAP = 22.0
#: On a phone, the white left of the first panel and right of the second, for the ends of the axes.
NARROW_INSETS = (8.0, 16.0)
#: The narrowest panel that still shows a difference.
LEAST_PANEL = 74.0
#: What stands over the two panels.
REQUESTS, FAVOURABLE = gettext_noop("share of requests"), gettext_noop("favourable (interval)")


@dataclass(frozen=True, slots=True)
class LoudnessRow:
    """A construct: ``requests``, their share of all placed ones as a fraction, and its answers.

    ``favourable`` is a share with its interval, ``None`` where it is not told in full; ``word`` is
    then the reason. Ranks count from 1, the most requests and the lowest share. ``verdict`` is the
    word for both together; it is bold where ``is_problem``.
    """

    label: str
    requests: int
    share: float
    favourable: Interval | None
    n: int
    rank_by_requests: int | None
    rank_by_survey: int | None
    verdict: str
    is_problem: bool = False
    word: str = ""
    code: str = ""

    @property
    def asked(self) -> str:
        """Requests and their share: ``36 (40 %)``."""
        return f"{self.requests} ({percent(self.share)})"

    @property
    def answered(self) -> str:
        """The favourable share with its interval: ``38 % (29-47)``."""
        if self.favourable is None:
            return self.word
        if math.isnan(self.favourable.low):
            return percent(self.favourable.estimate)
        return f"{percent(self.favourable.estimate)} ({percent_range(self.favourable)})"


@dataclass(frozen=True, slots=True)
class _Columns:
    label: float
    requests: Panel
    asked: float
    survey: Panel
    answered: float
    verdict: float


def loudness_chart(
    rows: Sequence[LoudnessRow],
    *,
    title: str,
    subtitle: str,
    foot: str,
    even: float = math.nan,
    hidden: str | None = None,
    width: float = theme.WIDE,
) -> Chart:
    """Draw one row for each construct, in the order given: a bar of requests, a dot of answers.

    Bars are ink-grey: to ask is neither good nor bad. ``even`` is the share of requests that each
    would have if all had as many; a line marks it, and another one half of the answers. ``hidden``
    is the reason why there is nothing to show.
    """
    sheet = Sheet(width, title=title, subtitle=subtitle)
    if hidden is not None or not rows:
        word = hidden or _("nothing to show")
        return sheet.closed(word, title=title, subtitle=subtitle, foot=foot)
    columns = _columns(sheet, rows)
    _head(sheet, columns)
    for row in rows:
        (_narrow_row if sheet.narrow else _row)(sheet, columns, row, even)
    _axes(sheet, columns, even)
    return sheet.finish(foot=foot, alt=theme.alt_text(title, subtitle, *map(_say, rows), foot))


def _columns(sheet: Sheet, rows: Sequence[LoudnessRow]) -> _Columns:
    """Labels, two panels with their figures to the right, and the verdict."""
    end = _end(rows)
    if sheet.narrow:
        half = (sheet.right - sheet.left - NARROW_INSETS[0] - NARROW_INSETS[1] - 2 * GAP) / 2
        requests = Panel(sheet.left + NARROW_INSETS[0], half, 0.0, end)
        survey = Panel(sheet.right - NARROW_INSETS[1] - half, half, 0.0, 1.0)
        return _Columns(0.0, requests, 0.0, survey, 0.0, 0.0)
    asked = _widest((row.asked for row in rows), bold=True)
    answered = max(
        _widest((row.answered for row in rows if row.favourable), bold=True),
        _widest((_place_and_n(row) for row in rows), size=theme.SMALL),
    )
    verdict = _widest((row.verdict for row in rows), size=theme.SMALL, bold=True)
    taken = asked + answered + verdict + 4 * GAP
    room = sheet.right - sheet.left - taken
    label = min(sheet.label_column(row.label for row in rows), room - 2 * LEAST_PANEL)
    panel = (room - label) / 2
    requests = Panel(sheet.left + label + 4, panel, 0.0, end)
    survey = Panel(requests.right + 10 + asked + GAP, panel, 0.0, 1.0)
    return _Columns(
        label, requests, requests.right + 10, survey, survey.right + GAP, sheet.right - verdict
    )


def _widest(said: Iterable[str], *, size: float = theme.TEXT, bold: bool = False) -> float:
    widths = (theme.text_width(line, size, bold=bold) for line in said)
    return max([0.0, *widths]) * theme.SLACK


def _end(rows: Sequence[LoudnessRow]) -> float:
    """The right end of the axis of requests: the next tenth beyond the largest share."""
    most = max((row.share for row in rows if math.isfinite(row.share)), default=0.0)
    return min(1.0, max(0.1, math.ceil(most * 10 - 1e-9) / 10))


def _head(sheet: Sheet, columns: _Columns) -> None:
    middle = sheet.y + 6
    left, right = columns.requests.left, columns.survey.left
    for x, said, wide in (
        (left, REQUESTS, right - left - 8),
        (right, FAVOURABLE, sheet.right - right),
    ):
        lines = theme.wrap(translate(said), theme.SMALL, wide)
        for number, line in enumerate(lines):
            sheet.write(
                x, middle + number * theme.SMALL * theme.LEADING, line, theme.SMALL,
                colour=theme.INK_2,
            )  # fmt: skip
        sheet.y = max(sheet.y, middle + len(lines) * theme.SMALL * theme.LEADING - 6)
    sheet.y += 6


def _row(sheet: Sheet, columns: _Columns, row: LoudnessRow, even: float) -> None:
    middle, height = sheet.row(row.label, column=columns.label, body=BODY)
    _marks(sheet, columns, row, even, middle, height)
    small, grey = theme.SMALL, theme.INK_2
    above, below = middle - 9, middle + 9
    if row.rank_by_requests is None:
        above = middle
    else:
        sheet.write(columns.asked, below, _rank(row.rank_by_requests), small, colour=grey)
    sheet.write(columns.asked, above, row.asked, bold=True)
    if row.favourable is None or row.rank_by_survey is None:
        return
    sheet.write(columns.answered, middle - 9, row.answered, bold=True)
    sheet.write(columns.answered, below, _place_and_n(row), small, colour=grey)
    sheet.write(sheet.right, middle, row.verdict, small, bold=row.is_problem, align="right")


def _narrow_row(sheet: Sheet, columns: _Columns, row: LoudnessRow, even: float) -> None:
    middle, height = sheet.row(row.label, column=0.0, body=NARROW_BODY)
    _marks(sheet, columns, row, even, middle, height)
    asked = _("requests: {asked}", asked=row.asked)
    lines = [asked]
    if row.favourable is not None and row.rank_by_requests is not None:
        lines = [
            f"{asked}, {_rank(row.rank_by_requests)}",
            _("favourable: {answered}", answered=row.answered) + f", {_place_and_n(row)}",
            row.verdict,
        ]
    for number, line in enumerate(lines):
        bold = row.is_problem and number == len(lines) - 1
        for part in theme.wrap(line, theme.SMALL, sheet.right - sheet.left, bold=bold):
            sheet.write(sheet.left, sheet.y + 8, part, theme.SMALL, bold=bold)
            sheet.y += 17
    sheet.y += 6


def _marks(
    sheet: Sheet, columns: _Columns, row: LoudnessRow, even: float, middle: float, height: float
) -> None:
    requests, survey = columns.requests, columns.survey
    sheet.upright(requests.left, middle - height / 2, middle + height / 2, theme.INK)
    if math.isfinite(row.share) and row.share > 0:
        sheet.bar(
            requests, 0.0, row.share, middle, height=16.0, colour=theme.PLAIN,
            gid=f"requests-{row.code}",
        )  # fmt: skip
    if math.isfinite(even) and even <= requests.high:
        x = requests.x(even)
        sheet.line(
            [x, x], [middle - height / 2, middle + height / 2], theme.INK_2, 1.0, order=3,
            dashes=theme.DASHES,
        )  # fmt: skip
    if row.favourable is None:
        tall = min(height, sheet.hatch_height(row.word, sheet.right - survey.left))
        sheet.hatch(
            survey.left, middle - tall / 2, sheet.right - survey.left, tall, row.word,
            gid=f"hidden-{row.code}",
        )  # fmt: skip
        return
    sheet.rule(survey.left, survey.right, middle)
    half = survey.x(0.5)
    sheet.line(
        [half, half], [middle - height / 2, middle + height / 2], theme.INK_2, 1.0, order=1,
        dashes=theme.DASHES,
    )  # fmt: skip
    share = row.favourable
    if math.isfinite(share.low):
        sheet.whisker(survey, share.low, share.high, middle, gid=f"interval-{row.code}")
    sheet.dot(survey.x(share.estimate), middle, theme.INK, gid=f"favourable-{row.code}", size=8.0)


def _axes(sheet: Sheet, columns: _Columns, even: float) -> None:
    y = sheet.y + 4
    requests = columns.requests
    ends = ((requests, (0.0, requests.high)), (columns.survey, (0.0, 0.5, 1.0)))
    for panel, ticks in ends:
        sheet.rule(panel.left, panel.right, y)
        for tick in ticks:
            x = panel.x(tick)
            sheet.upright(x, y, y + 4)
            sheet.write(x, y + 13, percent(tick), theme.SMALL, colour=theme.INK_2, align="center")
    sheet.y = y + 24
    said = _("Dashed: one half of the answers.")
    if math.isfinite(even) and even <= requests.high:
        said = _(
            "Dashed: the share of requests if all had as many, {even}; one half of the answers.",
            even=percent(even),
        )
    sheet.paragraph(said, size=theme.SMALL, colour=theme.INK_2)


def _rank(place: int) -> str:
    return _("rank {place}", place=place)


def _place_and_n(row: LoudnessRow) -> str:
    if row.rank_by_survey is None:
        return ""
    return f"{_rank(row.rank_by_survey)} \u00b7 n{NBSP}{row.n}"


def _say(row: LoudnessRow) -> str:
    label = row.label.rstrip(".")
    if row.favourable is None or row.rank_by_requests is None or row.rank_by_survey is None:
        return _(
            "{label}: {asked} of the requests; {why}", label=label, asked=row.asked, why=row.word
        )
    return _(
        "{label}: {asked} of the requests, rank {first}; {answered} favourable, n {n}, rank "
        "{second}; {verdict}",
        label=label,
        asked=row.asked,
        first=row.rank_by_requests,
        answered=row.answered,
        n=row.n,
        second=row.rank_by_survey,
        verdict=row.verdict,
    )
