"""Three real rounds on the pages: the counts that were published, and verdicts worked out anew.

The State of Haskell surveys of 2018, 2019 and 2020 by T. Fausak and Haskell Weekly (Open Database
License 1.0). What the pages say of a change is worked out here from the published counts with scipy
and the formulas of ``docs/methods``, and with nothing of ``analysis``.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
from collections import Counter
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from openpyxl import load_workbook
from scipy import optimize, stats

from questionnaires.models import Round
from questionnaires.services.importing import import_round
from tests.stored import logged_in

PROJECT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("CANDOR_SHARED_DIR", PROJECT.parent / "shared"))
ROUNDS = SHARED / "data" / "state-of-haskell"
REFERENCE = PROJECT / "tests" / "reference" / "state_of_haskell.published.json"
YEARS = ("2018", "2019", "2020")
LEVELS = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")

pytestmark = [
    pytest.mark.django_db(databases=["default", "answers"]),
    pytest.mark.skipif(
        not ROUNDS.is_dir() and os.environ.get("CANDOR_SHARED") != "1",
        reason=f"the three rounds are not in {ROUNDS}",
    ),
]

#: Answers to each question, from strongly disagree to strongly agree.
Counts = dict[str, tuple[int, ...]]


def published(year: str) -> Counts:
    """What the organisers published."""
    found = json.loads(REFERENCE.read_text("utf-8"))["counts"][year]
    return {text: tuple(one[level] for level in LEVELS) for text, one in found.items()}


@pytest.fixture
def codes() -> dict[str, str]:
    """The three rounds, imported and released; the code of each question by its text."""
    for year in YEARS:
        result = import_round(
            programme="haskell",
            code=year,
            title=year,
            data=(ROUNDS / f"{year}.csv").read_bytes(),
            mapping=(ROUNDS / f"{year}.questions.csv").read_bytes(),
            name=f"{year}.csv",
            mapping_name=f"{year}.questions.csv",
            closed_on=date(int(year), 11, 15),
            actor="test",
        )
        assert result.problems == ()
    asked = Round.objects.get(code="2020").version.instrument
    return {item.text: item.code for item in asked.items if item.text in published("2020")}


def page(address: str) -> str:
    """A page, each run of white space and no-break spaces as one space."""
    response = logged_in().get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def row_of(html: str, code: str) -> str:
    """What the page says of a question, up to the next one."""
    rows = html.split('<tr role="row" id="question-')
    (found,) = [row for row in rows if row.startswith(f'{code}">')]
    return found


# ---------------------------------------------------------------------------------- counts


@pytest.mark.parametrize("year", YEARS)
def test_counts_on_the_page_and_in_every_table_are_those_published(
    codes: dict[str, str], year: str
) -> None:
    expected = {codes[text]: counts for text, counts in published(year).items()}
    assert len(expected) == 24
    html = page(f"/results/haskell/{year}/")
    on_page = {code: _answers(row_of(html, code)) for code in expected}
    assert on_page == expected
    client = logged_in()
    root = "/api/v1/programmes/haskell/rounds"
    for address in (
        f"/results/haskell/{year}/tables/answers.csv",
        f"{root}/{year}/tables/answers.csv",
    ):
        text = client.get(address).content.decode("utf-8-sig")
        assert _by_question(list(csv.DictReader(io.StringIO(text))), expected) == expected
    for address in (f"/results/haskell/{year}/tables.xlsx", f"{root}/{year}/tables.xlsx"):
        book = load_workbook(io.BytesIO(client.get(address).content), read_only=True)
        head, *rows = book["answers"].iter_rows(values_only=True)
        cells = [dict(zip(map(str, head), map(str, row), strict=True)) for row in rows]
        assert _by_question(cells, expected) == expected


def _answers(row: str) -> tuple[int, ...]:
    found = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)</td>', row))
    return tuple(int(found[level]) for level in LEVELS)


def _by_question(rows: list[dict[str, str]], wanted: Counts) -> Counts:
    found = {(row["code"], row["answer"]): int(row["count"]) for row in rows}
    return {code: tuple(found[code, level] for level in LEVELS) for code in wanted}


# ---------------------------------------------------------------------------------- statistics


class Compared(NamedTuple):
    """Two rounds of one question: all that the rule of ``docs/methods/verdicts.md`` looks at."""

    n: tuple[int, int]
    shares: tuple[float, float]
    moved: float
    low: float
    high: float
    effect: float
    shows: float

    def verdict(self, p_adjusted: float) -> str:
        """``docs/methods/verdicts.md``, row by row."""
        same_way = self.moved * self.effect > 0 and (self.low > 0 or self.high < 0)
        if min(self.n) < 10 or (math.isnan(self.shows) and p_adjusted >= 0.10):
            return "too few"
        if p_adjusted < 0.05 and same_way and (abs(self.effect) >= 0.112 or abs(self.moved) >= 0.1):
            return "clear"
        return "possible" if p_adjusted < 0.10 or abs(self.moved) >= self.shows else "none"


def good(counts: tuple[int, ...]) -> int:
    return counts[3] + counts[4]


def detectable(n1: int, n2: int, share: float) -> float:
    """``docs/methods/detectable-difference.md``: the later of the two directions, by a root."""
    z_a, z_b = stats.norm.isf(0.025), stats.norm.isf(0.2)

    def lacks(shift: float, start: float) -> float:
        end = start + shift
        pooled = (n1 * start + n2 * end) / (n1 + n2)
        spread = z_a * math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        return shift - spread - z_b * math.sqrt(start * (1 - start) / n1 + end * (1 - end) / n2)

    return max(float(optimize.brentq(lacks, 1e-9, 1 - p, args=(p,))) for p in (share, 1 - share))


def compared(before: tuple[int, ...], after: tuple[int, ...]) -> tuple[Compared, float]:
    """Two rounds of one question, and the larger p-value of two tests."""
    first, second = (np.repeat(np.arange(5), counts) for counts in (before, after))
    n1, n2, k1, k2 = len(first), len(second), good(before), good(after)
    tests = (
        stats.brunnermunzel(first, second).pvalue,
        stats.mannwhitneyu(first, second, method="asymptotic", use_continuity=True).pvalue,
    )
    wilson = [stats.binomtest(k, n).proportion_ci(method="wilson") for k, n in ((k1, n1), (k2, n2))]
    p1, p2 = k1 / n1, k2 / n2
    moved = p2 - p1
    down = math.hypot(p2 - wilson[1].low, wilson[0].high - p1)
    up = math.hypot(wilson[1].high - p2, p1 - wilson[0].low)
    effect = float(np.sign(second[:, None] - first[None, :]).mean())
    shows = detectable(n1, n2, p1)
    found = Compared((n1, n2), (p1, p2), moved, moved - down, moved + up, effect, shows)
    return found, float(max(tests))


def verdicts(rounds: tuple[Counts, Counts]) -> dict[str, tuple[Compared, str]]:
    """What may be said of each question, all adjusted for each other (Benjamini, Hochberg)."""
    before, after = rounds
    pairs = {text: compared(before[text], after[text]) for text in after}
    adjusted = stats.false_discovery_control([p for _found, p in pairs.values()])
    return {
        text: (found, found.verdict(float(p)))
        for (text, (found, _p)), p in zip(pairs.items(), adjusted, strict=True)
    }


def signed(share: float) -> str:
    """Points with their sign; none has 0."""
    whole = round(100 * share)
    return f"{whole:+d}".replace("-", "\u2212") if whole else "0"


def in_words(found: Compared, verdict: str) -> str:
    """The phrase that stands on the page."""
    shift = round(100 * found.shows)
    if verdict == "none":
        return f"no evidence of change; a shift under {shift} points would not show"
    how = {"clear": "clearly", "possible": "possibly"}[verdict]
    if found.effect * found.moved < 0:
        way = "different"
    else:
        way = "better" if found.effect + found.moved > 0 else "worse"
    before, after = (round(100 * share) for share in found.shares)
    low, high = (signed(end) for end in (found.low, found.high))
    ends = f"({low} to {high} points)"
    return f"{how} {way}, {before} % → {after} % favourable {ends}; shows from {shift}"


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(YEARS)))
def test_what_is_said_of_a_change_is_what_the_published_counts_support(
    codes: dict[str, str], earlier: str, later: str
) -> None:
    found = verdicts((published(earlier), published(later)))
    expected = {codes[text]: in_words(*one) for text, one in found.items()}
    assert len({verdict for _found, verdict in found.values()}) > 1, "not all say the same"
    html = page(f"/results/haskell/{later}/")
    in_table = {
        code: re.findall(r'<span class="verdict">(.*?)</span>', row_of(html, code))[0]
        for code in expected
    }
    assert in_table == {code: f"{words[0].upper()}{words[1:]}" for code, words in expected.items()}
    (changed,) = re.findall(r'<div id="found-changed">(.*?)</div>', html)
    said = Counter(re.findall(r"<li data-copy=\"[^\"]*\">(.*?) <span", changed))
    assert said == Counter(
        f"“{text.rstrip('.')}”: {in_words(*one)}." for text, one in found.items()
    )


# ---------------------------------------------------------------------------------- trends


def trend(rounds: list[tuple[int, ...]]) -> tuple[Compared, float]:
    """Cochran and Armitage over three rounds: the fitted change as a comparison, and p."""
    n, k = [sum(counts) for counts in rounds], [good(counts) for counts in rounds]
    s, total = range(len(rounds)), sum(n)
    p = sum(k) / total
    spread = float(sum(a * b * b for a, b in zip(n, s, strict=True)))
    spread -= sum(a * b for a, b in zip(n, s, strict=True)) ** 2 / total
    sums = sum(place * (a - b * p) for place, a, b in zip(s, k, n, strict=True))
    z = sums / math.sqrt(p * (1 - p) * spread)
    moved = sums / spread * (len(rounds) - 1)
    half = stats.norm.isf(0.025) * moved / z
    shows = detectable(n[0], n[-1], k[0] / n[0])
    ends = (n[0], n[-1]), (k[0] / n[0], k[-1] / n[-1])
    return Compared(*ends, moved, moved - half, moved + half, moved, shows), 2 * stats.norm.sf(
        abs(z)
    )


def test_what_is_said_of_a_trend_is_what_the_published_counts_support(
    codes: dict[str, str],
) -> None:
    rounds = [published(year) for year in YEARS]
    lines = {text: trend([one[text] for one in rounds]) for text in codes}
    adjusted = stats.false_discovery_control([p for _line, p in lines.values()])
    judged = {
        text: (line, line.verdict(float(p)))
        for (text, (line, _p)), p in zip(lines.items(), adjusted, strict=True)
    }
    html = page("/results/haskell/")
    for text, (line, verdict) in judged.items():
        (row,) = re.findall(rf'<tr> <th scope="row">{re.escape(text)}</th>(.*?)</tr>', html)
        (said,) = re.findall(r'<td class="verdict">(.*?)</td>', row)
        assert said == f"{_trend_in_words(line, verdict)} Shows from {round(100 * line.shows)}.", (
            text
        )
        shares = [f"{round(100 * good(one[text]) / sum(one[text]))} %" for one in rounds]
        assert re.findall(r"<b>(.*?)</b>", row) == shares, text
    drawn = logged_in().get("/results/haskell/charts/trend-items.svg").content.decode()
    words = Counter(
        re.findall(r">((?:clear|possible) trend: \w+|no evidence of a trend)[^<]*</text>", drawn)
    )
    expected = Counter(_chart_words(*one) for one in judged.values())
    assert len(expected) > 1
    assert words == expected


def _trend_in_words(line: Compared, verdict: str) -> str:
    way = "better" if line.moved > 0 else "worse"
    return {
        "clear": f"Clear trend, {way}.",
        "possible": f"Possible trend, {way}.",
        "none": "No evidence of a trend.",
    }[verdict]


def _chart_words(line: Compared, verdict: str) -> str:
    way = "better" if line.moved > 0 else "worse"
    return "no evidence of a trend" if verdict == "none" else f"{verdict} trend: {way}"
