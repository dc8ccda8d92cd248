"""What SurveyJS writes as a value: texts by language, lists, and properties as named cells."""

from __future__ import annotations

import json
from typing import Any

from questionnaires.formats.exchange_cells import ITEM_CELLS, SCALE_CELLS, Cells

#: The property that holds what ours say beyond SurveyJS.
CANDOR = "candor"

_SHOWN = 80
#: Values that say nothing.
NOTHING: tuple[Any, ...] = (None, "", [], {})

Texts = dict[str, str]


def texts_of(value: Any, language: str) -> tuple[str, Texts]:
    """A text and its translations: SurveyJS writes a text, or texts by language."""
    if not isinstance(value, dict):
        return word_of(value), {}
    texts = {name: word_of(text) for name, text in value.items()}
    first = texts.get("default") or texts.get(language) or next(iter(texts.values()), "")
    return first, {n: t for n, t in texts.items() if n not in ("default", language) and t}


def cells_of(holder: dict[str, Any], where: str) -> Cells:
    """The properties of an object as cells; our own ones under their own names."""
    cells = {
        name: word_of(value) or json.dumps(value, ensure_ascii=False)
        for name, value in holder.items()
        if value not in NOTHING
    }
    ours = holder.get(CANDOR)
    if not isinstance(ours, dict):
        return Cells(where, cells)
    known = {*ITEM_CELLS, *SCALE_CELLS, "code", "constructs", "texts"}
    for name, value in ours.items():
        is_read = name in known and isinstance(value, str | dict)
        cells[name if is_read else f"{CANDOR}.{name}"] = word_of(value) or json.dumps(value)
    found = Cells(where, cells)
    found.mark(CANDOR)
    return found


def has_words(value: Any) -> bool:
    """Whether a value is a text, in one language at least."""
    text, others = texts_of(value, "")
    return bool(text or others)


def odd_texts(value: Any, language: str) -> Texts:
    """What stands among the texts of a value and is none, or is one too many, by language."""
    if not isinstance(value, dict):
        return {}
    said = {name: text for name, text in value.items() if text not in NOTHING}
    odd = {name: excerpt(text) for name, text in said.items() if not word_of(text)}
    default, own = word_of(value.get("default")), word_of(value.get(language))
    if default and own and own != default:
        odd[language] = excerpt(own)
    return odd


def excerpt(value: Any) -> str:
    """What a report shows of a value."""
    text = word_of(value) or json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def listed_in(holder: dict[str, Any], name: str) -> list[Any]:
    """The list under a name; empty where there is none."""
    found = holder.get(name)
    return found if isinstance(found, list) else []


def word_of(value: Any) -> str:
    """A text, a number or a truth as a text; nothing else is one. No-break spaces stay."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.12g}"
    return value.strip(" \t\r\n") if isinstance(value, str) else ""
