"""What is read out of the report as a PDF: the title of each part and picture, who answered."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pytest

from analysis.charts.theme import Chart, svg_bytes
from analysis.exports.document import report_document
from analysis.release import Release, release_sha256
from analysis.report import pdf_of_report
from analysis.words import words_in
from tests.analysis.exports.test_pptx import with_long_names
from tests.pdfs import text_of
from tests.releases import demo_releases, with_together


@dataclass(frozen=True, slots=True)
class Printed:
    """A report, the pictures that were drawn for it, and its letters without spaces."""

    releases: list[Release]
    charts: list[Chart]
    letters: str

    def has(self, text: str) -> bool:
        """Whether the text is written there, on however many lines."""
        return letters(text) in self.letters


def letters(text: str) -> str:
    """Without spaces, and without what only breaks a line."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\u00ad", "").split())


def rounds(language: str) -> list[Release]:
    """Three rounds; in German with names that want more room than there is."""
    releases = list(demo_releases())
    releases = [*releases[:-1], with_together(releases[-1])]
    return [with_long_names(one) for one in releases] if language == "de" else releases


def printed(language: str, monkeypatch: pytest.MonkeyPatch) -> Printed:
    """The report in a language."""
    drawn: list[Chart] = []

    def note(chart: Chart) -> bytes:
        drawn.append(chart)
        return svg_bytes(chart)

    monkeypatch.setattr("analysis.report.svg_bytes", note)
    releases = rounds(language)
    return Printed(releases, drawn, letters(text_of(pdf_of_report(releases))))


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_title_and_who_answered_is_read_out_of_the_report(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with words_in(language):
        made = printed(language, monkeypatch)
        document = report_document(made.releases, paged=True)
    assert len(made.charts) > 20
    titles = [document.title, *(part.title for part in document.parts)]
    titles += [chart.title for chart in made.charts]
    assert [title for title in titles if not made.has(title)] == []
    assert made.has(
        {"en": "58 of 70 answered (83 %)", "de": "58 von 70 haben geantwortet"}[language]
    )
    assert made.has(release_sha256(made.releases[-1]))
    assert not made.has("59 of 70 answered"), "something that is not there is not found"
