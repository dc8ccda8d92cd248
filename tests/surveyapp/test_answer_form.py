"""Reading a form: every kind of answer, and everything that a browser may send instead."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from analysis.dataset import from_records
from analysis.instrument import Instrument, Item, ScaleKind, number_scale
from analysis.ranges import NumberRange
from surveyapp.answer_form import AnswerForm, read_answers
from tests.instruments import all_scales

INSTRUMENT = all_scales()
REQUIRED = {"release_at_will": ["4"], "fix_first": ["builds"]}


def read(**fields: str | list[str]) -> AnswerForm:
    data = QueryDict(mutable=True)
    for code, values in {**REQUIRED, **fields}.items():
        data.setlist(f"q.{code}", values if isinstance(values, list) else [values])
    return read_answers(INSTRUMENT, data)


def error_of(code: str, **fields: str | list[str]) -> str:
    form = read(**fields)
    assert set(form.errors) == {code}
    assert code not in form.answers
    return form.errors[code]


def test_every_kind_of_answer() -> None:
    form = read(
        failure_known="7",
        lead_time="5",
        change_fail=" 012 % ",
        on_call="yes",
        woken="4",
        woken_why="  A full disk.\r\nAgain.\r\n",
        tools_slow=["wiki", "ide"],
        recommend="10",
        best_thing="Tests.",
        role="other",
    )
    assert form.is_valid
    assert form.answers == {
        "release_at_will": "4",
        "failure_known": "7",
        "lead_time": "5",
        "change_fail": "12",
        "on_call": "yes",
        "woken": "4",
        "tools_slow": ["ide", "wiki"],
        "fix_first": ["builds"],
        "recommend": "10",
        "role": "other",
    }
    assert form.comments == {"woken_why": "A full disk.\nAgain.", "best_thing": "Tests."}


def test_not_applicable_is_an_answer_where_it_is_offered() -> None:
    form = read(release_at_will="_na", change_fail="_na", tools_slow="_na")
    assert form.is_valid
    assert form.answers["release_at_will"] == "_na"
    assert form.answers["change_fail"] == "_na"
    assert form.answers["tools_slow"] == "_na"
    assert "not one of" in error_of("on_call", on_call="_na")


def test_nothing_is_skipped_in_silence() -> None:
    form = read_answers(INSTRUMENT, QueryDict())
    assert set(form.errors) == {"release_at_will", "fix_first"}
    assert "N/A is an answer" in form.errors["release_at_will"]
    assert "N/A" not in form.errors["fix_first"]
    assert form.answers == {}


def test_empty_values_are_no_answers() -> None:
    form = read(lead_time="", change_fail="  ", best_thing="\r\n", tools_slow=["", ""])
    assert form.is_valid
    assert set(form.answers) == {"release_at_will", "fix_first"}
    assert form.comments == {}


@pytest.mark.parametrize("answer", ["0", "6", "Agree", "４", "_skipped", "_not_shown"])
def test_an_unknown_option_is_refused(answer: str) -> None:
    assert "not one of the answers" in error_of("release_fear", release_fear=answer)


def test_one_answer_to_a_single_choice() -> None:
    assert "one answer only" in error_of("role", role=["backend", "data"])


def test_too_many_choices() -> None:
    three = ["builds", "docs", "reviews"]
    assert read(fix_first=three).answers["fix_first"] == three
    message = error_of("fix_first", fix_first=[*three, "deploys"])
    assert message == "Choose at most 3; 4 are chosen."


def test_the_same_choice_twice_counts_once() -> None:
    assert read(tools_slow=["ci", "ci"]).answers["tools_slow"] == ["ci"]


@pytest.mark.parametrize("code", ["change_fail", "tools_slow"])
def test_an_answer_and_not_applicable_exclude_each_other(code: str) -> None:
    other = {"change_fail": "5", "tools_slow": "ci"}[code]
    assert "not both" in error_of(code, **{code: [other, "_na"]})


@pytest.mark.parametrize(
    "number", ["101", "-1", "12.5", "1e1", "ten", "٣", "²", "9" * 5_000, "+5", "0x10", "5 6"]
)
def test_a_percentage_is_a_whole_number_from_0_to_100(number: str) -> None:
    assert "whole number from 0 to 100" in error_of("change_fail", change_fail=number)


@pytest.mark.parametrize("number", ["0", "100", "7"])
def test_the_ends_of_a_percentage(number: str) -> None:
    assert read(change_fail=number).answers["change_fail"] == number


def test_a_text_is_limited_in_characters_not_in_bytes_or_line_ends() -> None:
    fits = "ü" * 1_999 + "\r\n"
    assert len(read(best_thing=fits + "x").errors) == 1
    assert read(best_thing=fits).is_valid
    message = error_of("best_thing", best_thing="a" * 2_003)
    assert message == "Shorten this to 2000 characters; it has 2003."


def test_control_characters_are_left_out() -> None:
    assert read(best_thing="a\x00b\x1bc\td").comments["best_thing"] == "abc\td"


def test_answers_to_items_that_are_not_shown_are_dropped() -> None:
    hidden = {"woken": "5", "woken_why": "A full disk."}
    shown = read(on_call="yes", **hidden)
    assert shown.answers["woken"] == "5"
    assert shown.comments == {"woken_why": "A full disk."}
    for answer in ("no", ""):
        form = read(on_call=answer, **hidden)
        assert form.is_valid
        assert "woken" not in form.answers
        assert form.comments == {}


def test_mistakes_in_items_that_are_not_shown_do_not_count() -> None:
    assert read(on_call="no", woken="99").is_valid
    assert not read(on_call="yes", woken="99").is_valid


def test_fields_of_no_item_are_dropped() -> None:
    form = read(nonsense="1", release_at_will_="2")
    assert form.is_valid
    assert set(form.answers) == {"release_at_will", "fix_first"}


def test_everything_typed_is_kept_to_be_given_back() -> None:
    form = read(change_fail="about 12", best_thing="a" * 3_000, on_call="no", woken="4")
    assert form.typed["change_fail"] == ["about 12"]
    assert form.typed["best_thing"] == ["a" * 3_000]
    assert form.typed["woken"] == ["4"]


def test_errors_come_in_the_order_asked() -> None:
    form = read(role="x", lead_time="x", change_fail="x", release_at_will="")
    assert list(form.errors) == ["release_at_will", "lead_time", "change_fail", "role"]


# Numbers, rankings, words of one's own -------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("2.5", "2.5"), ("2,5", "2.5"), ("0", "0"), ("40", "40"), ("07.50", "7.5"),
     ("3 hours a week", "3")],
)  # fmt: skip
def test_an_amount_is_stored_as_the_plainest_text_of_its_number(typed: str, stored: str) -> None:
    assert read(hours_lost=typed).answers["hours_lost"] == stored


@pytest.mark.parametrize("typed", ["40.5", "-1", "0.3", "1e1", "a lot", "NaN", "3 days"])
def test_an_amount_off_its_scale_is_refused_in_words(typed: str) -> None:
    said = error_of("hours_lost", hours_lost=typed)
    assert said == "Write a number from 0 to 40 in steps of 0.5, without a unit."
    assert read(hours_lost=typed).typed["hours_lost"] == [typed]


@pytest.mark.parametrize("typed", ["1,000", "1.000", "-1.000"])
def test_a_thousand_that_may_be_one_is_refused(typed: str) -> None:
    numbers = NumberRange(-5_000, 5_000, 50, low="Loss", high="Gain")
    scale = number_scale("money", ScaleKind.SLIDER, numbers)
    asked = Instrument("i", "I", (), (Item("money", "How much?", scale),))
    assert read_answers(asked, QueryDict(f"q.money={typed}")).errors
    assert read_answers(asked, QueryDict("q.money=1000")).answers == {"money": "1000"}


def ranked(code: str, **places: str) -> dict[str, str | list[str]]:
    return {f"{code}.{option}": place for option, place in places.items()}


def test_a_ranking_is_a_list_in_order() -> None:
    form = read(**ranked("improve_first", docs="1", builds="2", calm=""))
    assert form.answers["improve_first"] == ["docs", "builds"]
    form = read(**ranked("valued", speed="3", care="1", calm="2"))
    assert form.answers["valued"] == ["care", "calm", "speed"]


@pytest.mark.parametrize(
    ("code", "places", "said"),
    [
        ("improve_first", {"docs": "1", "builds": "1"}, "Two stand in place 1."),
        ("improve_first", {"docs": "1", "builds": "3"}, "Nothing stands in place 2."),
        ("improve_first", {"docs": "2"}, "Nothing stands in place 1."),
        ("improve_first", {"docs": "4"}, "That is not one of the answers."),
        ("improve_first", {"docs": "first"}, "That is not one of the answers."),
        ("valued", {"care": "1", "calm": "2"}, "Give each of the 3 a place, or none of them."),
    ],
)
def test_an_order_with_gaps_or_two_in_a_place_is_refused(
    code: str, places: dict[str, str], said: str
) -> None:
    fields = ranked(code, **places)
    assert error_of(code, **fields).startswith(said)
    kept = read(**fields).typed
    assert {name: kept[name][0] for name in fields} == fields


def test_a_ranking_and_not_applicable_exclude_each_other() -> None:
    assert read(improve_first="_na").answers["improve_first"] == "_na"
    assert "not both" in error_of(
        "improve_first", improve_first="_na", **ranked("improve_first", docs="1")
    )


@pytest.mark.parametrize(
    ("code", "answer"), [("waits_for", ["builds", "other"]), ("editor", "other")]
)
def test_words_beside_other_go_with_the_comments(code: str, answer: str | list[str]) -> None:
    form = read(**{code: answer, f"{code}.say": "  Access "})
    assert form.answers[code] == answer
    assert form.comments == {code: "Access"}
    assert code not in read(**{code: answer}).comments


@pytest.mark.parametrize(
    ("code", "answer"), [("waits_for", ["builds"]), ("editor", "ide"), ("editor", "")]
)
def test_words_without_their_option_are_kept_and_the_person_is_told(
    code: str, answer: str | list[str]
) -> None:
    fields = {code: answer, f"{code}.say": "Access"}
    said = error_of(code, **fields)
    assert said.startswith("You wrote something beside “")
    assert read(**fields).typed[f"{code}.say"] == ["Access"]
    assert read(**fields).comments == {}


def test_words_beside_other_are_limited() -> None:
    fields: dict[str, str | list[str]] = {"waits_for": ["other"], "waits_for.say": "x" * 201}
    assert error_of("waits_for", **fields) == "Shorten this to 200 characters; it has 201."


def test_an_exclusive_option_is_refused_beside_others() -> None:
    assert read(waits_for=["nothing"]).answers["waits_for"] == ["nothing"]
    said = error_of("waits_for", waits_for=["builds", "nothing"])
    assert said.startswith("“I do not wait for anything” is an answer of its own.")


CODES = st.sampled_from(
    [f"q.{item.code}" for item in INSTRUMENT.items]
    + [f"q.{item.code}.{o.code}" for item in INSTRUMENT.items[-4:] for o in item.scale.options]
    + ["q.waits_for.say", "q.editor.say", "q.improve_first.docs", "q.improve_first.builds"]
)
VALUES = st.one_of(
    st.sampled_from(
        [
            "1",
            "2",
            "3",
            "4",
            "5",
            "2,5",
            "yes",
            "_na",
            "builds",
            "docs",
            "ci",
            "12",
            "other",
            "nothing",
        ]
    ),
    st.text(max_size=12),
)


@given(st.lists(st.tuples(CODES, VALUES), max_size=30))
def test_whatever_is_valid_can_be_counted(fields: list[tuple[str, str]]) -> None:
    data = QueryDict(mutable=True)
    for name, value in fields:
        data.appendlist(name, value)
    form = read_answers(INSTRUMENT, data)
    from_records(INSTRUMENT, [dict(form.answers)], [""])


@given(st.data())
def test_what_is_read_does_not_depend_on_the_order_in_which_it_is_sent(data: st.DataObject) -> None:
    """A section may be shown in a random order; what is stored must not tell in which."""
    sent = [
        ("q.release_at_will", "4"), ("q.on_call", "yes"), ("q.woken", "4"),
        ("q.woken_why", "A full disk."), ("q.tools_slow", "wiki"), ("q.tools_slow", "ide"),
        ("q.fix_first", "builds"), ("q.best_thing", "Tests."), ("q.waits_for", "other"),
        ("q.waits_for.say", "Hardware"), ("q.improve_first.docs", "2"),
        ("q.improve_first.builds", "1"), ("q.editor", "other"), ("q.editor.say", "My own"),
    ]  # fmt: skip

    def stored(pairs: list[tuple[str, str]]) -> str:
        form = read_answers(INSTRUMENT, QueryDict(urlencode(pairs)))
        assert form.is_valid
        return json.dumps([form.answers, form.comments])  # as a database keeps it, order and all

    assert "Hardware" in stored(sent)
    assert stored(data.draw(st.permutations(sent))) == stored(sent)
