"""Words in the language of whoever reads: all of them, at once, and never in what machines read."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from gettext import NullTranslations
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from analysis import words
from analysis.charts import theme
from analysis.charts.theme import Chart
from analysis.estimates import NotComparedReason, Verdict, estimate_item
from analysis.events import Event
from analysis.exports import words as phrases
from analysis.exports.breakdowns import category_tables
from analysis.exports.csv import table_bytes
from analysis.exports.document import report_document
from analysis.exports.html import report_html
from analysis.exports.pdf import report_pdf
from analysis.exports.pictures import draw_picture
from analysis.exports.tables import TABLES
from analysis.findings import findings
from analysis.instrument import Instrument
from analysis.nonresponse import nonresponse
from analysis.release import (
    HiddenReason,
    Release,
    ReleasedGroup,
    dump_release,
    load_release,
    release_sha256,
)
from analysis.report import write_report
from analysis.showing import release_in
from analysis.words import DATA, follow, gettext, language, ngettext, remembered, spoken, words_in
from tests.analysis.charts.looking import collisions, outside, texts
from tests.analysis.exports.small import small_releases
from tests.pdfs import text_of
from tests.releases import demo_release, demo_releases, with_together
from tests.test_every_kind import every_kind

EVENTS = (Event(date(2026, 9, 1), "42"), Event(date(2020, 1, 1), "43"))


# The language -----------------------------------------------------------------------------------


def test_words_are_english_unless_told() -> None:
    assert language() == spoken() == "en"
    assert gettext("no evidence of change") == "no evidence of change"
    with words_in("de-AT"):
        assert (language(), spoken()) == ("de-at", "de")
        assert gettext("no evidence of change") == "kein Beleg für eine Änderung"
        with words_in("es"):
            assert gettext("no evidence of change") == "sin indicios de cambio"
        with words_in("tlh"):
            assert (spoken(), gettext("hidden")) == ("en", "hidden")
        assert gettext("hidden") == "verborgen"
    assert gettext("hidden") == "hidden"


def test_values_are_put_in_and_never_read() -> None:
    with words_in("de"):
        assert ngettext("{n} question", "{n} questions", 1) == "1 Frage"
        assert ngettext("{n} question", "{n} questions", 3) == "3 Fragen"
        assert gettext("Constructs in {unit}", unit="{unit} %s") == "Konstrukte in {unit} %s"
    assert gettext("") == ""


@pytest.fixture
def followed() -> Iterator[list[str | None]]:
    """What a server says that its page speaks; nobody is followed afterwards."""
    before, answers = words._ask[0], list[str | None]([None])
    follow(lambda: answers[0])
    yield answers
    follow(before)


def test_a_server_is_followed_at_every_text(followed: list[str | None]) -> None:
    assert language() == "en"
    followed[0] = "de"
    assert gettext("hidden") == "verborgen"
    with words_in("es"):
        assert gettext("hidden") == "oculto"
    followed[0] = None
    assert gettext("hidden") == "hidden"


def test_threads_do_not_hear_each_other() -> None:
    heard: dict[str, str] = {}
    both = threading.Barrier(2, timeout=30)

    def say(code: str) -> None:
        with words_in(code):
            both.wait()
            heard[code] = gettext("hidden")
            both.wait()

    threads = [threading.Thread(target=say, args=(code,)) for code in ("de", "es")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert heard == {"de": "verborgen", "es": "oculto"}
    assert gettext("hidden") == "hidden"


def test_what_is_remembered_is_remembered_in_each_language() -> None:
    made: list[str] = []

    @remembered(maxsize=8)
    def say(number: int) -> str:
        made.append(language())
        return f"{number} {gettext('hidden')}"

    assert say(3) == say(3) == "3 hidden"
    with words_in("de"):
        assert say(3) == say(3) == "3 verborgen"
    assert say(3) == "3 hidden"
    assert made == ["en", "de"]
    say.cache_clear()
    assert say(3) == "3 hidden"
    assert made == ["en", "de", "en"]


def test_figures_that_hold_words_are_german_after_english() -> None:
    release = small_releases()[-1]
    said = []
    for code in ("en", "de", "en"):
        with words_in(code):
            strata = nonresponse(release).cuts
            categories = [t.categories for t in category_tables(release)]
            said.append((findings(release)[0].text, repr(strata), categories))
    assert said[0] == said[2]
    assert "answered" in said[0][0]
    assert "haben geantwortet" in said[1][0]


# What machines read -----------------------------------------------------------------------------


def test_a_release_is_the_same_document_whoever_makes_it() -> None:
    english = dump_release(small_releases()[-1])
    with words_in("de"):
        assert gettext("hidden") == "verborgen"
        assert dump_release(small_releases()[-1]) == english
        assert release_sha256(load_release(english)) == release_sha256(small_releases()[-1])


def test_tables_for_machines_are_the_same_in_every_language() -> None:
    releases = [with_together(release) for release in demo_releases()]
    english = {name: table_bytes(name, releases) for name in TABLES}
    with words_in("de"):
        assert {name: table_bytes(name, releases) for name in TABLES} == english
    assert any(b"hidden: " in table for table in english.values())


def translated_set(asked: Instrument) -> Instrument:
    """A question set with some of its texts in German."""
    texts = {f"constructs.{one.code}.title": f"Konstrukt {one.code}" for one in asked.constructs}
    texts |= {f"items.{one.code}.text": f"Frage {one.code}?" for one in asked.items}
    texts |= {f"sections.{one.code}.title": f"Teil {one.code}" for one in asked.sections}
    texts |= {"scales.role.options.dev": "Entwicklung", "title": "Umfrage"}
    return replace(asked, translations={"de": texts})


def test_questions_are_shown_in_the_language_of_the_reader_under_the_hash_of_the_release() -> None:
    stored = [replace(r, instrument=translated_set(r.instrument)) for r in small_releases()]
    (german,) = [release_in(one, "de-AT") for one in stored[-1:]]
    assert release_in(stored[-1], "es") is stored[-1]
    assert release_in(stored[-1], DATA) is stored[-1]
    assert release_in(german, "de") is german
    assert german.instrument.item("ease").text == "Frage ease?"
    assert release_sha256(german) == release_sha256(stored[-1])
    with pytest.raises(ValueError, match="is a translation"):
        dump_release(german)
    assert german.groups == stored[-1].groups


def test_a_report_in_german_has_german_questions_and_english_tables(tmp_path: Path) -> None:
    stored = [replace(r, instrument=translated_set(r.instrument)) for r in small_releases()]
    write_report(stored, tmp_path / "en")
    with words_in("de"):
        write_report(stored, tmp_path / "de")
    english, german = ((tmp_path / code / "index.html").read_text() for code in ("en", "de"))
    assert '<html lang="en">' in english
    assert '<html lang="de">' in german
    assert "Frage ease?" in german
    assert "Frage ease?" not in english
    assert release_sha256(stored[-1]) in german
    tables = {code: sorted((tmp_path / code / "tables").iterdir()) for code in ("en", "de")}
    assert tables["en"]
    assert [path.read_bytes() for path in tables["de"]] == [
        path.read_bytes() for path in tables["en"]
    ]
    assert (tmp_path / "de" / "pictures" / "items-only.svg").read_bytes() != (
        tmp_path / "en" / "pictures" / "items-only.svg"
    ).read_bytes()


def test_comparisons_are_the_same_where_only_one_round_is_translated() -> None:
    before, after = small_releases()
    before = replace(before, instrument=translated_set(before.instrument))
    english = [one.kind for one in findings(after, before)]
    assert [one.kind for one in findings(after, release_in(before, "de"))] == english


# A language that has no Latin letter ------------------------------------------------------------

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
GREEK = str.maketrans(LATIN, "αβγδεφγηιξκλμνοπθρστυβωχψζΑΒΓΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΒΩΧΨΖ")
#: Digits of a hash, names of formats, and Johnson, after whom weights are called.
ALLOWED = re.compile(r"\b[0-9a-f]{12,64}\b|\b(?:SVG|PNG|PDF|Johnson)\b|[\w-]+\.csv|report\.pdf")
WORD = re.compile(r"[A-Za-z]{2,}")


def in_greek_letters(text: str) -> str:
    """The text with Greek letters, the names in braces left alone."""
    return "".join(
        part if part.startswith("{") else part.translate(GREEK)
        for part in re.split(r"(\{\w*\})", text)
    )


class Greek(NullTranslations):
    """A catalogue that has every text, in Greek letters."""

    def gettext(self, message: str) -> str:
        return in_greek_letters(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return in_greek_letters(msgid1 if n == 1 else msgid2)


@contextmanager
def greek(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(words, "_catalogue", lambda _code: Greek())
    with words_in("grc"):  # nothing that was remembered before
        yield
    monkeypatch.undo()


#: What authors and organisations wrote, by its name in a release.
WRITTEN = {
    "title", "text", "label", "intro", "help", "description", "unit", "low", "high", "path",
    "parent", "within",
}  # fmt: skip


def without_latin_letters(release: Release) -> Release:
    """The release as if everything that a person wrote in it were written in Greek letters."""

    def turned(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: turned(one, key) for key, one in value.items()}
        if isinstance(value, list):
            return [turned(one, name) for one in value]
        return value.translate(GREEK) if isinstance(value, str) and name in WRITTEN else value

    data = json.loads(dump_release(release))
    breakdowns = data.get("breakdowns", [])
    kept = [[group["path"] for group in one["groups"]] for one in breakdowns]
    data = turned(data)
    for one, paths in zip(data.get("breakdowns", []), kept, strict=True):
        for group, path in zip(one["groups"], paths, strict=True):
            group["path"] = path  # the code of an option
    for one in data.get("participation", {}).get("attributes", []):
        for category in one["categories"]:
            category["categories"] = [c.translate(GREEK) for c in category["categories"]]
    return load_release(json.dumps(data))


def latin(said: str) -> list[str]:
    """Words in Latin letters: those that no catalogue was asked for."""
    return WORD.findall(ALLOWED.sub(" ", said))


def stories() -> dict[str, list[Release]]:
    """Rounds of which different things are said, oldest first."""
    demo = [with_together(release) for release in demo_releases()]
    return {
        "three rounds": demo,
        "a first round": [demo_release(2)],
        "an open link": [demo_release(1, counted=False), demo_release(2, counted=False)],
        "everybody": [demo_release(2, answers=70)],
        "few": [demo_release(1, answers=9), demo_release(2, answers=12)],
        "nobody shown": [demo_release(2, answers=3)],
        "two small rounds": small_releases(),
        "every kind": [every_kind(30), every_kind(40, skipping=3)],
        "a file": [replace(r, round=replace(r.round, mode="file")) for r in demo[-2:]],
        "corrected": [
            replace(demo[-1], corrects="42", round=replace(demo[-1].round, full_detail=True))
        ],
        "kept": [replace(demo[-1], round=replace(demo[-1].round, kept_responses_days=14))],
    }


STORIES = sorted(stories())


def everything_drawn(releases: list[Release]) -> Iterator[Chart]:
    names = ["constructs", "items", "drivers", "heatmap", "trend-constructs", "trend-items"]
    names += ["change-constructs", "change-items"] if len(releases) > 1 else []
    asked = releases[-1].instrument
    pictures = [(name, "", "") for name in names]
    pictures += [("constructs", "", unit.path) for unit in releases[-1].units[:3]]
    several = {item.scale.kind: item.code for item in asked.counted_items}
    pictures += [("item", code, "") for code in several.values()]
    for name, code, group in pictures:
        try:
            yield draw_picture(name, releases, group=group, code=code, events=EVENTS)
        except ValueError:  # no heatmap without units
            assert name == "heatmap"


@pytest.mark.parametrize("story", STORIES)
def test_nothing_is_said_past_the_catalogues(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    releases = [without_latin_letters(release) for release in stories()[story]]
    assert latin(draw_picture("constructs", releases).alt)  # English has Latin letters
    with greek(monkeypatch):
        for chart in everything_drawn(releases):
            assert latin(" ".join([*texts(chart), chart.alt, chart.title])) == []
        before = releases[-2] if len(releases) > 1 else None
        said = [one.text for one in findings(releases[-1], before)]
        assert latin(" ".join(said)) == []
        for paged in (False, True):
            assert latin(said_by(releases, paged=paged)) == []


class _Text(HTMLParser):
    """The words of a page, and what is read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_style = tag == "style"
        self.said += [text or "" for name, text in attrs if name in ("aria-label", "alt", "title")]

    def handle_data(self, data: str) -> None:
        if not self.is_style:
            self.said.append(data)


