"""What SurveyJS files say where nothing of that kind can stand: told, with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from questionnaires.formats.exchange_cells import Cells
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_items import told
from questionnaires.formats.surveyjs_values import (
    NOTHING,
    excerpt,
    has_words,
    odd_texts,
    word_of,
)

_TEXTS = (
    "title", "description", "otherText", "noneText", "labelTrue", "labelFalse",
    "minRateDescription", "maxRateDescription",
)  # fmt: skip
_LISTS = ("pages", "elements", "questions", "choices", "rateValues", "rows", "columns", "items")


def told_of(draft: Draft, properties: dict[str, Any], cells: Cells, what: str) -> None:
    """Remark on all properties: a text that is none and a list that is none were not read."""
    for key in (*_TEXTS, *_LISTS):
        if key not in cells.taken:
            continue
        value = properties.get(key)
        if not (has_words(value) if key in _TEXTS else isinstance(value, list)):
            cells.give_back(key)
        elif key in _TEXTS:
            tell_odd_texts(draft, value, cells.where, key)
    told(draft, cells, what)


def tell_odd_texts(draft: Draft, value: Any, where: str, what: str) -> None:
    """Remark on what stands among the texts of a value and cannot be read."""
    for language, text in odd_texts(value, draft.language).items():
        why = f"{text!r} is no text, or another text of that language stands beside it."
        draft.dropped(where, f"{what}, {language}", why)


def objects_of(draft: Draft, value: Any, where: str, noun: str) -> Iterator[tuple[int, Any]]:
    """The objects of a list by their numbers in it; what is none is told."""
    for number, one in enumerate(value if isinstance(value, list) else (), start=1):
        if isinstance(one, dict):
            yield number, one
        elif one not in NOTHING:
            draft.count()
            why = f"{excerpt(one)!r} is no object with properties."
            draft.dropped(where, f"{noun} {number}", why)


def entries_of(
    draft: Draft, value: Any, where: str, noun: str, known: Collection[str]
) -> Iterator[dict[str, Any]]:
    """What a list offers, each with a value and a text; what of it nobody reads is told."""
    for number, one in enumerate(value if isinstance(value, list) else (), start=1):
        given = one if isinstance(one, dict) else {"value": one}
        name = word_of(given.get("value"))
        what = f"{noun} {name or number}"
        unread = {key: given[key] for key in given.keys() - {"value", "text", *known}}
        for key in ("value", "text"):
            is_read = has_words(given.get(key)) if key == "text" else word_of(given.get(key))
            if not is_read and given.get(key) not in NOTHING:
                unread[key] = given[key]
        for key in sorted(unread):
            why = f"{excerpt(unread[key])!r} says nothing that can stand there."
            draft.dropped(where, f"{key} of the {what}", why)
        tell_odd_texts(draft, given.get("text"), where, what)
        text = given.get("text") if has_words(given.get("text")) else name
        if name or text or one in NOTHING:
            yield {**given, "value": name, "text": text}
