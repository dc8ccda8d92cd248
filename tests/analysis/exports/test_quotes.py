"""Quotes in every form of the report: word for word, with their question; none by default."""

from __future__ import annotations

import io
import re

import pytest
from pptx import Presentation

from analysis.exports.deck import report_deck
from analysis.exports.document import report_document
from analysis.exports.quotes import Quotes
from analysis.report import html_of_report, pdf_of_report, pptx_of_report
from analysis.words import words_in
from tests.analysis.exports.small import small_release
from tests.pdfs import text_of

HOSTILE = "<script>alert(1)</script> #set page() =1+1\nslow\x00 builds \u202e-5 -> 3"
QUESTION = "What gets in your way?"
QUOTES = (Quotes(QUESTION, ("Builds take an hour.", HOSTILE)), Quotes("Nothing?", ()))


def slides(raw: bytes) -> list[str]:
    shown = Presentation(io.BytesIO(raw)).slides
    return [
        "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for slide in shown
    ]


def test_every_form_of_the_report_has_them_with_their_question() -> None:
    releases = [small_release()]
    html = html_of_report(releases, quotes=QUOTES).decode()
    assert "<h2>In their words</h2>" in html
    assert f"<h3>{QUESTION}</h3>" in html
    assert "“Builds take an hour.”" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    paper = re.sub(r"\s+", " ", text_of(pdf_of_report(releases, quotes=QUOTES)))
    for said in ("In their words", QUESTION, "“Builds take an hour.”", "#set page() =1+1 slow"):
        assert said in paper
    (slide,) = (one for one in slides(pptx_of_report(releases, quotes=QUOTES)) if QUESTION in one)
    assert "In their words" in slide
    assert "“Builds take an hour.”" in slide
    assert "-5 -> 3”" in slide  # word for word: no arrow, no minus sign


def test_a_report_without_quotes_says_nothing_of_them() -> None:
    releases = [small_release()]
    for quotes in ((), QUOTES[1:]):
        titles = [part.title for part in report_document(releases, quotes=quotes).parts]
        assert "In their words" not in titles
        about = [slide.about for slide in report_deck(releases, quotes=quotes).slides]
        assert "In their words" not in about
    assert "In their words" in [p.title for p in report_document(releases, quotes=QUOTES).parts]


def test_a_round_that_is_too_small_has_none() -> None:
    releases = [small_release(1, people=4)]
    assert "Builds" not in repr(report_document(releases, quotes=QUOTES))
    assert "Builds" not in repr(report_deck(releases, quotes=QUOTES))


def test_long_quotes_go_on_on_further_slides() -> None:
    long = tuple(f"{number} " + "waiting for reviews " * 95 for number in range(4))
    raw = pptx_of_report([small_release()], quotes=[Quotes(QUESTION, long)])
    found = [one for one in slides(raw) if QUESTION in one]
    assert len(found) > 1
    assert all(any(f"“{number} waiting" in one for one in found) for number in range(4))


@pytest.mark.parametrize("language", ["de", "es"])
def test_words_of_people_stay_in_their_language(language: str) -> None:
    with words_in(language):
        assert "Builds take an hour." in repr(report_document([small_release()], quotes=QUOTES))
