"""Question sets: what is read, what is refused and how that is said, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from analysis.instrument import (
    Condition,
    Instrument,
    ScaleKind,
    Section,
    instrument_as_json,
    instrument_from_json,
)
from analysis.measures import item_measure
from analysis.scales import BUILT_IN
from questionnaires.formats.problems import Problem, QuestionSetError
from questionnaires.formats.question_set_diff import is_measured_alike, reads_alike
from questionnaires.formats.question_set_yaml import (
    MOST_PROBLEMS,
    raise_wordings,
    read_question_set,
    write_question_set,
)
from tests.instruments import all_scales
from tests.question_sets import SMALL, instruments


def problems(text: str) -> list[Problem]:
    with pytest.raises(QuestionSetError) as caught:
        read_question_set(text, "small.yaml")
    return caught.value.problems


def only_problem(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, [str(problem) for problem in found]
    return found[0]


def line_of(text: str, part: str) -> int:
    """The line of the last place where a text holds a part."""
    assert part in text
    return text[: text.rindex(part)].count("\n") + 1


def swap(old: str, new: str) -> str:
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def test_a_small_question_set() -> None:
    read = read_question_set(SMALL, "small.yaml")
    assert (read.code, read.title, read.language) == ("small-set", "Small set", "en")
    ease, fear, on_call, woken, fix_first = read.items
    assert (ease.scale, ease.construct) == (BUILT_IN["agreement_5"], "delivery")
    assert (ease.space, ease.devex) == ("efficiency", "flow_state")
    assert ease.dora == "deployment_automation"
    assert ease.source == "DORA, deployment automation"
    assert (ease.wording, ease.allows_na, ease.required, ease.reverse) == (1, True, False, False)
    assert (fear.wording, fear.reverse) == (3, True)
    assert not on_call.allows_na
    assert woken.show_if == Condition("on_call", frozenset({"yes"}))
    assert fix_first.scale.kind is ScaleKind.MULTIPLE
    assert fix_first.scale.max_choices == 2
    assert [option.label for option in fix_first.scale.options] == ["Tests", "Documents", "Reviews"]
    assert read.construct("delivery").items == ("deploy_ease", "deploy_fear")
    assert read.sections[0].items == tuple(item.code for item in read.items)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(instruments())
def test_reading_what_was_written_gives_the_same(instrument: Instrument) -> None:
    written = write_question_set(instrument)
    read = read_question_set(written, "written.yaml")
    assert read == instrument
    assert write_question_set(read) == written
    assert instrument_from_json(instrument_as_json(read)) == read


def test_an_instrument_with_every_kind_of_item_is_written_and_read() -> None:
    assert read_question_set(write_question_set(all_scales()), "all.yaml") == all_scales()


def test_a_built_in_scale_is_written_by_name_and_a_changed_one_in_full() -> None:
    instrument = read_question_set(SMALL, "small.yaml")
    assert "Strongly agree" not in write_question_set(instrument)
    own = replace(BUILT_IN["agreement_5"], favourable=frozenset({"5"}))
    items = tuple(
        replace(item, scale=own) if item.scale.code == "agreement_5" else item
        for item in instrument.items
    )
    changed = replace(instrument, items=items)
    assert "Strongly agree" in write_question_set(changed)
    assert read_question_set(write_question_set(changed), "x.yaml") == changed


def test_an_item_outside_the_sections_cannot_be_written() -> None:
    instrument = read_question_set(SMALL, "small.yaml")
    broken = replace(instrument, sections=(Section("shipping", "Shipping", ("deploy_ease",)),))
    with pytest.raises(ValueError, match="every item must stand in one section"):
        write_question_set(broken)


def test_an_outcome_is_read_and_written() -> None:
    read = read_question_set(swap("sections:", "outcome: woken\nsections:"), "small.yaml")
    assert read.outcome == "woken"
    assert read_question_set(write_question_set(read), "small.yaml") == read
    assert read_question_set(SMALL, "small.yaml").outcome == ""
    assert "outcome" not in write_question_set(read_question_set(SMALL, "small.yaml"))


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("wokn", "Outcome names no item of this set: 'wokn'. Did you mean 'woken'?"),
        ("fix_first", "Outcome: fix_first has the scale area, which has no numbers."),
        ("on_call", "Outcome: on_call has the scale yes_no, which has no numbers."),
        ("role", "Outcome: role is an attribute, which describes people."),
        ("words", "Outcome: words has the scale long_text, which has no numbers."),
        ("delivery", "Outcome names no item of this set: 'delivery'."),
        ("5", "Outcome is 5. Write the code of a question on an ordered scale, say recommend"),
        ("[woken]", "Write the code of a question on an ordered scale, say recommend."),
    ],
)
def test_an_outcome_that_nothing_can_go_along_with(outcome: str, said: str) -> None:
    more = """\
      - {code: role, text: "How long here?", scale: frequency_5, attribute: true}
      - {code: words, text: "What else?", scale: long_text}
