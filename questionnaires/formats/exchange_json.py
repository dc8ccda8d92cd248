"""JSON of other tools: bounded before it is parsed, and looked at without trust in its types."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from questionnaires.formats.exchange import LONGEST_TEXT, is_sendable, refuse_large, unreadable

MAX_DEPTH = 40
#: Lists and objects, and values in all, of one file. A survey of 200 questions has some 20,000.
MOST_CONTAINERS, MOST_VALUES = 100_000, 400_000
#: Entries of one list or one object: questions, or answers of one question.
MOST_ENTRIES = 5_000
#: A picture within the file, which is no text and is never read.
_PICTURE = "data:"
#: Numbers beyond this are no number of a question set.
_LARGEST_NUMBER = 1_000_000

#: A string whole, closed or not, or a bracket: what tells how deep a text is nested.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def read_json(data: bytes, filename: str) -> Mapping[str, Any]:
    """The object that a file holds.

    Raises :class:`QuestionSetError` for what is too large, too deep, no JSON or no object.
    """
    refuse_large(data, filename)
    text = _decoded(data, filename)
    containers = text.count("[") + text.count("{")
    if containers > MOST_CONTAINERS or containers + text.count(",") > MOST_VALUES:
        raise unreadable(filename, "The file has far more values than a survey. Export one survey.")
    _refuse_deep(text, filename)
    try:
        found = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        message = f"This is no JSON: {error.msg}. Export the file again."
        raise unreadable(filename, message, error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise unreadable(filename, f"This is no JSON: {error}. Export the file again.") from error
    if not isinstance(found, dict):
        raise unreadable(filename, "The file holds no JSON object, so it is no survey.")
    for problem in _excesses(found):
        raise unreadable(filename, problem)
    return found


def _decoded(data: bytes, filename: str) -> str:
    try:
        return data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        message = "The file is not UTF-8. Save it as UTF-8, or export it again."
        raise unreadable(filename, message) from error


def _refuse_deep(text: str, filename: str) -> None:
    depth = 0
    for token in _TOKEN.finditer(text):
        mark = text[token.start()]
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, token.start()) + 1
            raise unreadable(filename, "Values lie deeper than any survey nests them.", line)


def _excesses(value: object) -> Iterator[str]:
    """Why a value is larger than any of a survey, or holds what is no text."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict | list) and len(one) > MOST_ENTRIES:
            yield f"A list or object has {len(one):,} entries; at most {MOST_ENTRIES:,} are read."
        if isinstance(one, dict):
            left += one.keys()
            left += one.values()
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str):
            if len(one) > LONGEST_TEXT and not one.startswith(_PICTURE):
                yield f"A text has {len(one):,} characters; at most {LONGEST_TEXT:,} are read."
            if not is_sendable(one):
                yield "A text holds half a character. Export the file again, as UTF-8."


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _value in pairs:
            if name in seen:
                raise ValueError(f"{name[:60]!r} stands twice in one object")
            seen.add(name)
    return found


def object_of(value: object) -> Mapping[str, Any]:
    """The value where it is an object; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """The value where it is a list, the values of an object, and of anything else nothing.

    Tools that write PHP arrays write a list as an object once a number is missing in it.
    """
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def objects_of(value: object) -> list[Mapping[str, Any]]:
    """The objects in a list."""
    return [entry for entry in list_of(value) if isinstance(entry, dict)]


def words_of(value: object) -> str:
    """A text, or a number as one; of anything else nothing.

    >>> words_of("Q1"), words_of(3), words_of(2.0), words_of(True), words_of(None)
    ('Q1', '3', '2', '', '')
    """
    if isinstance(value, str):
        return value
    number = number_of(value)
    return "" if number is None else f"{number:g}"


def number_of(value: object) -> float | None:
    """A number, also one that is written as a text; ``None`` for anything else.

    >>> number_of("4"), number_of(0.5), number_of(True), number_of("many")
    (4.0, 0.5, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and len(value) > 20:
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) <= _LARGEST_NUMBER else None


def is_on(value: object) -> bool:
    """Whether a setting is on, in any of the ways in which tools write that."""
    return value is True or (isinstance(value, str) and value.casefold() in ("true", "on", "yes"))


def settings_of(found: Mapping[str, Any], known: Iterable[str]) -> list[str]:
    """The names of what an object says and nobody has looked at; empty values say nothing."""
    silent: tuple[Any, ...] = (None, "", [], {}, False)
    seen = frozenset(known)
    return [name for name, value in found.items() if name not in seen and value not in silent]
