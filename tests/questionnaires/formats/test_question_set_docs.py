"""The page on question sets says what the schema says, and its examples can be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from analysis.instrument import ScaleKind
from analysis.scales import BUILT_IN
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_schema import schema
from questionnaires.formats.question_set_yaml import read_question_set

PAGE = Path(__file__).resolve().parents[3] / "docs" / "question-sets.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
HEADINGS = {
    "": "The file",
    "section": "A section",
    "item": "An item",
    "condition": "A condition",
    "construct": "A construct",
    "scale": "A scale of your own",
    "option": "An option",
}


def table(definition: dict[str, Any]) -> str:
    """A table of keys as the page shows it."""
    lines = ["| key | | what it says |", "|---|---|---|"]
    for key, described in definition["properties"].items():
        if "$ref" in described:
            described = schema()["$defs"][described["$ref"].rpartition("/")[2]]
        needed = "required" if key in definition["required"] else ""
        default = f" Default: `{_shown(described['default'])}`." if "default" in described else ""
        values = described.get("enum", [])
        listed = f" One of: {', '.join(f'`{value}`' for value in values)}." if values else ""
        lines.append(f"| `{key}` | {needed} | {described['description']}{listed}{default} |")
    return "\n".join(lines)


def _shown(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


def scales_table() -> str:
    """The built-in scales as the page lists them."""
    lines = ["| scale | answers | favourable | unfavourable |", "|---|---|---|---|"]
    for scale in BUILT_IN.values():
        if scale.kind is ScaleKind.PERCENTAGE:
            answers = "a whole number from 0 to 100"
        elif scale.kind is ScaleKind.TEXT:
            answers = f"words, at most {scale.max_length} characters"
        elif len(scale.options) > 7:
            first, last = scale.options[0], scale.options[-1]
            answers = f"{first.label} … {last.label}"
        else:
            answers = ", ".join(f"{option.code} {option.label}" for option in scale.options)
        boxes = (
            [option.code for option in scale.options if option.code in codes]
            for codes in (scale.favourable, scale.unfavourable)
        )
        good, bad = (", ".join(codes) for codes in boxes)
        lines.append(f"| `{scale.code}` | {answers} | {good} | {bad} |")
    return "\n".join(lines)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", HEADINGS)
def test_the_tables_are_the_schema(name: str) -> None:
    definition = schema()["$defs"][name] if name else schema()
    begin = TEXT.index(f"### {HEADINGS[name]}\n")
    assert table(definition) in TEXT[begin:], table(definition)


def test_the_built_in_scales_are_listed() -> None:
    assert scales_table() in TEXT, scales_table()


def test_the_examples_can_be_read() -> None:
    assert len(EXAMPLES) >= 2
    for example in EXAMPLES:
        read_question_set(example, "example.yaml")


def test_the_messages_on_the_page_are_what_is_said() -> None:
    block, _library = re.findall(r"^```text\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    broken = EXAMPLES[0].replace("scale: agreement_5", "scale: agreement", 1)
    broken = broken.replace("title:", "titel:", 1)
    with pytest.raises(QuestionSetError) as caught:
        read_question_set(broken, "our-survey.yaml")
    assert block == f"{caught.value}\n"