"""
    text = swap("sections:", f"outcome: {outcome}\nsections:") + more
    with pytest.raises(QuestionSetError) as caught:
        read_question_set(text, "small.yaml")
    line = 1 + text[: text.index("outcome:")].count("\n")
    problem = caught.value.problems[0]
    assert (problem.line, said in problem.message) == (line, True), problem


def test_what_an_option_is_about_and_the_hours_lost_are_read_and_written() -> None:
    assert "construct: delivery}" not in SMALL
    text = swap("label: Tests}", "label: Tests, construct: delivery}")
    text = text.replace("sections:", "time_lost: woken\nsections:")
    read = read_question_set(text, "small.yaml")
    assert read.time_lost == "woken"
    scale = read.item("fix_first").scale
    assert [option.construct for option in scale.options] == ["delivery", None, None]
    assert read_question_set(write_question_set(read), "small.yaml") == read
    assert instrument_from_json(instrument_as_json(read)) == read
    plain = read_question_set(SMALL, "small.yaml")
    assert plain.time_lost == ""
    assert "time_lost" not in write_question_set(plain)
    assert "time_lost" not in instrument_as_json(plain)


def test_what_an_option_is_about_is_no_part_of_what_is_asked() -> None:
    plain = read_question_set(SMALL, "small.yaml").item("fix_first")
    text = swap("label: Tests}", "label: Tests, construct: delivery}")
    about = read_question_set(text, "small.yaml").item("fix_first")
    assert plain.scale != about.scale
    assert item_measure(plain).identity == item_measure(about).identity
    assert reads_alike(plain, about)
    assert is_measured_alike(plain, about)
    other = read_question_set(swap("label: Tests}", "label: Test}"), "x.yaml").item("fix_first")
    assert not reads_alike(plain, other)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "label: Tests}", "label: Tests, construct: delivry}",
            "Scale area: the option tests is about the construct 'delivry', which is not listed.",
        ),
        (
            "label: Tests}", "label: Tests, construct: 5}",
            "Option tests of scale area: construct is 5. Write the code of a construct",
        ),
        (
            "sections:", "time_lost: wokn\nsections:",
            "Time_lost names no item of this set: 'wokn'. Did you mean 'woken'?",
        ),
        ("sections:", "time_lost: role\nsections:", "Time_lost: role is an attribute"),
        (
            "sections:", "time_lost: on_call\nsections:",
            "Time_lost: on_call has the scale yes_no, which has no numbers.",
        ),
        ("sections:", "time_lost: part\nsections:", "Time_lost: part is answered in percent."),
        (
            "sections:", "time_lost: minutes\nsections:",
            "Time_lost: the values of minutes run from 0 to 600. Hours a week lie from 0 to 168",
        ),
    ],
)  # fmt: skip
def test_topics_and_hours_that_are_none(old: str, new: str, said: str) -> None:
    more = """\
      - {code: role, text: "How long here?", scale: frequency_5, attribute: true}
      - {code: part, text: "How much?", scale: percentage}
      - {code: minutes, text: "How many minutes?", scale: minutes}
