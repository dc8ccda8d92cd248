"""Any question set, from its file to every export: nothing breaks, and what is small is hidden.

The answers are typed into the form as browsers type them, by people who may also skip, say that a
question does not apply, or write words beside an option.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.counting import tally
from analysis.dataset import from_records
from analysis.disclosure import DISTRIBUTION_MINIMUM, PAIRS_MINIMUM, UnitFrame, release
from analysis.exports.blocks import Document, Table
from analysis.exports.csv import table_bytes
from analysis.exports.document import report_document
from analysis.exports.figures import summary_figures
from analysis.exports.html import report_html
from analysis.exports.pictures import draw_picture
from analysis.exports.tables import TABLES
from analysis.exports.terminal import summary_table
from analysis.findings import findings
from analysis.instrument import Instrument, Item, ScaleKind
from analysis.measures import item_measures
from analysis.release import Band, Release, RoundFacts, Shown, dump_release, load_release
from analysis.report import pdf_of_report, write_report
from analysis.tally import ItemCounts, Tally
from questionnaires.formats.question_set_yaml import read_question_set, write_question_set
from questionnaires.services.responses import refuse_what_is_not_offered
from surveyapp.answer_form import AnswerForm, read_answers
from tests.instruments import all_scales
from tests.pdfs import text_of
from tests.question_sets import instruments, words

FACTS = RoundFacts("dx", "2027", "Spring 2027", "confidential", 5, "2027-04-06", "2027-04-20")
UNITS = ("North", "South")


@st.composite
def typed(draw: st.DrawFn, item: Item) -> dict[str, list[str]]:
    """What somebody types into the fields of an item."""
    scale, name = item.scale, f"q.{item.code}"
    if draw(st.integers(0, 9)) == 0:
        return {}
    if item.allows_na and scale.kind is not ScaleKind.TEXT and draw(st.integers(0, 9)) == 0:
        return {name: ["_na"]}
    codes = [option.code for option in scale.options]
    if scale.kind is ScaleKind.TEXT:
        return {name: [draw(words)[: scale.max_length]]}
    if scale.kind is ScaleKind.RANKING:
        ranked = draw(st.permutations(codes))[: scale.places]
        return {f"{name}.{code}": [str(n)] for n, code in enumerate(ranked, start=1)}
    if scale.kind is ScaleKind.MULTIPLE:
        free = [option.code for option in scale.options if not option.exclusive]
        most = min(scale.max_choices or len(free), len(free))
        chosen = draw(st.lists(st.sampled_from(free), min_size=1, max_size=most, unique=True))
    else:
        chosen = [draw(st.sampled_from(codes))]
    found = {name: chosen}
    if scale.say and scale.say.code in chosen:
        found[f"{name}.say"] = [draw(words)]
    return found


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Instrument, list[AnswerForm], list[str]]:
    """A question set as its file says it, and what 4 to 60 people answered."""
    made = draw(instruments())
    instrument = read_question_set(write_question_set(made), "any.yaml")
    assert instrument == made
    few = draw(st.lists(st.tuples(*map(typed, instrument.items)), min_size=1, max_size=6))
    people = draw(st.integers(4, 60))
    forms = []
    for number in range(people):
        data = QueryDict(mutable=True)
        for fields in few[number % len(few)]:
            for name, values in fields.items():
                data.setlist(name, values)
        forms.append(read_answers(instrument, data))
    return instrument, forms, [UNITS[number % 3 == 0] for number in range(people)]


def counted(instrument: Instrument, forms: list[AnswerForm], units: list[str]) -> Tally:
    return tally(from_records(instrument, [dict(form.answers) for form in forms], units))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(rounds())
def test_any_question_set_goes_from_its_file_to_every_export(
    made: tuple[Instrument, list[AnswerForm], list[str]],
) -> None:
    instrument, forms, units = made
    for form in forms:
        required = {item.code for item in instrument.items if item.required}
        assert form.errors.keys() <= required, form.errors
        refuse_what_is_not_offered(instrument, form.answers, form.comments)
    whole = counted(instrument, forms, units)
    half = len(forms) // 2
    parts = [counted(instrument, forms[:half], units[:half])]
    parts.append(counted(instrument, forms[half:], units[half:]))
    assert parts[0] + parts[1] == whole
    assert Tally.from_json(whole.as_json()) == whole
    frame = [UnitFrame("", "Everybody", None, 99)]
    frame += [UnitFrame(unit, unit, "", None) for unit in UNITS]
    shown = release(whole, instrument, FACTS, frame)
    assert load_release(dump_release(shown)) == shown
    hides_what_is_small(shown)
    every_export(shown)


def hides_what_is_small(shown: Release) -> None:
    for group in shown.groups:
        for code, cell in group.items.items():
            if isinstance(cell, Band):
                assert cell.at_least >= FACTS.k
            if not isinstance(cell, Shown):
                continue
            assert cell.counts.answered >= DISTRIBUTION_MINIMUM
            is_ranking = shown.instrument.item(code).scale.kind is ScaleKind.RANKING
            if cell.counts.pairs and not is_ranking:
                assert cell.counts.answered >= PAIRS_MINIMUM


def every_export(shown: Release) -> None:
    releases = [shown, replace(shown, round=replace(shown.round, code="2028"))]
    for name in TABLES:
        assert table_bytes(name, releases)
    assert findings(shown)
    assert summary_table(shown) is not None
    codes = {item.code: item.code for item in shown.instrument.items}
    assert set(summary_figures(shown, codes)) == {m.code for m in item_measures(shown.instrument)}
    report = report_document(releases)
    html = report_html(report, {}, [])
    assert html.count("<table>") == sum(
        isinstance(b, Table) for p in report.parts for b in p.blocks
    )
    for item in shown.instrument.counted_items:
        assert draw_picture("item", [shown], code=item.code, width=360).alt


def every_kind(people: int, skipping: int = 0) -> Release:
    """A round in which people answered an item of each kind; some skipped two of them."""
    instrument = all_scales()
    records = [
        {
            "release_at_will": "4",
            "change_fail": str(number),
            "hours_lost": f"{number % 12 / 2:g}",
            "ease_of_work": str(40 + number),
            "improve_first": ["docs", "builds", "calm"] if number % 2 else ["builds"],
            "valued": ["care", "calm", "speed"],
            "tools_slow": ["ci", "wiki"],
        }
        for number in range(people)
    ]
    for record in records[:skipping]:
        del record["hours_lost"], record["improve_first"]
    whole = tally(from_records(instrument, records, [""] * people))
    return release(whole, instrument, FACTS, [UnitFrame("", "Everybody", None, 99)])


def tables(document: Document) -> dict[str, Table]:
    blocks = (block for part in document.parts for block in part.blocks)
    return {block.title: block for block in blocks if isinstance(block, Table)}


def test_the_report_says_units_and_places_in_html_and_pdf(tmp_path: Path) -> None:
    """Once, with every picture: drawing takes too long for any question set."""
    shown = every_kind(30)
    (page, *_files) = write_report([shown], tmp_path)
    html = unescape(page.read_text())
    paper = re.sub(r"\s+", " ", text_of(pdf_of_report([shown])))
    for said in (
        "How many hours do you lose to waiting? (hours a week)",
        "among the first three",
        "middle half",
        "put first by",
        "mean rank",
    ):
        assert said in html, said
        assert said in paper, said
    found = tables(report_document([shown]))
    hours = next(line for t in found.values() for line in t.lines if "(hours a week)" in line.label)
    assert hours.cells[0] == "30"
    assert hours.cells[2:] == ("2.25", "1 to 4")
    places = found[shown.instrument.item("improve_first").text]
    assert places.columns[-1] == "points, 0 to 3"
    best = places.lines[0]
    assert (best.label, best.cells[0], best.cells[2]) == ("Faster builds and tests", "15", "30")


def test_the_report_of_few_has_no_number_and_no_place() -> None:
    for skipping, said in ((21, "told as a band: between 40 and 60 % favourable, 5\u20139 answers"),
                           (26, "hidden: fewer than 10 answers")):  # fmt: skip
        found = tables(report_document([every_kind(30, skipping=skipping)]))
        hours = [line for t in found.values() for line in t.lines if "(hours a week)" in line.label]
        assert [line.cells for line in hours] == [()]
        assert hours[0].hidden == said
        assert "What should get better first?" not in found


def test_the_gate_counts_a_ranking_like_any_distribution() -> None:
    """Nine rankings are hidden, and the places of ten are shown."""
    instrument = read_question_set(RANKING, "ranking.yaml")
    frame = [UnitFrame("", "Everybody", None, 99)]
    for people, is_shown in ((9, False), (10, True)):
        orders = ["q.first.a=2&q.first.b=1"] * (people - 3) + ["q.first.a=1&q.first.b=2"] * 3
        forms = [read_answers(instrument, QueryDict(order)) for order in orders]
        whole = counted(instrument, forms, [""] * people)
        pairs = {("b", "1"): people - 3, ("a", "2"): people - 3, ("a", "1"): 3, ("b", "2"): 3}
        assert whole.organisation.items["first"].pairs == pairs
        cell = release(whole, instrument, FACTS, frame).organisation.items["first"]
        assert isinstance(cell, Shown) is is_shown
        if isinstance(cell, Shown):
            assert cell.counts == ItemCounts(answered=10, options={"a": 10, "b": 10}, pairs=pairs)


def test_choices_made_together_are_not_shown_where_a_small_unit_would_follow() -> None:
    """30 in the whole and 26 in one of two units: the other 4 would be the difference."""
    instrument = read_question_set(RANKING, "ranking.yaml")
    both, one, other = (
        read_answers(instrument, QueryDict(typed_in))
        for typed_in in ("q.both=a&q.both=b", "q.both=a", "q.both=b")
    )
    frame = [UnitFrame("", "Everybody", None, 99)]
    frame += [UnitFrame(unit, unit, "", 50) for unit in UNITS]

    def pairs(north: int, south: int) -> dict[str, bool]:
        units = ["North"] * north + ["South"] * south
        forms = [
            form
            for people in (north, south)
            for form in ([one] * 3 + [other] * 3 + [both] * people)[:people]
        ]
        shown = release(counted(instrument, forms, units), instrument, FACTS, frame)
        cells = {group.path: group.items["both"] for group in shown.groups}
        return {
            path: bool(cell.counts.pairs) for path, cell in cells.items() if isinstance(cell, Shown)
        }

    assert pairs(26, 26) == {"": True, "North": True, "South": True}
    assert pairs(26, 25) == {"": True, "North": False, "South": False}
    assert pairs(26, 4) == {"": True}
    assert pairs(15, 10) == {"": False, "North": False, "South": False}


RANKING = """\
code: ranking
title: Ranking
scales:
  - code: order
    kind: ranking
    options: [{code: a, label: A}, {code: b, label: B}]
  - code: some
    kind: multiple
    options: [{code: a, label: A}, {code: b, label: B}]
sections:
  - code: one
    title: One
    items:
      - {code: first, text: What first, scale: order}
      - {code: both, text: Which, scale: some}
"""
