"""Of whom an interval speaks, and what a comparison could have shown: page, table and report."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

import pytest

from analysis.charts.numbers import NO_WIDTH
from analysis.estimates import Change, Verdict, compare_constructs
from analysis.exports.csv import table_bytes
from analysis.exports.document import report_document
from analysis.exports.pictures import draw_picture
from analysis.exports.tables import OF_THE_PROCESS
from analysis.exports.terminal import comparison_table, summary_table, trend_table
from analysis.release import Release
from tests import releases

OPEN = "everybody with the link could answer, so nobody knows of how many"
#: Rounds that tell everything they may in full: what is told of a band is tested elsewhere.
FIRST, SECOND, THIRD = range(3)
SHOWS = re.compile(r"shows from \d+|no shift would show|under \d+ points would not show")


def demo_release(number: int = THIRD, **changes: Any) -> Release:
    return releases.demo_release(number, full_detail=True, **changes)


def demo_releases() -> list[Release]:
    return [demo_release(number) for number in (FIRST, SECOND, THIRD)]


def rows(name: str, rounds: Sequence[Release]) -> list[dict[str, str]]:
    text = table_bytes(name, rounds).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def report(*releases: Release, paged: bool = False) -> str:
    return repr(report_document(releases, paged=paged)).replace("\\xa0", " ")


class TestCensus:
    """70 of 70 answered."""

    def test_has_no_width_and_says_so_in_tables(self) -> None:
        for row in rows("constructs", [demo_release(answers=70)]):
            if row["n"] and row["n"] == row["population"]:
                assert row["low"] == row["favourable"] == row["high"]
                assert row["interval"] == f"of {row['population']} people (everybody: no width)"
        whole = [row for row in rows("items", [demo_release(answers=70)]) if row["n"] == "70"]
        assert whole
        assert all(row["interval"].endswith("(everybody: no width)") for row in whole)

    def test_says_so_in_the_report_on_the_charts_and_in_the_terminal(self) -> None:
        some, all_ = demo_release(answers=69), demo_release(answers=70)
        assert NO_WIDTH not in draw_picture("items", [some]).alt.partition("Interval:")[0]
        for said in (report(all_), summary_table(all_)):
            assert NO_WIDTH in said
        assert "Everybody answered, so it has no width" in report(all_)
        assert "Everybody answered, so it has no width" not in report(some)
        assert f"(interval {NO_WIDTH})" in draw_picture("items", [all_]).alt
        assert "; everybody answered)" in report(all_)

    def test_of_some_is_never_claimed(self) -> None:
        found = rows("items", [demo_release(answers=69)])
        assert not [row for row in found if row["group"] == "" and "everybody" in row["interval"]]


class TestOpenLink:
    def test_says_why_nothing_is_narrowed(self) -> None:
        release = demo_release(counted=False)
        assert OPEN in report(release)
        assert OPEN in draw_picture("items", [release]).alt
        assert "head count is unknown" in " ".join(summary_table(release).split())
        for row in rows("items", [release]):
            if row["n"]:
                assert row["population"] == ""
                assert row["interval"] == f"not narrowed: {OPEN}"


class TestComparison:
    """It speaks of what makes people answer, and not of these very people."""

    def test_says_which_population_it_speaks_about(self) -> None:
        before, after = demo_releases()[-2:]
        compared = [row for row in rows("changes", [before, after]) if row["change"]]
        assert compared
        assert {row["change_interval"] for row in compared} == {OF_THE_PROCESS}
        followed = [row for row in rows("trends", demo_releases()) if row["n"]]
        assert {row["interval"] for row in followed} == {OF_THE_PROCESS}
        for name in ("change-constructs", "change-items", "trend-constructs", "trend-items"):
            assert "not narrowed by the head count" in draw_picture(name, demo_releases()).alt
        assert "for the process that makes the answers" in report(before, after)
        for said in (comparison_table(before, after), trend_table(demo_releases())):
            assert "head count is unknown and plays no part" in " ".join(said.split())

    def test_is_not_narrowed_where_everybody_answered(self) -> None:
        for row in compare_constructs(demo_release(1, answers=70), demo_release(2, answers=70)):
            if isinstance(row, Change):
                assert row.difference.low < row.difference.estimate < row.difference.high


class TestVerdicts:
    """Beside each stands the shift that these n could have shown."""

    @pytest.mark.parametrize("paged", [False, True])
    def test_in_the_tables_of_the_report(self, paged: bool) -> None:  # noqa: FBT001 -- a case
        document = report_document(demo_releases(), paged=paged)
        said = [
            line.changed
            for part in document.parts
            for block in part.blocks
            for line in getattr(block, "lines", ())
            if line.changed and re.search("better|worse|different;|evidence|too few", line.changed)
        ]
        assert len(said) > 10
        assert not [text for text in said if not SHOWS.search(text)]

    def test_in_its_sentences(self) -> None:
        (part,) = (x for x in report_document(demo_releases()).parts if x.title == "What changed")
        said = [item for block in part.blocks for item in getattr(block, "items", ())]
        told = [text for text in said if "compared" not in text and "not asked" not in text]
        assert told
        assert not [text for text in told if not SHOWS.search(text)]

    def test_in_the_tables_for_programs(self) -> None:
        changes = [row for row in rows("changes", demo_releases()) if row["verdict"]]
        assert {row["verdict"] for row in changes} >= {"clear", "none"}
        for row in changes:
            assert (row["detectable"] == "") == (row["verdict"] == Verdict.TOO_FEW.value)
        trends = rows("trends", demo_releases())
        assert any(row["detectable"] for row in trends)
        assert not [row for row in trends if bool(row["p_value"]) != bool(row["detectable"])]

    @pytest.mark.parametrize("name", ["change-constructs", "change-items", "trend-constructs"])
    def test_on_the_charts(self, name: str) -> None:
        said = draw_picture(name, demo_releases()).alt.split(". ")
        judged = [text for text in said if re.search("(clear|possible) |evidence of", text)]
        judged = [text for text in judged if "too few rounds" not in text]
        assert judged
        assert not [text for text in judged if not SHOWS.search(text) and "narrowed" not in text]