"""
    minutes = "  - {code: minutes, kind: amount, maximum: 600, step: 10, unit: minutes}\n"
    text = (SMALL + more).replace("constructs:\n", f"{minutes}constructs:\n", 1)
    assert read_question_set(text, "small.yaml").time_lost == ""
    text = text.replace(old, new, 1)
    with pytest.raises(QuestionSetError) as caught:
        read_question_set(text, "small.yaml")
    changed = new.partition("\n")[0]
    problem = caught.value.problems[0]
    line = text[: text.index(changed)].count("\n") + 1
    assert (problem.line, said in problem.message) == (line, True), problem


def test_a_level_is_about_nothing() -> None:
    scale = """\
  - code: levels
    kind: ordinal
    options:
      - {code: low, label: Low, construct: delivery}
      - {code: high, label: High}
constructs:
"""
    with pytest.raises(QuestionSetError) as caught:
        read_question_set(SMALL.replace("constructs:\n", scale, 1), "small.yaml")
    (problem,) = caught.value.problems
    assert "construct belongs to options of kind: single or multiple or ranking" in problem.message


def test_words_that_old_yaml_misreads_are_texts() -> None:
    text = swap('"Are you on call?"', "on").replace("title: Small set", "title: 2027-04-06")
    read = read_question_set(text, "small.yaml")
    assert (read.title, read.item("on_call").text) == ("2027-04-06", "on")


def test_line_breaks_in_a_text_are_spaces() -> None:
    folded = "text: >\n          Are you\n          on call?\n        scale: yes_no"
    text = swap('{code: on_call, text: "Are you on call?", scale: yes_no, na: off}',
                f"code: on_call\n        {folded}")  # fmt: skip
    assert read_question_set(text, "small.yaml").item("on_call").text == "Are you on call?"


@pytest.mark.parametrize(
    ("old", "new", "part", "said"),
    [
        (
            "title: Small set",
            "titel: Small set",
            "titel",
            "key 'titel' is unknown. Did you mean 'title'?",
        ),
        (
            "code: small-set",
            "code: Small Set",
            "Small Set",
            "lower-case letters, digits and single hyphens",
        ),
        (
            "scale: frequency_5",
            "scale: frequency",
            "scale: frequency",
            "no scale 'frequency'. Did you mean 'frequency_5'?",
        ),
        (
            "scale: frequency_5",
            "scale: xyz",
            "scale: xyz",
            "There are: agreement_5, agreement_7, area,",
        ),
        (
            "        construct: delivery\n        space",
            "        construct: delivry\n        space",
            "delivry",
            "Did you mean 'delivery'?",
        ),
        (
            "space: efficiency",
            "space: speed",
            "space: speed",
            "Write one of: satisfaction, performance",
        ),
        ("devex: flow_state", "devex: flowstate", "flowstate", "Did you mean 'flow_state'?"),
        (
            "dora: deployment_automation",
            "dora: 5",
            "dora: 5",
            "Write a capability, metric or outcome",
        ),
        ("na: off", "na: no", "na: no", "Write on or off"),
        ("wording: 3", "wording: 0", "wording: 0", "Write a whole number from 1 up"),
        ("wording: 3", "wording: 4.0", "wording: 4.0", "Write a whole number from 1 up"),
        ("reverse: true", "reverse: yes", "reverse: yes", "Write true or false"),
        (
            "scale: frequency_5",
            "scale: frequency_5\n        reverse: 1",
            "reverse: 1",
            "Write true or false",
        ),
        ("na: off", "reverse: true", "code: on_call", "yes_no has none. Delete it"),
        ("na: off", "construct: delivery", "code: on_call", "has no numbers. Use an ordinal scale"),
        (
            "scale: frequency_5",
            "scale: long_text\n        attribute: true",
            "attribute",
            "kind single or ordinal",
        ),
        (
            "scale: frequency_5",
            "scale: nps\n        construct: delivery",
            "scale: nps",
            "deploy_ease runs from 1 to 5",
        ),
        (
            "scale: frequency_5",
            "scale: agreement_7\n        construct: delivery",
            "scale: agreement_7",
            "the same numbers and boxes",
        ),
        ("item: on_call", "item: fix_first", "show_if", "asked only afterwards. Move it before"),
        ("item: on_call", "item: woken", "show_if", "asked only afterwards"),
        ("item: on_call", "item: oncall", "show_if", "Did you mean 'on_call'?"),
        (
            "answers: [yes]",
            "answers: [sometimes]",
            "answers",
            "'sometimes' is no answer to on_call. There are: yes, no",
        ),
        ("answers: [yes]", "answers: []", "answers", "Write a list of option codes"),
        (
            "max_choices: 2",
            "max_choices: 4",
            "max_choices",
            "max_choices is 4, and there are 3 options",
        ),
        ("max_choices: 2", "max_choices: 1", "max_choices", "for one answer use kind: single"),
        ("max_choices: 2", "max_choices: two", "max_choices", "a whole number from 2 up"),
        (
            "max_choices: 2",
            "favourable: [tests]",
            "favourable",
            "does not belong to a scale of this kind",
        ),
        (
            "max_choices: 2",
            "max_length: 2",
            "max_length",
            "does not belong to a scale of this kind",
        ),
        (
            "code: docs, label",
            "code: tests, label",
            "label: Documents",
            "option 'tests' stands here again; the first is in line 9",
        ),
        ("label: Documents", "label: Tests", "code: docs", "label 'Tests' stands here again"),
        ("label: Documents", "label: 5", "code: docs", "a number as text needs quotes"),
        ("label: Documents", "label: Documents, value: 2", "code: docs", "has no order"),
        (
            "- {code: delivery, title: Delivery}",
            "- {code: delivery, title: Delivery}\n  - {code: flow, title: Flow}",
            "code: flow",
            "no item measures it",
        ),
        (
            'text: "Are you on call?", ',
            "",
            "code: on_call",
            "text is missing. Write a text of at most 500",
        ),
        ("title: Small set", "title:", "title:\nscales", "Title is empty"),
        ("title: Small set", "title: ''", "title: ''", "Title is empty"),
        ("title: Small set", "title: ' '", "title: ' '", "Title is ' '. Write a text"),
        ('"Are you on call?"', "[one, two]", "code: on_call", "text is a list. Write a text"),
        (
            "- code: woken",
            "- code: on_call",
            "- code: on_call",
            "item 'on_call' stands here again; the first is in line 33",
        ),
        (
            "title: Small set",
            "title: Small set\nlanguage: english language",
            "language",
            "Write a language code: en, de, pt-BR",
        ),
    ],
)
def test_what_is_wrong_where_and_what_to_write(old: str, new: str, part: str, said: str) -> None:
    text = swap(old, new)
    found = [problem for problem in problems(text) if said in problem.message]
    assert found, [str(problem) for problem in problems(text)]
    assert found[0].line == line_of(text, part)
    assert found[0].file == "small.yaml"


ORDINAL = """\
  - code: weeks
    kind: ordinal
    options:
      - {code: few, label: Few, value: 1}
      - {code: some, label: Some, value: 2.5}
      - {code: many, label: Many, value: 4}
    favourable: [few]
    unfavourable: [many]
