"""YAML with line numbers, and only as much of YAML as a person needs to write questions.

Read event by event, so that what is refused (aliases, anchors, tags, deep nesting, too much of
anything) is refused before it costs anything. Scalars follow YAML 1.2: ``yes``, ``no``, ``on`` and
dates are texts, which spares authors the old traps.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from questionnaires.formats.problems import Problem, QuestionSetError, quoted

MAX_BYTES = 1024 * 1024
MAX_VALUES = 20_000
MAX_DEPTH = 12

Scalar = str | int | float | bool | None

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{0,18}(?:[eE][-+]?[0-9]{1,3})?")
_WORDS: Mapping[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
#: What no text may hold: control characters, and halves of characters.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Located:
    """A value of the file with its place.

    ``value`` is a scalar, a list of :class:`Located`, or a dictionary of them; ``text`` is a scalar
    as it was written. ``line`` counts from 1, ``column`` from 0; ``end`` is the offset in the file
    behind the value. ``key_lines`` says where the keys of a dictionary stand.
    """

    value: Any
    line: int
    column: int = 0
    end: int = 0
    text: str = ""
    key_lines: dict[str, int] = field(default_factory=dict)

    def get(self, key: str) -> Located | None:
        """The value under a key; ``None`` where there is none or this is no mapping."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if isinstance(found, Located) else None

    def entries(self, key: str) -> list[Located]:
        """The values of the list under a key; empty where there is no list."""
        found = self.get(key)
        return found.value if found is not None and isinstance(found.value, list) else []

    def word(self, key: str) -> str | None:
        """The text or whole number under a key, as text; ``None`` where there is neither."""
        found = self.get(key)
        return None if found is None else found.as_word()

    def as_word(self) -> str | None:
        """The text, or the whole number as text; ``None`` for anything else."""
        if isinstance(self.value, str):
            return self.value
        is_number = isinstance(self.value, int) and not isinstance(self.value, bool)
        return str(self.value) if is_number else None

    def line_of(self, key: str) -> int:
        """Where a key stands; where the mapping begins when it has no such key."""
        return self.key_lines.get(key, self.line)

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: entry.plain() for key, entry in self.value.items()}
        if isinstance(self.value, list):
            return [entry.plain() for entry in self.value]
        return self.value

    def at(self, path: Sequence[str | int]) -> Located:
        """The value at the end of a path of keys and positions."""
        place = self
        for step in path:
            place = place.value[step]
        return place


def decode(data: bytes, filename: str) -> str:
    """The text of a file in UTF-8; raises :class:`QuestionSetError` for another encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = (
            f"The byte 0x{data[error.start]:02X} is not UTF-8. Save the file with the encoding "
            "UTF-8."
        )
        raise QuestionSetError([Problem(filename, line, message)]) from None


def read_yaml(text: str, filename: str) -> tuple[Located, list[Problem]]:
    """The one document of a file, and what is wrong in it although it can be read.

    Raises :class:`QuestionSetError` with line and column for what cannot be read.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        message = f"The file is larger than 1 MB ({MAX_BYTES:,} bytes). Split the question set."
        raise QuestionSetError([Problem(filename, 0, message)])
    reader = _Reader(filename)
    try:
        for event in yaml.parse(text.removeprefix("\ufeff"), Loader=yaml.SafeLoader):
            reader.take(event)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        character = text.removeprefix("\ufeff")[error.position]
        message = f"The character U+{ord(character):04X} cannot be read. Delete it."
        raise QuestionSetError([*reader.problems, Problem(filename, line, message)]) from None
    except yaml.MarkedYAMLError as error:
        message = _in_our_words(error) + reader.about_quotes()
        problem = Problem(filename, _line(error.problem_mark), message)
        raise QuestionSetError([*reader.problems, problem]) from None
    if reader.root is None:
        message = "The file is empty. Write a question set: code, title and sections."
        raise QuestionSetError([Problem(filename, 0, message)])
    return reader.root, reader.problems


