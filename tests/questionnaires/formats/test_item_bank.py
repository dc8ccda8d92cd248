"""The files of the bank: what is wrong with one is said; and finding in what ships."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from questionnaires.formats.item_bank import ItemBank, spoken
from questionnaires.formats.item_bank_search import Wanted, search_bank
from questionnaires.formats.item_bank_yaml import (
    LIBRARY,
    Shipped,
    item_bank,
    read_bank,
    read_shipped,
)
from questionnaires.formats.problems import QuestionSetError
from tests.demo import PROJECT

THEME = """\
code: tidying
title: {en: Tidying up, de: Aufräumen, es: Ordenar}
constructs:
  - code: order
    title: {en: Order, de: Ordnung, es: Orden}
scales:
  - code: minutes
    kind: amount
    maximum: 60
    unit: minutes
translations:
  de:
    scales.minutes.unit: Minuten
  es:
    scales.minutes.unit: minutos
items:
  - code: desk_tidy
    text: {en: My desk is tidy., de: Mein Tisch ist aufgeräumt., es: Mi mesa está ordenada.}
    scale: agreement_5
    construct: order
    space: efficiency
    source: Candor
    low: {en: Things are lost., de: Dinge gehen verloren., es: Se pierden cosas.}
  - code: worn_out
    low: {en: People are tired., de: Leute sind müde., es: La gente está cansada.}
  - code: nights_bad
    text: {en: My nights are bad., de: Meine Nächte sind schlecht., es: Mis noches son malas.}
    scale: agreement_5
    construct: burnout
    reverse: true
    space: satisfaction
    source: Candor
    low: {en: Nights are bad., de: Nächte sind schlecht., es: Las noches son malas.}
  - code: search_minutes
    text: {en: "How long?", de: "Wie lange?", es: "¿Cuánto?"}
    help: {en: A day., de: Am Tag., es: Al día.}
    scale: minutes
    space: activity
    source: Candor
    low: {en: Little., de: Wenig., es: Poco.}
  - code: search_hours
    text: {en: "Hours?", de: "Stunden?", es: "¿Horas?"}
    scale: hours_lost
    space: activity
    source: Candor
    low: {en: Few., de: Wenige., es: Pocas.}
