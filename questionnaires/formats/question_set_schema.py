"""A question set against its JSON Schema: what is wrong with its shape, in words for authors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from questionnaires.formats.located_yaml import Located
from questionnaires.formats.problems import Problem, quoted, sentence, suggestion

SCHEMA_PATH = Path(__file__).with_name("question_set.schema.json")

#: How an entry of a list is called, by the key of the list.
_ENTRIES = {
    "scales": "scale",
    "constructs": "construct",
    "sections": "section",
    "items": "item",
    "options": "option",
}


def _is_integer(_checker: Any, value: object) -> bool:
    """JSON Schema takes 4.0 for an integer; a code or a count is written 4."""
    return isinstance(value, int) and not isinstance(value, bool)


_extended: Any = extend  # jsonschema leaves it untyped
_Validator: Any = _extended(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of question sets (2020-12)."""
    content: dict[str, Any] = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    return content


def is_sound(place: Located, definition: str) -> bool:
    """Whether a part of a question set has the shape of a definition, say ``scale``."""
    part = {"$defs": schema()["$defs"], "$ref": f"#/$defs/{definition}"}
    return bool(_Validator(part).is_valid(place.plain()))


def shape_problems(root: Located, filename: str) -> Iterator[Problem]:
    """Everything in which a question set departs from the schema."""
    for error in _Validator(schema()).iter_errors(root.plain()):
        path = list(error.absolute_path)
        where = subject(root, path)
        if error.validator == "additionalProperties":
            place = root.at(path)
            for key in place.value:
                if key not in error.schema["properties"]:
                    message = (
                        f"{where}the key {quoted(key)} is unknown. "
                        f"{suggestion(key, error.schema['properties'])}"
                    )
                    yield Problem(filename, place.line_of(key), sentence(message))
        elif error.validator == "required":
            place = root.at(path)
            for key in error.validator_value:
                if key not in place.value:
                    message = f"{where}{key} is missing. Write {_hint_of(error, key)}."
                    # A section that has no question yet is a gap, no mistake.
                    yield Problem(filename, place.line, sentence(message), key == "items")
        else:
            yield Problem(filename, _line(root, path), sentence(where + _message(error, path)))


def subject(root: Located, path: list[str | int]) -> str:
    """Which entry a path lies in, as the beginning of a sentence: ``item deploy_ease: ``."""
    for end in range(len(path), 0, -1):
        step, key = path[end - 1], path[end - 2] if end > 1 else ""
        if isinstance(step, int) and key in _ENTRIES:
            place = root.at(path[:end])
            name = place.word("code") or f"number {step + 1}"
            within = f" of {subject(root, path[: end - 2])}" if key == "options" else ": "
            return f"{_ENTRIES[str(key)]} {name}{within}"
    return ""


def _line(root: Located, path: list[str | int]) -> int:
    """The line of a value, which is where its key stands."""
    if path and isinstance(path[-1], str):
        return root.at(path[:-1]).line_of(path[-1])
    return root.at(path).line


def _message(error: Any, path: list[str | int]) -> str:
    name = _name(path)
    if "propertyNames" in error.absolute_schema_path:
        return f"{quoted(error.instance)} is no language code. Write one such as: de, pt-BR."
    if error.validator == "not":  # the key belongs to another kind of scale
        return f"{name} does not belong to a scale of this kind. Delete it."
    hint = error.schema.get("x-write", "something else") if isinstance(error.schema, dict) else ""
    if error.validator == "enum" and isinstance(error.instance, str):
        return f"{name} is {quoted(error.instance)}. {_one_of(error, hint)}"
    if error.validator == "uniqueItems":
        return f"{name} names an option twice. Name each once."
    if error.validator in ("maxItems", "maxProperties"):
        return f"{name} has {len(error.instance)} entries. Write at most {error.validator_value}."
    if error.instance is None or error.instance in ("", [], {}):
        return f"{name} is empty. Write {hint}."
    if error.validator == "type" and "string" in error.validator_value and _is_scalar(error):
        return f"{name} is {quoted(error.instance)}. Write {hint}; a number as text needs quotes."
    return f"{name} is {quoted(error.instance)}. Write {hint}."


def _is_scalar(error: Any) -> bool:
    return isinstance(error.instance, int | float)


def _one_of(error: Any, hint: str) -> str:
    guess = suggestion(error.instance, [str(value) for value in error.validator_value])
    return guess if guess.startswith("Did") else f"Write {hint}."


def _hint_of(error: Any, key: str) -> str:
    """What to write under a key that is missing."""
    properties = error.schema.get("properties", {})
    if key not in properties:  # required by the kind of a scale: described at the scale itself
        properties = schema()["$defs"]["scale"]["properties"]
    definition = properties[key]
    if "$ref" in definition:
        definition = schema()["$defs"][definition["$ref"].rpartition("/")[2]]
    return str(definition["x-write"])


def _name(path: list[str | int]) -> str:
    """How the value itself is called: its key, or its place in a list."""
    if not path:
        return "the file"
    last = path[-1]
    if isinstance(last, str):
        return last
    key = str(path[-2]) if len(path) > 1 else ""
    return "it" if key in _ENTRIES else f"entry {last + 1} of {key}"
