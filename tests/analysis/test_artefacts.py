"""What is handed out is attacked itself: tables, pages, pictures and their words are read back.

Each reader takes an artefact as a stranger would find it and gives what it tells of each group to
the attacker of :mod:`tests.worlds`. That the readers miss nothing is shown on groups told in full.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from openpyxl import load_workbook

from analysis.charts.theme import svg_bytes
from analysis.disclosure import release
from analysis.exports.csv import table_bytes
from analysis.exports.document import report_document
from analysis.exports.html import report_html
from analysis.exports.pictures import draw_picture
from analysis.exports.xlsx import workbook_bytes
from analysis.instrument import AGREEMENT_5, Construct
from analysis.release import Band, Cell, Release, Shown
from analysis.tally import Tally
from tests.analysis.test_attacks import FACTS, INSTRUMENT, counted, frame
from tests.worlds import Told, World, attack, worlds

WITH_CONSTRUCT = replace(INSTRUMENT, constructs=(Construct("flow", "Flow", ("ease",)),))
#: Words of a band, wherever they stand.
BANDS = {"40 % or less": (0, 40), "between 40 and 60 %": (40, 60), "60 % or more": (60, 100)}
SHORT_BANDS = {"≤ 40 %": (0, 40), "40–60 %": (40, 60), "≥ 60 %": (60, 100)}


def tally_of(world: World) -> Tally:
    """With the construct of the one item."""
    groups = counted(world).groups
    return Tally(
        {path: replace(one, constructs={"flow": one.items["ease"]}) for path, one in groups.items()}
    )


def released(world: World) -> Release:
    return release(tally_of(world), WITH_CONSTRUCT, FACTS, frame(world))


def plain(text: str) -> str:
    """With blanks that break lines, as somebody who copies it would have it."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def rounded(percent: str) -> Told:
    """A share as it is printed, to whole percents."""
    return Told(share=(float(percent) - 0.5, float(percent) + 0.5))


def by_answers_csv(made: Release) -> dict[str, Told]:
    return _by_answers(_rows(made, "answers"))


def by_answers_xlsx(made: Release) -> dict[str, Told]:
    """From the sheet, with every figure as a spreadsheet has it."""
    book = load_workbook(io.BytesIO(workbook_bytes([made], ["answers"])))
    head, *rows = book["answers"].iter_rows(values_only=True)
    cells = [["" if cell is None else f"{cell}" for cell in row] for row in rows]
    return _by_answers([dict(zip(map(str, head), row, strict=True)) for row in cells])


def _by_answers(rows: list[dict[str, str]]) -> dict[str, Told]:
    counts: dict[str, dict[str, int]] = {}
    told = {}
    for row in rows:
        if row["count"]:
            counts.setdefault(row["group"], {})[row["answer"]] = int(row["count"])
        elif row["band_low"]:
            told[row["group"]] = _band(row)
    full = {
        group: Told(levels=tuple(of[label] for label in AGREEMENT_5))
        for group, of in counts.items()
    }
    return {**told, **full}


def by_items_csv(made: Release) -> dict[str, Told]:
    told = {}
    for row in _rows(made, "items"):
        if row["favourable"]:
            share = 100 * float(row["favourable"])
            told[row["group"]] = Told(share=(share - 0.01, share + 0.01))
        elif row["band_low"]:
            told[row["group"]] = _band(row)
    return told