"""


@pytest.fixture(scope="module")
def sets() -> tuple[Shipped, ...]:
    names = ("developer-experience", "pulse")
    return tuple(read_shipped((LIBRARY / f"{n}.yaml").read_text("utf-8"), n) for n in names)


def read(text: str, sets: tuple[Shipped, ...]) -> ItemBank:
    return read_bank([(text, "tidying.yaml")], sets)


def problem(text: str, sets: tuple[Shipped, ...]) -> str:
    with pytest.raises(QuestionSetError) as caught:
        read(text, sets)
    return str(caught.value)


def test_a_file(sets: tuple[Shipped, ...]) -> None:
    bank = read(THEME, sets)
    codes = ["desk_tidy", "worn_out", "nights_bad", "search_minutes", "search_hours"]
    assert [one.code for one in bank] == codes
    assert [one.heading for one in bank] == ["order", "burnout", "burnout", "tidying", "tidying"]
    tidy, worn_out, nights, minutes, hours = bank
    assert tidy.in_language("de-at").items[0].text == "Mein Tisch ist aufgeräumt."
    assert tidy.in_language("fr").items[0].text == "My desk is tidy."
    assert (tidy.speaks("es-MX"), tidy.speaks("fr")) == (True, False)
    assert tidy.low_in("es") == "Se pierden cosas."
    assert worn_out.in_language("de").items[0].text == "Meine Arbeit erschöpft mich."
    assert worn_out.theme.title("es") == "Ordenar"
    assert nights.in_language("es").constructs[0].title == "Ausencia de burnout"
    assert minutes.in_language("de").items[0].scale.range.unit == "Minuten"
    assert minutes.texts("es") == {
        "items.search_minutes.text": "¿Cuánto?",
        "items.search_minutes.help": "Al día.",
        "sections.tidying.title": "Ordenar",
        "scales.minutes.unit": "minutos",
    }
    assert hours.in_language("de").items[0].scale.options[0].label == "Keine"
    assert hours.in_language("en").items[0].scale.values == (0, 0.5, 2, 4.5, 8, 12)


def test_the_example_of_the_docs_is_one(sets: tuple[Shipped, ...]) -> None:
    page = (PROJECT / "docs" / "question-sets.md").read_text("utf-8")
    (example,) = re.findall(r"```text\n(code: tidying\n.*?)```", page, re.DOTALL)
    assert [one.code for one in read(example, sets)] == ["desk_tidy", "worn_out"]


def test_two_files_may_not_have_one_item(sets: tuple[Shipped, ...]) -> None:
    with pytest.raises(QuestionSetError, match=r"b\.yaml, line 17: There are two items with"):
        read_bank([(THEME, "a.yaml"), (THEME, "b.yaml")], sets)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("de: Dinge gehen verloren., ", "", "line 23: Item desk_tidy: low is missing in de"),
        ("es: Mi mesa está ordenada.", "fr: Ordre.", "text is missing in es"),
        ("es: Mi mesa está ordenada.", "es: Mesa., fr: Table.", "is not written in 'fr'"),
        (", es: Al día.", "", "Item search_minutes: help is missing in es"),
        (", es: Orden}", "}", "line 5: Construct order: title is missing in es"),
        ("title: {en: Tidying up, de", "titel: {en: Tidying up, de", "'titel' is unknown. Did you"),
        ("code: worn_out", "code: worn_outt", "Item worn_outt: no question set asks it"),
        ("code: desk_tidy", "code: worn_out", "two items with the code 'worn_out'"),
        ("space: efficiency", "space: efficency", "line 21: Item desk_tidy: space is 'efficency'"),
        ("scale: minutes", "scale: minute", "no scale 'minute'. Did you mean 'minutes'"),
        ("construct: order", "construct: ordre", "there is no construct 'ordre'"),
        ("    scales.minutes.unit: Minuten", "    scales.minute.unit: x", "texts are missing"),
        ("    source: Candor\n    low: {en: Few", "    sauce: x\n    low: {en: Few", "'sauce' is"),
        (THEME, "- a list", "The file is no mapping"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, said: str, sets: tuple[Shipped, ...]) -> None:
    assert old in THEME
    assert said in problem(THEME.replace(old, new), sets)


def test_a_text_is_not_written_twice(sets: tuple[Shipped, ...]) -> None:
    own = (
        "code: worn_out\n    text: {en: Tired., de: Müde., es: Cansancio.}\n    scale: agreement_5"
    )
    assert "A question set asks worn_out already." in problem(
        THEME.replace("code: worn_out", own), sets
    )


def test_a_language_without_its_country() -> None:
    assert [spoken(code) for code in ("de-AT", "es", "PT-br")] == ["de", "es", "pt"]


def codes(wanted: Wanted, language: str = "en") -> list[str]:
    return [one.code for group in search_bank(item_bank(), wanted, language) for one in group.items]


def test_everything_is_found_where_nothing_is_asked_for() -> None:
    groups = search_bank(item_bank(), Wanted(), "en")
    assert sum(len(group.items) for group in groups) == len(item_bank())
    assert len({group.code for group in groups}) == len(groups)
    titles = [group.title("de") for group in groups]
    assert {"Code-Reviews", "Lernende Kultur", "Deine Woche"} <= set(titles)


@pytest.mark.parametrize(
    ("words", "language", "among"),
    [
        ("flaky", "en", "failures_mean_something"),  # in the note alone
        ("MEETINGS", "en", "meetings_worth_it"),
        ("calendar", "en", ""),
        ("Besprechungen", "de", "meetings_worth_it"),
        ("revisión", "es", "review_size"),
        ("revision", "es", "review_size"),  # without its accent
        ("störung", "de", "docs_in_incidents"),
        ("storung", "de", "docs_in_incidents"),
        ("westrum", "es", "ideas_tried"),  # in the source
        ("feedback loops tests", "en", "test_speed"),  # tags, and words in any order
        ("burnout", "de", "efforts_in_vain"),  # the construct
        ("ai_use", "en", "ai_use"),
    ],
)
def test_words_are_looked_for_in_the_readers_language(
    words: str, language: str, among: str
) -> None:
    found = codes(Wanted(words=words), language)
    assert (among in found) if among else found == []
    assert len(found) < 60


def test_words_of_another_language_are_not_found() -> None:
    assert "meetings_worth_it" not in codes(Wanted(words="Besprechungen"), "en")


def test_by_what_is_measured() -> None:
    assert codes(Wanted(construct="purpose")) == ["purpose_users", "purpose_aims"]
    westrum = codes(Wanted(framework="Westrum"))
    assert len(westrum) == 6
    assert {"bad_news_welcome", "ideas_tried"} <= set(westrum)
    assert {"autonomy", "mastery", "purpose"} <= set(codes(Wanted(framework="Drive")))
    flow = codes(Wanted(dimension="devex:flow_state"))
    assert all(item_bank().get(code).item.devex == "flow_state" for code in flow)  # type: ignore[union-attr]
    assert len(flow) > 10
    assert codes(Wanted(dimension="dora:test_data_management")) == [
        "test_data_ready",
        "test_data_enough",
    ]
    assert codes(Wanted(dimension="flow_state")) == []
    both = codes(Wanted(framework="DevEx", dimension="space:satisfaction", words="work"))
    assert both
    assert set(both) < set(codes(Wanted(framework="DevEx")))


def test_what_is_there_already_is_left_out() -> None:
    left = codes(Wanted(construct="purpose", without=frozenset({"purpose_aims"})))
    assert left == ["purpose_users"]


def test_the_bank_needs_no_django() -> None:
    program = (
        "import sys; from questionnaires.formats.item_bank_yaml import item_bank; "
        "from questionnaires.formats.item_bank_search import search_bank; "
        "assert len(item_bank()) > 100; print('django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"False\s*", done.stdout)
