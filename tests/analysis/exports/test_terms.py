"""Terms of comments in words and as a picture of a release."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.charts import theme
from analysis.exports.terms import MOST_DRAWN, ComparedTerms, headline, terms_picture
from analysis.release import release_sha256
from analysis.terms import TellingTerm
from analysis.words import words_in
from tests.analysis.charts.looking import collisions, outside, texts
from tests.releases import demo_releases

MORE = TellingTerm("slow builds", 14, 40, None, 38, None, is_frequent_here=True)
FEWER = TellingTerm("meetings", 5, 40, 20, 38, -3.1, is_frequent_here=False)
COMPARED = ComparedTerms(
    "What gets in your way?", "Spring 2027", "Autumn 2026", (MORE, FEWER), fewest=5
)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ((MORE, FEWER), "More people than in Autumn 2026 wrote “slow builds”, fewer “meetings”"),
        ((MORE,), "More people than in Autumn 2026 wrote “slow builds”"),
        ((FEWER,), "Fewer people than in Autumn 2026 wrote “meetings”"),
        ((), "No term stands out against Autumn 2026"),
    ],
)
def test_the_title_says_what_was_found(found: tuple[TellingTerm, ...], said: str) -> None:
    assert headline(replace(COMPARED, found=found)) == said


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_the_picture_has_its_numbers_and_its_source(language: str, width: float) -> None:
    release = demo_releases()[-1]
    many = tuple(replace(MORE, text=f"langsame-zwischenspeicher {n}") for n in range(20))
    with words_in(language):
        chart = terms_picture(release, replace(COMPARED, found=(FEWER, *many)), width)
    written = " ".join(texts(chart))
    assert release_sha256(release)[:12] in written
    assert "What gets in your way?" in written
    assert written.count("langsame-zwischenspeicher") >= MOST_DRAWN - 1
    assert f"langsame-zwischenspeicher {MOST_DRAWN - 1}" not in chart.alt.partition(": 14")[2]
    assert (collisions(chart), outside(chart)) == ([], [])


def test_the_alternative_text_tells_no_count_below_k() -> None:
    chart = terms_picture(demo_releases()[-1], COMPARED)
    assert "slow builds: Spring 2027\u00a014 of 40, 35\u00a0% (22\u00a0% to 50\u00a0%)" in chart.alt
    assert "Autumn 2026\u00a0fewer than 5 of 38" in chart.alt
    assert "Autumn 2026\u00a020 of 38, 53\u00a0%" in chart.alt
