"""Charts as PDF: text stays text, tagged and described, the same bytes every time."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from analysis.charts.theme import Chart
from analysis.charts.typesetting import pdf_bytes, svg_size, typeset
from tests.analysis.charts.test_theme import chart
from tests.pdfs import page_count, page_sizes, streams, strings, text_of

HOSTILE = '#panic("x") *bold* $x^2$ @label <tag> [content] \\ "quotes" #read("/etc/passwd")'


def test_it_is_one_page_of_the_size_of_the_chart() -> None:
    raw = pdf_bytes(chart())
    assert raw.startswith(b"%PDF-")
    assert page_count(raw) == 1
    ((width, height),) = page_sizes(raw)
    assert width == pytest.approx(720)
    assert 80 < height < 400


def test_text_is_text_in_an_embedded_truetype_font() -> None:
    raw = pdf_bytes(chart())
    said = text_of(raw)
    for words in ("A finding", "Waiting for reviews", "27 of 58"):
        assert words in said
    assert b"/CIDFontType2" in streams(raw)
    assert b"/FontFile2" in streams(raw)
    assert b"/Type3" not in streams(raw)


def test_it_is_tagged_titled_and_described() -> None:
    one = chart()
    raw = pdf_bytes(one)
    assert {"A finding", one.alt, "en"} <= set(strings(raw))
    assert "27 of 58" in one.alt
    for sign in (b"/StructTreeRoot", b"/Marked true", b"<pdfuaid:part>1</pdfuaid:part>"):
        assert sign in streams(raw)


def test_what_a_person_typed_is_never_markup() -> None:
    said = text_of(pdf_bytes(chart(HOSTILE)))
    assert "#panic" in said
    assert "*bold*" in said
    titled = Chart(chart().figure, HOSTILE, HOSTILE)
    assert strings(pdf_bytes(titled)).count(HOSTILE) >= 2


def test_the_same_chart_is_the_same_bytes_without_a_date() -> None:
    assert pdf_bytes(chart()) == pdf_bytes(chart())
    assert pdf_bytes(chart()) != pdf_bytes(chart("Meetings"))
    assert not re.search(rb"CreationDate|ModDate|xmp:\w+Date", streams(pdf_bytes(chart())))


def test_bytes_do_not_depend_on_process_hash_seed_or_time() -> None:
    script = (
        "import hashlib; from tests.analysis.charts.test_theme import chart;"
        "from analysis.charts.typesetting import pdf_bytes;"
        "print(hashlib.sha256(pdf_bytes(chart())).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": seed, "HOME": home},
        ).stdout
        for seed, home in (("1", "/"), ("2027", "/nowhere"))
    }
    assert len(digests) == 1


def test_letters_that_the_font_lacks_do_not_stop_it() -> None:
    assert page_count(pdf_bytes(chart("日本語の質問 🎉"))) == 1


def test_a_template_that_does_not_compile_says_so() -> None:
    with pytest.raises(RuntimeError, match="unknown variable"):
        typeset(b"#nothing", {})


def test_a_picture_without_a_size_is_refused() -> None:
    with pytest.raises(ValueError, match="no size"):
        svg_size(b"<svg/>")