def said_by(releases: list[Release], *, paged: bool) -> str:
    """Everything that the report says."""
    page = _Text()
    page.feed(report_html(report_document(releases, paged=paged), {}, [("items.csv", "x")]))
    return " ".join(page.said)


def test_the_pdf_says_nothing_past_the_catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    releases = [without_latin_letters(release) for release in demo_releases()]
    assert "Contents" in text_of(report_pdf(report_document(releases, paged=True), {}))
    with greek(monkeypatch):
        said = text_of(report_pdf(report_document(releases, paged=True), {}))
    assert "Contents".translate(GREEK) in said
    assert latin(said) == []


def test_every_reason_and_verdict_is_in_the_catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    release = demo_releases()[-1]
    hidden = ReleasedGroup("", "", None, None, None, HiddenReason.TOO_FEW)
    with greek(monkeypatch):
        for reason in HiddenReason:
            said = phrases.hidden_words(release, reason)
            assert latin(said) == []
            found = findings(replace(release, groups=(replace(hidden, hidden=reason),)))
            assert latin(found[0].text) == []
        for mode in phrases.MODES:
            for days in (0, 1, 14):
                facts = replace(release.round, mode=mode, kept_responses_days=days)
                assert latin(phrases.mode_words(replace(release, round=facts))) == []
        assert len(phrases.NOT_COMPARED) == len(NotComparedReason)
        assert {words.translate(text) for text in phrases.NOT_COMPARED.values()}.isdisjoint(
            phrases.NOT_COMPARED.values()
        )
    assert len(Verdict) == 4


