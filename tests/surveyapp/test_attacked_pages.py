"""The pages of results are read back and attacked, like the files (tests/analysis/test_artefacts).

That no page can know more than a release is shown in test_no_response_is_readable.py.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from analysis.corrections import corrected
from analysis.release import Band, Release, Shown
from questionnaires.models import Round
from tests.analysis.test_artefacts import favourable, plain, released, rounded
from tests.stored import logged_in, stored_round
from tests.worlds import Told, World, attack, worlds

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

#: As pages write bands; in a table of many columns shorter.
BANDS = {
    "40 % or less": (0, 40), "≤ 40 %": (0, 40),
    "40 to 60 %": (40, 60), "40–60 %": (40, 60),
    "60 % or more": (60, 100), "≥ 60 %": (60, 100),
}  # fmt: skip


class _Tables(HTMLParser):
    """All tables, as rows of cells; a table inside a cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append([])
            self.tables.append(self._open[-1])
        elif self._open and tag == "tr":
            self._open[-1].append([])
        elif self._open and tag in ("td", "th"):
            self._open[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] and self._open[-1][-1]:
            self._open[-1][-1][-1] += f" {data}"


def tables(html: str) -> list[list[list[str]]]:
    page = _Tables()
    page.feed(plain(html))
    return [
        [[re.sub(r"\s+", " ", cell).strip() for cell in row] for row in table]
        for table in page.tables
    ]


def said(cell: str) -> Told:
    """What a cell says of the favourable share."""
    for words, share in BANDS.items():
        if words in cell:
            return Told(share=share)
    exact = re.match(r"(\d+) %", cell)
    return rounded(exact[1]) if exact else Told()


def page_of(round_: Round) -> str:
    address = f"/results/{round_.programme.code}/{round_.code}/"
    return logged_in("analyst").get(address).content.decode()


def by_tables(html: str, made: Release) -> list[dict[str, Told]]:
    """From each table that has units as its rows, or as its columns."""
    found = []
    titles = {group.title: group.path for group in made.groups}
    for table in tables(html):
        rows = {
            titles[title]: said(cells[1])
            for first, *_rest in [row for row in table if len(row) > 1]
            for title in titles
            if first == title or first.startswith(f"{title} ")
            for cells in [next(row for row in table if row and row[0] == first)]
        }
        found.append(rows)
        head, *body = table
        columns = {
            place: titles[title]
            for place, cell in enumerate(head)
            for title in titles
            if re.match(rf"{re.escape(title)} [\d–]+ answered", cell)
        }
        found += [
            {columns[place]: said(cell) for place, cell in enumerate(row) if place in columns}
            for row in body
        ]
    return [one for one in found if any(told != Told() for told in one.values())]


def attacked() -> list[tuple[World, Release]]:
    made = [(world, released(world)) for world in worlds(60, 31)]
    return [
        (world, release)
        for world, release in made
        if isinstance(release.organisation.items["ease"], Shown)
        and any(isinstance(group.items["ease"], Band) for group in release.units)
    ][:8]


def test_nobody_is_found_on_the_page_of_results() -> None:
    tried = attacked()
    assert len(tried) == 8
    bands = 0
    for number, (world, plain_made) in enumerate(tried):
        made = replace(plain_made, round=replace(plain_made.round, programme=f"dx{number}"))
        html = page_of(stored_round(made))
        told = by_tables(html, made)
        assert told, "the reader finds no table"
        for table in told:
            assert not attack(world, table), (number, str(world), table)
            for path, one in table.items():
                true = favourable(made.group(path).items["ease"])
                bands += one.share in BANDS.values()
                assert (one.share is None) == (true is None), (path, one, true)
                assert not one.share or (
                    true and one.share[0] - 0.01 <= true[0] <= true[1] <= one.share[1] + 0.01
                )
    assert bands > 8


def test_the_reader_would_find_an_exact_share() -> None:
    assert said("45 % 32–59 % · n 27") == rounded("45")
    assert said("40 to 60 % favourable, 5–9 answers") == Told(share=(40, 60))
    assert said("hidden: fewer than 10 answers") == Told()


def test_a_correction_is_shown_as_one() -> None:
    first = attacked()[0][1]
    made = corrected(first, reason="It asked two things.", withdrawn=["ease"])
    said_twice = "This is release 2, a correction: It asked two things."
    html = page_of(stored_round(made))
    assert said_twice in re.sub(r"\s+", " ", html)
    assert "taken out by a correction" in html
    assert said_twice not in page_of(
        stored_round(replace(first, round=replace(first.round, programme="other")))
    )