class _Reader:
    """Builds values from events; no recursion, so depth costs nothing before it is refused."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.problems: list[Problem] = []
        self.root: Located | None = None
        self._last_quoted: tuple[int, int] | None = None  # the lines it goes over
        self._open: list[tuple[Located, list[Located]]] = []  # collections, the keys waiting
        self._values = 0

    def take(self, event: yaml.Event) -> None:
        """Use the next event."""
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._refuse(event, "A second document begins (---). Write one question set a file.")
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(
                event,
                f"*{str(event.anchor)[:60]} is an alias. Write the text out; a text that begins "
                "with * needs quotes.",
            )
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(event)
        elif isinstance(event, yaml.NodeEvent):
            self._begin(event)

    def about_quotes(self) -> str:
        """A hint where reading broke off behind a quoted text of several lines."""
        first, last = self._last_quoted or (0, 0)
        if first == last:
            return ""
        return (
            f" The quoted text before it goes from line {first} to line {last}: is its closing "
            "quote missing?"
        )

    def _begin(self, event: Any) -> None:
        """A scalar, or the beginning of a list or mapping."""
        if event.anchor is not None:
            self._refuse(
                event,
                f"&{event.anchor[:60]} is an anchor. Leave it out; a text that begins with & needs "
                "quotes.",
            )
        if event.tag is not None:
            self._refuse(
                event,
                f"{_short_tag(event.tag)} is a tag. Leave it out; a text that begins with ! needs "
                "quotes.",
            )
        self._values += 1
        if self._values > MAX_VALUES:
            self._refuse(event, f"More than {MAX_VALUES:,} values. Split the question set.")
        if isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event))
            return
        if len(self._open) >= MAX_DEPTH:
            self._refuse(event, f"Nested more than {MAX_DEPTH} deep. No question set needs that.")
        empty: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append((_located(empty, event), []))

    def _close(self, event: yaml.Event) -> None:
        done, _waiting = self._open.pop()
        done.end = _mark(event.end_mark).index
        self._add(done)

    def _scalar(self, event: yaml.ScalarEvent) -> Located:
        value: Scalar = event.value
        if event.style is None:
            value = _resolve(event.value)
        elif event.style in ("'", '"'):
            self._last_quoted = _line(event.start_mark), _line(event.end_mark)
        if found := _UNPRINTABLE.search(event.value):
            message = f"The text holds the character U+{ord(found[0]):04X}. Delete it."
            self.problems.append(Problem(self.filename, _line(event.start_mark), message))
        scalar = _located(value, event)
        scalar.text = event.value
        return scalar

    def _add(self, value: Located) -> None:
        """Put a finished value where it belongs."""
        if not self._open:
            self.root = value
            return
        parent, waiting = self._open[-1]
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif waiting:
            parent.value[waiting.pop().text] = value
        else:
            self._take_key(parent, value)
            waiting.append(value)

    def _take_key(self, parent: Located, key: Located) -> None:
        if isinstance(key.value, dict | list):
            raise QuestionSetError(
                [Problem(self.filename, key.line, "A key is a list or a mapping. Write a word.")]
            )
        if key.text in parent.key_lines:
            message = (
                f"The key {quoted(key.text)} stands here again; the first is in line "
                f"{parent.key_lines[key.text]}. Keep one of them."
            )
            self.problems.append(Problem(self.filename, key.line, message))
        parent.key_lines.setdefault(key.text, key.line)

    def _refuse(self, event: yaml.Event, message: str) -> None:
        """Stop reading: what is refused here must not go on costing time or memory."""
        raise QuestionSetError(
            [*self.problems, Problem(self.filename, _line(event.start_mark), message)]
        )


def _located(value: Any, event: yaml.Event) -> Located:
    start = _mark(event.start_mark)
    return Located(value, start.line + 1, start.column, _mark(event.end_mark).index)


def _resolve(text: str) -> Scalar:
    """What an unquoted scalar means.

    >>> [_resolve(word) for word in ("yes", "true", "12", "1.5", "2027-04-06", "")]
    ['yes', True, 12, 1.5, '2027-04-06', None]
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _short_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!", 1)[:60]


def _mark(mark: Any) -> yaml.Mark:
    """A place in the text, which every event of the parser has."""
    found: yaml.Mark = mark
    return found


def _line(mark: Any) -> int:
    return 0 if mark is None else int(mark.line) + 1


#: Parts of the parser's messages, and what an author should hear instead.
_MEANINGS: Mapping[str, str] = {
    "'\\t' that cannot start": "a tab stands where spaces belong. Indent with spaces.",
    "mapping values are not allowed": (
        "a colon stands inside a text, or a line is indented too far. Put a text with a colon in "
        'quotes: text: "Tests: fast enough?"'
    ),
    "expected <block end>": (
        "the indentation does not fit the lines above. Begin all keys of an entry in one column."
    ),
    "could not find expected ':'": "a key has no colon behind it. Write: key: value",
    "unexpected end of stream": "a quoted text does not end. Write the closing quote.",
    "document separator": "a quoted text does not end. Write the closing quote.",
    "expected ',' or ']'": (
        "a list in [ ] is not complete. Write commas between its entries and ] at its end."
    ),
    "expected ',' or '}'": (
        "a mapping in { } is not complete. Write commas between its entries and } at its end, and "
        "texts in it in quotes."
    ),
    "unknown escape character": (
        "a backslash in double quotes means something else. Write two backslashes, or use single "
        "quotes."
    ),
    "expected escape sequence": (
        "\\x, \\u and \\U in double quotes need hexadecimal digits. Write two backslashes, or use "
        "single quotes."
    ),
    "while scanning an a": "a text begins with * or &. Put it in quotes.",
    "that cannot start any token": (
        "a text begins with a character that YAML reserves. Put it in quotes."
    ),
    "sequence entries are not allowed": (
        "a list begins in the middle of a line. Begin it on a line of its own."
    ),
}
_FALLBACK = "this is not YAML. Look at the indentation, the colons and the quotes."


def _in_our_words(error: yaml.MarkedYAMLError) -> str:
    place = error.problem_mark
    said = f"{error.context or ''} {error.problem or ''}"
    meaning = next((text for part, text in _MEANINGS.items() if part in said), _FALLBACK)
    first, line = _line(error.context_mark), _line(place)
    began = f" What is read here began in line {first}." if 0 < first < line else ""
    return f"Column {place.column + 1 if place else 1}: {meaning}{began}"
