"""Files of other tools in which something is of another kind than it should be.

Whatever stands there, a file is read or refused with problems that name it: nothing else happens.
"""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.formats.exchange import ExchangeFormat, Reading
from questionnaires.formats.problems import QuestionSetError
from tests.questionnaires.formats.foreign import (
    DORA,
    FILES,
    FORMATS,
    GOOGLE,
    LIMESURVEY,
    QUALTRICS,
    sample,
)

JSON_FORMATS = (QUALTRICS, GOOGLE, DORA)
OTHER_VALUES: list[Any] = [
    None, True, False, 0, -1, 7, 2.5, 1e300, 10**40, "", "x", "0", "QID1", "{a|b}", "${x}", "<b>",
    "\ud800", "\x00", "ä" * 3000, [], {}, [[]], [1, "a", None], {"0": {"0": {}}}, {"1": None},
    {"Display": []}, [{"type": {}}], {"question": {"choiceQuestion": {"options": [[], 3]}}},
]  # fmt: skip
EXAMPLES = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.data_too_large]
)


def outcome(format_: ExchangeFormat, data: bytes) -> Reading | QuestionSetError:
    assert format_.read is not None
    try:
        found = format_.read(data, FILES[format_.code])
    except QuestionSetError as error:
        return error
    assert found.instrument.items
    assert found.remarks
    return found


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values."""
    entries = (
        value.items() if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list)
        else ()
    )  # fmt: skip
    found = [path] if path else []
    for key, inner in entries:
        found += places(inner, (*path, key))
    return found


def replaced(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    whole = copy.deepcopy(value)
    place = whole
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = other
    return whole


def as_bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize("format_", JSON_FORMATS, ids=lambda one: one.code)
def test_any_value_of_another_kind_is_read_or_refused(format_: ExchangeFormat) -> None:
    whole = json.loads(sample(format_))
    paths = places(whole)

    @EXAMPLES
    @given(st.lists(st.tuples(st.sampled_from(paths), st.sampled_from(OTHER_VALUES)), min_size=1,
                    max_size=3))  # fmt: skip
    def check(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
        changed = whole
        for path, other in changes:
            try:
                changed = replaced(changed, path, other)
            except (KeyError, IndexError, TypeError):
                continue  # an earlier change took the place away
        outcome(format_, as_bytes(changed))

    check()


@pytest.mark.parametrize("format_", JSON_FORMATS, ids=lambda one: one.code)
def test_values_of_each_kind_at_the_top(format_: ExchangeFormat) -> None:
    whole = json.loads(sample(format_))
    for path in places(whole):
        if len(path) == 1:
            for other in OTHER_VALUES:
                outcome(format_, as_bytes(replaced(whole, path, other)))


_ELEMENT = re.compile(r"<(\w+)>(?:<!\[CDATA\[)?([^<>\]]*)(?:\]\]>)?</\1>")
_TEXTS = ["", "0", "-1", "1e9", "99999999999999999999", "x", "Y", "A1", "R", "M", "X", "{a|b}",
          "<![CDATA[<script>a</script>]]>", "(((", "Q01 == ", "é" * 900, "<row/>"]  # fmt: skip


def test_any_element_with_another_text_is_read_or_refused() -> None:
    whole = sample(LIMESURVEY).decode()
    spans = [found.span() for found in _ELEMENT.finditer(whole)]

    @EXAMPLES
    @given(st.lists(st.tuples(st.sampled_from(spans), st.sampled_from(_TEXTS)), min_size=1,
                    max_size=6, unique_by=lambda pair: pair[0]))  # fmt: skip
    def check(changes: list[tuple[tuple[int, int], str]]) -> None:
        text = whole
        for (start, end), other in sorted(changes, reverse=True):
            name = text[start + 1 : text.index(">", start)]
            text = f"{text[:start]}<{name}>{other}</{name}>{text[end:]}"
        outcome(LIMESURVEY, text.encode())

    check()


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.code)
def test_a_file_that_is_cut_off_or_damaged_is_read_or_refused(format_: ExchangeFormat) -> None:
    whole = sample(format_)

    @EXAMPLES
    @given(st.integers(0, len(whole)), st.binary(max_size=4))
    def check(place: int, other: bytes) -> None:
        outcome(format_, whole[:place])
        outcome(format_, whole[:place] + other + whole[place + len(other) :])

    check()


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.code)
def test_any_bytes_are_refused(format_: ExchangeFormat) -> None:
    @EXAMPLES
    @given(st.binary(max_size=200))
    def check(data: bytes) -> None:
        assert isinstance(outcome(format_, data), QuestionSetError)

    check()