def _rows(made: Release, name: str) -> list[dict[str, str]]:
    text = table_bytes(name, [made]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def _band(row: Mapping[str, str]) -> Told:
    return Told(share=(round(100 * float(row["band_low"])), round(100 * float(row["band_high"]))))


def by_heatmap(made: Release) -> dict[str, Told]:
    """From the description inside the drawing."""
    drawn = plain(svg_bytes(draw_picture("heatmap", [made])).decode())
    (words,) = re.findall(r"<desc[^>]*>(.*?)</desc>", drawn, re.DOTALL)
    told = {}
    for group, cell in re.findall(r"(?:^|\. )([^.(]+) \([^)]*\): Flow ([^.]+)(?=\.)", words):
        path = "" if group.strip() == "Everybody" else group.strip()
        band = next((share for word, share in SHORT_BANDS.items() if word in cell), None)
        exact = re.match(r"(\d+) % \(n", cell)
        if exact:
            told[path] = rounded(exact[1])
        elif band:
            told[path] = Told(share=band)
    return told


def by_pictures(made: Release) -> dict[str, Told]:
    """From the words beside the picture of each group."""
    told = {}
    for group in made.groups:
        if group.hidden:
            continue
        words = plain(draw_picture("items", [made], group=group.path).alt)
        exact = re.search(r"Releasing is easy: .*?(\d+) % favourable \(", words)
        band = next((share for word, share in SHORT_BANDS.items() if f": {word}" in words), None)
        if exact:
            told[group.path] = rounded(exact[1])
        elif band:
            told[group.path] = Told(share=band)
    return told


class _Tables(HTMLParser):
    """The cells of all tables, each row under the last heading before it."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = ""
        self.rows: list[tuple[str, list[str]]] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("h2", "h3", "h4"):
            self.heading, self._into = "", []
        if tag == "tr":
            self.rows.append((self.heading, []))
        if tag in ("td", "th"):
            self.rows[-1][1].append("")
            self._into = self.rows[-1][1]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h2", "h3", "h4") and self._into is not None:
            self.heading, self._into = "".join(self._into).strip(), None
        if tag in ("td", "th"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            if self._into:
                self._into[-1] += data
            else:
                self._into.append(data)


def by_report(made: Release) -> dict[str, Told]:
    """From the tables of the report, under the heading of each unit."""
    page = _Tables()
    page.feed(plain(report_html(report_document([made]), {}, [])))
    paths = {group.path for group in made.units}
    told = {}
    for heading, cells in page.rows:
        if not cells or cells[0].strip() != "Flow":
            continue
        title = heading.replace(" ", "")
        path = title if title in paths else ""
        words = " ".join(cells[1:])
        exact = re.search(r"(\d+) % \(\d+–\d+\)", words)
        band = next((share for word, share in BANDS.items() if word in words), None)
        if exact:
            told[path] = rounded(exact[1])
        elif band:
            told[path] = Told(share=band)
    return told


READERS: list[Callable[[Release], dict[str, Told]]] = [
    by_answers_csv,
    by_answers_xlsx,
    by_items_csv,
    by_heatmap,
    by_pictures,
    by_report,
]


def favourable(cell: Cell) -> tuple[float, float] | None:
    """What the release itself tells."""
    if isinstance(cell, Shown):
        good = cell.counts.options.get("4", 0) + cell.counts.options.get("5", 0)
        return 100 * good / cell.counts.answered, 100 * good / cell.counts.answered
    return (100 * cell.low, 100 * cell.high) if isinstance(cell, Band) else None


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_finds_all_that_is_told_and_nothing_else(
    reader: Callable[[Release], dict[str, Told]],
) -> None:
    bands = 0
    for world in worlds(60, 21):
        made = released(world)
        if made.organisation.hidden or not isinstance(made.organisation.items["ease"], Shown):
            continue
        told = reader(made)
        for group in made.groups:
            share = favourable(group.items["ease"])
            found = told.get(group.path, Told())
            bands += isinstance(group.items["ease"], Band)
            if share is None:
                assert found == Told(), (str(world), group.path)
                continue
            if found.levels is not None:
                good = 100 * sum(found.levels[3:]) / sum(found.levels)
                found = Told(share=(good, good))
            assert found.share is not None, (str(world), group.path)
            assert found.share[0] - 0.01 <= share[0] <= share[1] <= found.share[1] + 0.01
    assert bands > 20


def test_nobody_is_found_in_what_is_handed_out() -> None:
    """All artefacts together: the most exact that any of them says of a group."""
    for world in worlds(240, 22):
        made = released(world)
        if made.organisation.hidden or not isinstance(made.organisation.items["ease"], Shown):
            continue
        together: dict[str, Told] = {}
        for reader in READERS:
            for path, told in reader(made).items():
                together[path] = _more_exact(together.get(path, Told()), told)
        assert not attack(world, together), f"{world}\n{together}"


def _more_exact(one: Told, other: Told) -> Told:
    if one.levels is not None or other.share is None:
        return one if one != Told() else other
    if other.levels is not None or one.share is None:
        return other
    return min(one, other, key=lambda told: told.share[1] - told.share[0] if told.share else 0)


def test_an_artefact_that_says_too_much_is_found_out() -> None:
    """With the exact share of each small team in the table, the attacker has them."""
    found = 0
    for world in worlds(60, 22):
        made = released(world)
        if made.organisation.hidden:
            continue
        tally = tally_of(world)
        loose = replace(
            made,
            groups=tuple(
                replace(group, items={"ease": Shown(tally.groups[group.path].items["ease"])})
                for group in made.groups
            ),
        )
        found += bool(attack(world, by_items_csv(loose)))
    assert found > 20
