"""What page, report and CSV say about those who are silent."""

from __future__ import annotations

import csv
import io

from analysis.disclosure import with_participation
from analysis.exports.blocks import Paragraph, Table
from analysis.exports.csv import table_bytes
from analysis.exports.document import report_document
from analysis.exports.nonresponse import (
    HEADING,
    category_words,
    cut_words,
    design_words,
    left_out_words,
    verdict_sentences,
)
from analysis.exports.words import interval_rule
from analysis.nonresponse import nonresponse
from analysis.participation import CategoryRate
from analysis.release import Release
from tests.analysis.test_nonresponse import EVEN, PLANTED, RATES, made
from tests.releases import demo_release


def said(release: Release) -> str:
    return " ".join(verdict_sentences(release, nonresponse(release)))


def rows(name: str, release: Release) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table_bytes(name, [release]).decode("utf-8-sig"))))


def test_a_planted_effect_is_named_with_its_size() -> None:
    assert said(made(PLANTED)) == (
        "Read with care: counting every unit by its head count, \u201cReleasing is easy\u201d "
        "would move by \u221213 points, from 68\u00a0% to 54\u00a0%."
    )
    found = nonresponse(made(PLANTED))
    assert design_words(found).startswith("Weighted, these 65 answers are worth 55 ")
    assert cut_words(found.cuts[0]) == (
        "Some answered more than others (chi-square, adjusted p < 0.001); R-indicator 0.50."
    )


def test_no_sign_is_not_proof() -> None:
    assert said(made(EVEN)).startswith("No sign that those who are silent would have changed")
    assert "worth 80" in design_words(nonresponse(made(EVEN)))


def test_uneven_attributes_are_named_and_cannot_be_weighed() -> None:
    release = with_participation(made(EVEN), RATES)
    assert "55 of 60 in Oslo, but 25 of 40 in Rome, not known (Site)" in said(release)
    assert "Answers carry no attribute" in said(release)
    assert "Contract" in left_out_words(nonresponse(release))
    assert not left_out_words(nonresponse(made(EVEN)))


def test_many_merged_categories_are_counted() -> None:
    assert category_words(CategoryRate(("a", "b", "c", "d", "e"), 20, 5)) == "a, b, c, 2 more"


def test_a_minority_is_called_one() -> None:
    few = made({"A": (60, 20, 10), "B": (60, 20, 10)})
    assert "Fewer than half answered, 40 of 120" in said(few)
    assert "Fewer than half" not in said(made(EVEN))


def test_behind_an_open_link_every_form_says_why_there_is_no_rate_and_no_interval() -> None:
    release = demo_release(counted=False)
    why = "everybody with the link could answer, so nobody knows of how many"
    assert why in said(release)
    assert "no response rate" in said(release)
    assert {row["by_head_count"] for row in rows("nonresponse", release)} == {""}
    assert {row["interval"] for row in rows("items", release)} == {f"not narrowed: {why}"}
    assert not [block for block in silent_part(release) if isinstance(block, Table)]


def test_a_census_says_that_its_interval_has_no_width() -> None:
    everybody, most = demo_release(answers=70), demo_release()
    assert "Everybody answered, so it has no width" in interval_rule(everybody)
    assert "Everybody answered, so" not in interval_rule(most)
    assert "no width" in said(everybody)
    intervals = [row["interval"] for row in rows("constructs", everybody) if not row["group"]]
    assert "of 70 people (everybody: no width)" in intervals
    assert not [row for row in rows("constructs", most) if "no width" in row["interval"]]


def test_the_table_has_the_figures_unrounded() -> None:
    (ease,) = rows("nonresponse", made(PLANTED))
    assert ease["favourable"] == repr(44 / 65)
    assert float(ease["by_head_count"]) - float(ease["favourable"]) == float(ease["move"])
    assert (ease["at_least"], ease["at_most"], ease["verdict"]) == ("0.44", "0.79", "moves")
    small = made({"": (40, 3, 2)})
    assert rows("nonresponse", small)[0]["hidden"].startswith("hidden: fewer than 5")


def test_rates_by_attribute_stand_in_the_table_of_rates() -> None:
    found = rows("response-rates", with_participation(made(EVEN), RATES))
    by_site = [(one["category"], one["invited"], one["answers"]) for one in found[-2:]]
    assert by_site == [("Oslo", "60", "55"), ("Rome, not known", "40", "25")]
    assert {one["attribute"] for one in found} == {"", "Site"}


def silent_part(release: Release) -> list[object]:
    (part,) = (one for one in report_document([release]).parts if one.anchor == "silent")
    assert part.title == HEADING
    return list(part.blocks)


def test_the_report_has_a_part_about_the_silent() -> None:
    blocks = silent_part(with_participation(made(PLANTED), None))
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [table.columns[-1] for table in tables] == ["rate", "at most"]
    assert tables[0].lines[0].cells == ("45", "50", "90\u00a0%")
    assert any(isinstance(block, Paragraph) for block in blocks)
