"""LimeSurvey's structure files: every type, condition, language and attribute of a sample."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from analysis.instrument import Condition
from questionnaires.formats.exchange import Fate, Reading
from tests.questionnaires.formats.foreign import (
    LIMESURVEY,
    outline,
    read,
    refused,
    said,
    sample,
    told,
)

ITEMS = """
q01: single yes_no, required
q02_sq001: ordinal agreement_5, na
q02_sq002: ordinal agreement_5, na
q03: single q03
q04: text q04, after q01 yes
q05: multiple q05
q06: amount q06, after q05 builds reviews
q07: ranking q07
q08: ordinal q08
q09: multiple q09
q10_e1: ordinal q10_e1
q11_c1: single q11_c1
q12_k1: slider q12_k1
q13: ordinal satisfaction_5
q14: single yes_no, after q01 yes
q15_h1: ordinal q15_h1, after q14 yes
q16: text short_text
q17: single q17, after q01 yes
q20: text long_text, after q01 yes
q22_b1: ordinal q22_b1, after q01 yes
q23_a1: ordinal q08, after q01 yes
q24_t1: text short_text, after q01 yes
q24_t2: text short_text, after q01 yes
q25: single q25
"""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(LIMESURVEY)


def test_items_scales_conditions_and_sections(reading: Reading) -> None:
    instrument = reading.instrument
    assert outline(instrument) == ITEMS.strip().splitlines()
    assert [(part.code, part.title) for part in instrument.sections] == [
        ("delivery", "Delivery"),
        ("tools_and_waiting", "Tools and waiting"),
        ("you_and_your_work", "You and your work"),
    ]
    assert instrument.sections[0].intro == (
        "How your changes reach users. Think of the last three months."
    )
    assert (instrument.code, instrument.title, instrument.language) == (
        "how-we-build-software",
        "How we build software",
        "en",
    )


def test_answers_by_their_labels(reading: Reading) -> None:
    item = reading.instrument.item
    tools, waits = item("q03").scale, item("q05").scale
    assert [(one.label, one.say) for one in tools.options][-1] == ("Another tool", True)
    assert waits.max_choices == 2
    assert [one.label for one in waits.options if one.exclusive] == ["I do not wait"]
    numbers = item("q06").scale.range
    assert (numbers.minimum, numbers.maximum, numbers.unit) == (0, 40, "hours a week")
    assert (item("q07").scale.ranks, item("q04").scale.max_length) == (2, 800)
    assert [one.label for one in item("q10_e1").scale.options] == ["Decrease", "Same", "Increase"]
    assert len(item("q22_b1").scale.options) == 10
    assert item("q12_k1").scale.range.maximum == 5


def test_a_repeated_answer_becomes_ours_in_both_languages(reading: Reading) -> None:
    item = reading.instrument.item("q04")
    assert item.repeats == ("q03",)
    assert item.text == "What would make … better, …?"
    german = reading.instrument.translations["de"]
    assert german["items.q04.text"] == "Was würde {q03|…} besser machen, …?"
    assert "place {TOKEN:FIRSTNAME} in the question changed" in said(reading)


def test_german_is_a_translation_down_to_the_labels(reading: Reading) -> None:
    german = reading.instrument.translations["de"]
    assert german["scales.agreement_5.options.5"] == "Stimme voll zu"
    assert german["scales.q03.options.another_tool"] == "Ein anderes Werkzeug"
    assert german["sections.delivery.title"] == "Auslieferung"
    assert german["items.q02_sq001.help"] == "Wie sehr stimmst du zu?"
    assert german["title"] == "Wie wir Software bauen"


def test_what_is_gone_is_named_with_its_line(reading: Reading) -> None:
    gone = told(reading, Fate.DROPPED)
    for part in (
        "attribute random_order = 1", "attribute array_filter = Q03", "attribute hide_tip = 1",
        "question “When did you start?”", "question “Importance and quality”",
        "part “Builds, twice”", "answer “Little”", "question “Secret of the panel”",
        "attribute hidden = 1", "comment beside each answer", "table quota, 1 rows",
        "settings preg", "settings randomization_group", "welcome text “Welcome!”",
        'condition Q06.NAOK > 4 and Q14.NAOK == "Y"', "condition 482913X11X102 == A2",
        "help “One answer per line.”", "surveyls_endtext",
    ):  # fmt: skip
        assert any(part in one for one in gone), part
    assert all(one.where for one in reading.remarks)
    lines = sample(LIMESURVEY).decode().splitlines()
    quota = next(one for one in reading.remarks if "quota" in one.what)
    number = int(re.findall(r"\d+", quota.where)[0])
    assert lines[number - 1].strip() == "<row>"


def test_every_text_of_the_file_is_named(reading: Reading) -> None:
    """Nothing is lost in silence: each text, answer and attribute stands in the report."""
    everything = said(reading)
    root = ET.fromstring(sample(LIMESURVEY))  # noqa: S314 -- our own file
    tables = ("question_l10ns", "answer_l10ns", "group_l10ns", "question_attributes")
    rows = [row for table in tables for row in root.iterfind(f"{table}/rows/row")]
    assert len(rows) > 150
    translated = str(reading.instrument.translations["de"])
    for row in rows:
        fields = {field.tag: field.text or "" for field in row}
        where = translated if fields.get("language") == "de" else everything
        for name in ("question", "help", "answer", "group_name", "description", "value"):
            text = re.sub(r"<script>.*</script>|<[^>]*>|\{[^}]*\}", "¦", fields.get(name, ""))
            is_gone = fields.get("language") == "de" and "attribute" not in fields
            for piece in filter(None, (one.strip() for one in text.split("¦"))):
                assert piece in where or (is_gone and _english_gone(root, fields, reading)), piece
    for row in root.iterfind("surveys/rows/row/*"):
        assert row.text is None or row.tag in everything or row.tag in ("sid", "language")


def _english_gone(root: ET.Element, fields: dict[str, str], reading: Reading) -> bool:
    """Whether the English text of the same row is gone, or an answer that is none, or a help that
    the question took the place of, and named so."""
    key = "qid" if "qid" in fields else "aid" if "aid" in fields else "gid"
    table = {"qid": "question_l10ns", "aid": "answer_l10ns", "gid": "group_l10ns"}[key]
    for row in root.iterfind(f"{table}/rows/row"):
        other = {field.tag: field.text or "" for field in row}
        if other[key] == fields[key] and other["language"] == "en":
            texts = (other.get("question"), other.get("answer"), other.get("help"))
            report = told(reading, Fate.DROPPED) + told(reading, Fate.CHANGED)
            return any(text and any(f"“{text}”" in one for one in report) for text in texts)
    return False


OLD = """<?xml version="1.0" encoding="UTF-8"?>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>178</DBVersion>
<languages><language>en</language><language>de</language></languages>
<answers><rows>
<row><qid>1</qid><code>A1</code><answer>Yes</answer><sortorder>1</sortorder><language>en</language><scale_id>0</scale_id></row>
<row><qid>1</qid><code>A2</code><answer>No</answer><sortorder>2</sortorder><language>en</language><scale_id>0</scale_id></row>
<row><qid>1</qid><code>A1</code><answer>Ja</answer><sortorder>1</sortorder><language>de</language><scale_id>0</scale_id></row>
</rows></answers>
<conditions><rows>{conditions}</rows></conditions>
<groups><rows>
<row><gid>9</gid><group_name>Work</group_name><group_order>0</group_order><language>en</language></row>
<row><gid>9</gid><group_name>Arbeit</group_name><group_order>0</group_order><language>de</language></row>
</rows></groups>
<questions><rows>
<row><qid>2</qid><gid>9</gid><type>S</type><title>why</title><question>Why?</question><question_order>2</question_order><language>en</language>{relevance}</row>
<row><qid>1</qid><gid>9</gid><type>L</type><title>fast</title><question>Fast?</question><question_order>1</question_order><language>en</language></row>
<row><qid>1</qid><gid>9</gid><type>L</type><title>fast</title><question>Schnell?</question><question_order>1</question_order><language>de</language></row>
</rows></questions>
</document>"""


def old(conditions: str = "", relevance: str = "") -> Reading:
    return read(LIMESURVEY, OLD.format(conditions=conditions, relevance=relevance).encode())


def one_condition(method: str = "==", cqid: int = 1, value: str = "A1") -> str:
    return (
        f"<row><qid>2</qid><cqid>{cqid}</cqid><cfieldname>7X9X{cqid}</cfieldname>"
        f"<method>{method}</method><value>{value}</value><scenario>1</scenario></row>"
    )


def test_files_of_version_2_have_a_row_for_each_language() -> None:
    found = old(one_condition()).instrument
    assert outline(found) == ["fast: single yes_no", "why: text short_text, after fast yes"]
    assert found.translations["de"] == {
        "items.fast.text": "Schnell?",
        "scales.yes_no.options.yes": "Ja",
        "sections.work.title": "Arbeit",
    }


@pytest.mark.parametrize(
    ("expression", "answers"),
    [
        ('fast == "A2"', {"no"}),
        ("fast.NAOK eq 'A1'", {"yes"}),
        ('((fast.NAOK == "A1") or (fast.NAOK == "A2"))', {"yes", "no"}),
        ('7X9X1.NAOK == "A1" || fast == "A2"', {"yes", "no"}),
        ('fast != "A1"', None),
        ('fast == "A1" and fast == "A2"', None),
        ("fast > 1", None),
        ('other == "A1"', None),
        ('fast == "A9"', None),
        ("count(that.fast)", None),
        ("(" * 3000, None),
    ],
)
def test_relevance_that_ours_can_say(expression: str, answers: set[str] | None) -> None:
    escaped = expression.replace("&", "&amp;").replace("<", "&lt;")
    found = old(relevance=f"<relevance>{escaped}</relevance>")
    condition = found.instrument.item("why").show_if
    assert condition == (Condition("fast", frozenset(answers)) if answers else None)
    assert expression[:100] in said(found)


def test_older_conditions_that_say_more_are_named() -> None:
    for rows in (one_condition("!="), one_condition(">="), one_condition() + one_condition(cqid=2)):
        found = old(rows)
        assert found.instrument.item("why").show_if is None
        assert "condition 7X9X1" in said(found)
    both = old(one_condition() + one_condition(value="A2"))
    assert both.instrument.item("why").show_if == Condition("fast", frozenset({"yes", "no"}))


def test_other_documents_of_limesurvey_are_refused() -> None:
    group = OLD.replace(">Survey<", ">Group<").format(conditions="", relevance="")
    assert "no survey of LimeSurvey" in refused(LIMESURVEY, group.encode())
