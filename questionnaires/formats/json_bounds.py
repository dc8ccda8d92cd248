"""JSON that would cost more than it says: refused before it is parsed."""

from __future__ import annotations

import json
import re
from typing import Any, Never

from questionnaires.formats.exchange import refuse_large, unreadable
from questionnaires.formats.located_yaml import decode

DEEPEST, MOST_BRACKETS = 60, 200_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def read_json(data: bytes, filename: str) -> Any:
    """The value of a file; raises :class:`QuestionSetError` for what nobody should parse."""
    refuse_large(data, filename)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:200]:
        raise unreadable(filename, "The file is not UTF-8. Save it with the encoding UTF-8.")
    text = decode(data, filename)
    depth = brackets = 0
    for token in _TOKEN.finditer(text):
        sign = token[0][0]
        if sign in "[{":
            depth, brackets = depth + 1, brackets + 1
        elif sign in "]}":
            depth -= 1
        if depth > DEEPEST or brackets > MOST_BRACKETS:
            raise unreadable(
                filename, "The file is nested deeper, or has more parts, than any survey."
            )
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        message = f"This is no JSON: {error.msg} in column {error.colno}. Export the file again."
        raise unreadable(filename, message, error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise unreadable(filename, "The file holds a number that is none.") from error


def _refuse(word: str) -> Never:
    raise ValueError(word)
