"""Every chart of an organisation of 20 units and 14 constructs, all with long German names."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest

from analysis.charts import theme
from analysis.delivery import delivery
from analysis.exports.pictures import OF_ONE_CONSTRUCT, PICTURES, draw_picture
from analysis.exports.priorities import has_priorities
from analysis.instrument import Construct
from analysis.release import Band, Hidden, HiddenReason, Release, ReleasedGroup
from analysis.words import words_in
from tests.analysis.charts.looking import misplaced
from tests.analysis.exports.asked_more import asking_more
from tests.releases import demo_releases, with_together

CONSTRUCTS = (
    "Unabhängigkeit beim Ausliefern von Änderungen", "Geschwindigkeit der Rückmeldungen",
    "Ungestörte Konzentrationszeit", "Kognitive Belastung durch Systemlandschaften",
    "Auffindbarkeit und Verlässlichkeit der Dokumentation", "Testautomatisierung",
    "Vertrauensvolle Zusammenarbeit", "Versionsverwaltung aller Bestandteile",
    "Kleinteiligkeit der Änderungen", "Entscheidungsspielraum der Entwicklungsgruppen",
    "Freiheit von Erschöpfungserscheinungen", "Arbeitszufriedenheit insgesamt",
    "Störungsbewältigung im Bereitschaftsdienst", "Entwicklungsumgebungsbereitstellung",
)  # fmt: skip
DEPARTMENTS = (
    "Betriebsführung und Plattformdienste", "Zahlungsverkehrsanwendungen",
    "Kundenkommunikationssysteme", "Datenaufbereitung und Berichtswesen",
)  # fmt: skip
TEAMS = (
    "Laufzeitumgebungen", "Rechnungsstellung und Mahnwesen", "Schnittstellenentwicklung Nord-Süd",
    "Qualitätssicherung",
)  # fmt: skip
QUESTION = (
    "Die automatisierten Prüfungen, die vor dem Zusammenführen meiner Änderungen laufen, werden so "
    "schnell fertig, dass ich auf ihr Ergebnis warte, statt etwas anderes anzufangen"
)
#: What pictures of one thing are of.
CODES = {"item": "fix_first", **dict.fromkeys(OF_ONE_CONSTRUCT, "docs")}


@lru_cache
def releases() -> tuple[Release, ...]:
    """The three rounds of the demonstration, renamed and enlarged."""
    first, second, third = map(asking_more, demo_releases())
    return enlarged(first), enlarged(second), enlarged(with_together(third))


def enlarged(release: Release) -> Release:
    asked = release.instrument
    twelve = [
        replace(one, title=title) for one, title in zip(asked.constructs, CONSTRUCTS, strict=False)
    ]
    more = tuple(
        Construct(f"more_{n}", title, twelve[n].items) for n, title in enumerate(CONSTRUCTS[12:])
    )
    items = tuple(replace(one, text=f"{QUESTION} ({one.code}).") for one in asked.items)
    whole, *units = release.groups
    return replace(
        release,
        instrument=replace(asked, items=items, constructs=(*twelve, *more)),
        groups=(_with_more(whole), *_units([_with_more(one) for one in units])),
    )


def _with_more(group: ReleasedGroup) -> ReleasedGroup:
    cells = dict(group.constructs)
    codes = list(cells)
    return replace(group, constructs=cells | {f"more_{n}": cells[codes[n]] for n in range(2)})


def _units(units: list[ReleasedGroup]) -> list[ReleasedGroup]:
    """Four departments of four teams each: told in full, as a band, and hidden."""
    full = next(one for one in units if one.path == "Product")
    banded = next(one for one in units if one.path == "Platform/Build")
    nothing = Hidden(HiddenReason.TOO_FEW)
    hidden = replace(
        banded,
        hidden=HiddenReason.TOO_FEW,
        between=None,
        constructs=dict.fromkeys(banded.constructs, nothing),
        items=dict.fromkeys(banded.items, nothing),
    )
    found = []
    for department in DEPARTMENTS:
        found.append(replace(full, path=department, title=department, parent=""))
        for team, made_of in zip(TEAMS, (full, banded, hidden, full), strict=True):
            path = f"{department}/{team}"
            found.append(replace(made_of, path=path, title=team, parent=department))
    return found


def test_the_organisation_is_as_large_as_it_says_and_has_all_kinds_of_cells() -> None:
    last = releases()[-1]
    assert len(last.units) == 20
    assert len(last.instrument.constructs) == 14
    cells = [cell for unit in last.units for cell in unit.constructs.values()]
    assert {Band, Hidden} & {type(cell) for cell in cells} == {Band, Hidden}
    assert any(unit.hidden for unit in last.units)
    assert last.together.drivers
    assert has_priorities(last)
    assert len(delivery(last).told) == 5


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW, theme.PAPER])
@pytest.mark.parametrize("name", PICTURES)
def test_no_text_touches_another_or_leaves_the_paper(name: str, width: float) -> None:
    with words_in("de"):
        chart = draw_picture(name, releases(), code=CODES.get(name, ""), width=width)
    assert len(chart.figure.texts) > 10
    assert misplaced(chart) == []
