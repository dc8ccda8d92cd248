"""The survey's page where a section is shuffled and a text repeats an earlier answer."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from analysis.instrument import Instrument
from questionnaires.formats.question_set_yaml import read_question_set
from surveyapp.answer_form import read_answers
from surveyapp.piped_texts import marked_text
from surveyapp.survey_pages import survey_context
from tests.instruments import all_scales
from tests.question_sets import REPEATING

INERT = "<img src=x onerror=alert(1)>\"'&"


@pytest.fixture
def instrument() -> Instrument:
    return read_question_set(REPEATING, "tools.yaml")


def page_of(instrument: Instrument, **options: object) -> str:
    context = survey_context(instrument, **options)  # type: ignore[arg-type]
    return render_to_string("survey/form.html", context)


def places(html: str) -> list[tuple[str, dict[str, str], str, str]]:
    """Question, labels, words without an answer, and what stands there, of each place."""
    found = re.findall(
        r'<span data-piped="([^"]*)" data-labels="([^"]*)" data-otherwise="([^"]*)">([^<]*)</span>',
        html,
    )
    return [
        (code, json.loads(unescape(labels)), unescape(words), unescape(shown))
        for code, labels, words, shown in found
    ]


def test_a_place_says_what_stands_in_it(instrument: Instrument) -> None:
    html = page_of(instrument)
    legend, help_text, clear = places(html)
    assert legend == ("tool", {"yes": "Yes", "no": "No"}, "the debugger", "the debugger")
    assert clear == legend, "the button repeats the question"
    assert help_text[2:] == ("nothing yet", "nothing yet")
    assert re.search(r'<legend id="q-fails-legend">How often does <span [^>]+>the debugger</', html)


def test_a_place_in_another_language_has_its_labels(instrument: Instrument) -> None:
    legend = places(page_of(instrument, language="de"))[0]
    assert legend == ("tool", {"yes": "Ja", "no": "Nein"}, "der Debugger", "der Debugger")


def test_the_summary_of_errors_has_the_place_too(instrument: Instrument) -> None:
    form = read_answers(instrument, QueryDict("q.fails=12&q.tool=yes"))
    assert set(form.errors) == {"fails"}
    html = page_of(instrument, form=form)
    assert re.search(r'<a href="#q-fails">How often does <span data-piped="tool"', html)


def test_markup_is_text_wherever_it_comes_from() -> None:
    source = REPEATING.replace("yes_no", "answers").replace(
        "sections:\n  - code",
        "scales:\n  - {code: answers, kind: single, options: [{code: yes, label: "
        + json.dumps(INERT)
        + "}, {code: no, label: No}]}\nsections:\n  - code",
        1,
    )
    source = source.replace("{tool|the debugger}", "{tool|<b>it</b>} <i>", 1)
    source = source[: source.index("translations:")]
    html = page_of(read_question_set(source, "tools.yaml"))
    assert INERT not in html
    assert places(html)[0][1]["yes"] == INERT
    assert places(html)[0][3] == "<b>it</b>"
    assert not re.search(r"<(b|i|img)\b", html)


def test_an_option_with_words_of_ones_own_says_nothing_elsewhere() -> None:
    other = all_scales().item("editor").scale.say
    assert other
    marked = marked_text("Is {editor|it} quick?", all_scales())
    assert [labels.keys() for _c, labels, _w, _s in places(marked)] == [{"ide"}]


@pytest.mark.parametrize("code", ["gone", "best_thing", "tools_slow", "change_fail"])
def test_what_cannot_be_repeated_is_plain_words(code: str) -> None:
    """No draft has it; a set that was stored in another way might."""
    assert marked_text(f"Is {{{code}|it <b>}} quick?", all_scales()) == "Is it &lt;b&gt; quick?"


def test_a_text_without_a_place_is_left_to_the_template() -> None:
    text = "<b>5 < 6 {so}"
    assert marked_text(text, all_scales()) == text
    assert not isinstance(marked_text(text, all_scales()), SafeString)


def test_only_a_section_that_allows_it_is_shuffled(instrument: Instrument) -> None:
    assert page_of(instrument).count("data-shuffle") == 1
    assert "data-shuffle" not in page_of(all_scales())


def test_without_the_script_the_order_is_the_author_s(instrument: Instrument) -> None:
    found = re.findall(r'data-item="(\w+)"', page_of(instrument))
    assert found == [item.code for item in instrument.items]


def test_the_module_comes_where_something_is_repeated(instrument: Instrument) -> None:
    assert survey_context(instrument)["survey"].has_piping
    assert not survey_context(all_scales())["survey"].has_piping