"""


def with_weeks(**changes: str) -> str:
    scale = ORDINAL
    for old, new in changes.items():
        known = {"some": "Some, value: 2.5", "good": "favourable: [few]\n    un", "bad": "[many]"}
        assert known[old] in scale
        scale = scale.replace(known[old], new)
    text = swap("scales:\n", "scales:\n" + scale)
    return text.replace("scale: frequency_5", "scale: weeks")


def test_an_ordinal_scale_of_ones_own() -> None:
    scale = read_question_set(with_weeks(), "small.yaml").item("woken").scale
    assert scale.values == (1, 2.5, 4)
    assert (scale.favourable, scale.unfavourable) == (frozenset({"few"}), frozenset({"many"}))


@pytest.mark.parametrize(
    ("changes", "line", "said"),
    [
        ({"some": "Some, value: 1"}, 9, "the value 1 does not exceed 1 before it"),
        ({"some": "Some"}, 7, "some options have a value and some have none"),
        ({"bad": "[lots]"}, 12, "unfavourable names 'lots', which is none of its options"),
        ({"bad": "[few]"}, 12, "few cannot be favourable and unfavourable"),
        ({"good": "un"}, 11, "unfavourable is given and favourable is not"),
        ({"bad": "[many, many]"}, 12, "names an option twice"),
    ],
)
def test_an_ordinal_scale_that_does_not_fit(changes: dict[str, str], line: int, said: str) -> None:
    problem = only_problem(with_weeks(**changes))
    assert said in problem.message
    assert problem.line == line


def test_a_construct_on_a_scale_whose_low_end_is_good() -> None:
    text = with_weeks().replace("scale: weeks", "scale: weeks\n        construct: hours")
    text = text.replace("constructs:\n", "constructs:\n  - {code: hours, title: Hours}\n")
    problem = only_problem(text)
    assert "on weeks low is good, and in a construct high is" in problem.message
    assert problem.line == line_of(text, "scale: weeks")


def test_all_problems_at_once_in_order_of_lines() -> None:
    text = (
        swap("space: efficiency", "space: speed")
        .replace("reverse: true", "revers: true\n        revers: true")
        .replace("scale: frequency_5", "scale: often")
        .replace("title: Small set\n", "")
    )
    found = problems(text)
    lines = [problem.line for problem in found]
    assert lines == sorted(lines)
    said = " ".join(problem.message for problem in found)
    for part in (
        "Title is missing",
        "'speed'",
        "'revers' is unknown",
        "stands here again",
        "'often'",
    ):
        assert part in said
    assert len(found) == 5


def test_a_thousand_problems_are_cut() -> None:
    text = SMALL + "".join(f"k{n}: 1\n" for n in range(1_000))
    found = problems(text)
    assert len(found) == MOST_PROBLEMS + 1
    assert "more problems than these" in found[0].message


TRANSLATED = SMALL + "translations:\n  de:\n    title: Kleiner Satz\n"


def test_a_translation_is_complete_or_refused() -> None:
    problem = only_problem(TRANSLATED)
    assert problem.line == line_of(TRANSLATED, "  de:")
    assert "texts are missing: constructs.delivery.title" in problem.message
    assert "leave the language out" in problem.message


def test_a_translation_of_a_text_that_is_not_there() -> None:
    text = TRANSLATED + "    items.deploy_eas.text: Frei\n"
    found = [problem for problem in problems(text) if "no text" in problem.message]
    assert [problem.line for problem in found] == [line_of(text, "deploy_eas.text")]
    assert "Did you mean 'items.deploy_ease.text'?" in found[0].message


def test_a_translation_into_its_own_language() -> None:
    said = [problem.message for problem in problems(TRANSLATED.replace("  de:", "  en:"))]
    assert any("is the language of the question set itself" in message for message in said)


def test_wordings_are_raised_in_place() -> None:
    raised = raise_wordings(SMALL, ["deploy_ease", "deploy_fear", "on_call", "fix_first"])
    before, after = (read_question_set(text, "x.yaml") for text in (SMALL, raised))
    expected = {"deploy_ease": 2, "deploy_fear": 4, "on_call": 2, "woken": 1, "fix_first": 2}
    assert {item.code: item.wording for item in after.items} == expected
    assert tuple(replace(item, wording=1) for item in after.items) == tuple(
        replace(item, wording=1) for item in before.items
    )
    assert "# A comment that an author wants to keep." in raised
    assert "# stable" in raised


def test_only_items_of_the_file_have_a_wording() -> None:
    with pytest.raises(KeyError):
        raise_wordings(SMALL, ["nothing"])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(instruments())
def test_raising_a_wording_changes_nothing_else(instrument: Instrument) -> None:
    first, *rest = instrument.items
    raised = raise_wordings(write_question_set(instrument), [first.code])
    items = (replace(first, wording=first.wording + 1), *rest)
    assert read_question_set(raised, "x.yaml") == replace(instrument, items=items)
