"""Answers by attribute on the page of a round, in its files and the API: what is told, no more."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse

from analysis.exports.blocks import Table
from analysis.exports.breakdowns import category_tables
from analysis.exports.document import report_document
from analysis.release import Release
from tests.analysis.test_cuts import MIXED, answered, released
from tests.stored import logged_in, page_text, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


@pytest.fixture(scope="module")
def release() -> Release:
    shown = released(answered(MIXED))
    assert shown.breakdowns  # there is something to show
    return shown


def test_the_page_has_a_table_for_each_attribute_and_department(release: Release) -> None:
    round_ = stored_round(release)
    page = page_text(reverse("round-results", args=[round_.programme.code, round_.code]))
    assert "By role and other attributes" in page
    for table in category_tables(release):
        assert table.title in page
        assert all(category in page for category in table.categories)
        for row in (*table.constructs, *table.items):
            assert row.title in page
            assert all(f"n {cell.n}" in page for cell in row.cells)
    part = page[page.index('id="by-attribute"') : page.index('id="silent"')]
    assert "calmer" not in part  # it was asked because of another answer


def test_a_round_without_tables_has_no_such_part(release: Release) -> None:
    few = released(answered({("", "dev"): 12, ("", "ops"): 7}))
    round_ = stored_round(few)
    page = page_text(reverse("round-results", args=[round_.programme.code, round_.code]))
    assert "by-attribute" not in page[: page.index('id="about"')]


def test_the_file_has_the_counts_of_the_release(release: Release) -> None:
    round_ = stored_round(release)
    address = reverse("round-table", args=[round_.programme.code, round_.code, "by-attribute"])
    text = logged_in().get(address).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    counted = {
        (row["attribute"], row["category"], row["group"], row["code"], row["n"]) for row in rows
    }
    expected = set()
    for one in release.breakdowns:
        for group in one.groups:
            for code, cell in (*group.items.items(), *group.constructs.items()):
                if hasattr(cell, "counts"):
                    title = release.instrument.item(one.attribute).text
                    n = str(cell.counts.answered)
                    expected.add((title, group.title, one.within, code, n))
    assert counted == expected


def test_the_api_hands_out_the_release_and_lists_the_table(release: Release) -> None:
    round_ = stored_round(release)
    base = f"/api/v1/programmes/{round_.programme.code}/rounds/{round_.code}/"
    assert "by-attribute" in logged_in().get(f"{base}tables/").content.decode()
    file = reverse("round-release-file", args=[round_.programme.code, round_.code])
    stored = json.loads(logged_in().get(file).content)
    assert [one["attribute"] for one in stored["breakdowns"]] == [
        one.attribute for one in release.breakdowns
    ]


def test_the_report_has_the_tables(release: Release) -> None:
    parts = {part.title: part for part in report_document([release]).parts}
    tables = [b for b in parts["Answers by role and the like"].blocks if isinstance(b, Table)]
    assert [table.columns for table in tables] == [
        table.categories for table in category_tables(release)
    ]