# German and Spanish are longer ------------------------------------------------------------------


#: Each kind of chart, of rounds that have it: what may touch is the same in every other one.
KINDS = (
    *product(["three rounds"], ["constructs", "change-constructs", "drivers"], [""]),
    *product(["three rounds"], ["trend-constructs"], ["", "feedback"]),
    ("three rounds", "item", "fix_first"),
    *product(["two small rounds"], ["heatmap", "items", "change-items"], [""]),
    *product(["every kind"], ["constructs", "items"], [""]),
    *product(["every kind"], ["item"], ["improve_first", "hours_lost", "release_at_will"]),
)


@pytest.mark.parametrize("code", words.LANGUAGES[1:])
def test_no_text_of_a_picture_touches_another_or_leaves_the_paper(code: str) -> None:
    told = stories()
    with words_in(code):
        for (story, name, item), width in product(KINDS, [960.0, 840.0, 360.0]):
            chart = draw_picture(name, told[story], code=item, width=width, events=EVENTS)
            assert collisions(chart) == [], chart.title
            assert outside(chart) == [], chart.title


def test_numbers_in_sentences_have_the_mark_of_their_language() -> None:
    release = every_kind(30)
    cell = estimate_item(release, "", "hours_lost")
    english = draw_picture("item", [release], code="hours_lost")
    with words_in("de"):
        german = draw_picture("item", [release], code="hours_lost")
    mean = re.search(r"\d+\.\d", english.title)
    assert mean, (english.title, cell)
    assert mean[0].replace(".", ",") in german.title
    assert theme.svg_bytes(german) != theme.svg_bytes(english)
