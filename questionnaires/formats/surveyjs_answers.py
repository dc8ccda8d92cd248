"""What the elements of SurveyJS offer to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.instrument import ScaleKind
from questionnaires.formats import exchange_scales
from questionnaires.formats.exchange import changed
from questionnaires.formats.exchange_answers import MOST_OPTIONS, Answer, ScaleFound, Words
from questionnaires.formats.exchange_cells import Cells, number
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.surveyjs_losses import entries_of
from questionnaires.formats.surveyjs_values import has_words, listed_in, texts_of

_ONE_OF = ("radiogroup", "dropdown", "buttongroup", "imagepicker")
_SEVERAL = ("checkbox", "tagbox")


def answers_of(
    draft: Draft, element: dict[str, Any], cells: Cells, kind: str, code: str
) -> ScaleFound | str:
    """The scale of an element, or why nothing here asks like it."""
    if kind in _ONE_OF or kind in _SEVERAL or kind in ("rating", "boolean", "ranking"):
        return _chosen(draft, element, cells, kind, code)
    if kind == "comment" or (kind == "text" and not _is_number(cells)):
        input_type = cells.take("inputType")
        if input_type not in ("", "text"):
            why = f"{input_type} is asked as words."
            draft.remarks.append(changed(cells.where, "inputType", why))
        most = number(cells.take("maxLength"))
        if kind == "text" and most is None and not cells.cells.get("scale_code"):
            most = 200
        return exchange_scales.words(
            draft, cells, code=code, most=int(most) if most is not None and most > 0 else None
        )
    if kind in ("text", "slider", "nouislider"):
        cells.take("inputType")
        low, high, step = (
            number(cells.take(*names))
            for names in (("min", "rangeMin"), ("max", "rangeMax"), ("step",))
        )
        kinds = exchange_scales.NUMBERS if kind == "text" else exchange_scales.SLIDES
        if kind != "text":
            low, high = (0 if low is None else low), (100 if high is None else high)
        step = 1 if step is None else step
        return exchange_scales.numbers(
            draft, cells, code=code, kinds=kinds, native=(low, high, step)
        )
    return "it asks nothing that a question here can ask."


def _is_number(cells: Cells) -> bool:
    return cells.cells.get("inputType") in ("number", "range")


def _chosen(
    draft: Draft, element: dict[str, Any], cells: Cells, kind: str, code: str
) -> ScaleFound | str:
    scale_path = f"scales.{cells.cells.get('scale_code', '')}.options"
    found = _choices(draft, element, cells, kind, scale_path)
    most = None
    if kind in _SEVERAL or kind == "ranking":
        limit = number(cells.take("maxSelectedChoices"))
        most = int(limit) if limit else None
    if kind == "ranking":
        cells.take("selectToRankEnabled")
    kinds: Sequence[ScaleKind] = exchange_scales.ONE_OF
    if kind in _SEVERAL:
        kinds = (ScaleKind.MULTIPLE,)
    elif kind == "ranking":
        kinds = (ScaleKind.RANKING,)
    elif kind == "rating":
        kinds = exchange_scales.LEVELS
    return exchange_scales.chosen_from(draft, cells, found, code=code, kinds=kinds, most=most)


def _choices(
    draft: Draft, element: dict[str, Any], cells: Cells, kind: str, path: str
) -> list[Answer]:
    """The answers of an element."""
    if kind == "boolean":
        listed: list[Any] = [
            {"value": "true", "text": _worded(element, "labelTrue", "Yes")},
            {"value": "false", "text": _worded(element, "labelFalse", "No")},
        ]
        for key in ("labelTrue", "labelFalse"):
            cells.mark(key)
    elif kind == "rating":
        listed = _rates(element, cells)
    else:
        cells.mark("choices")
        listed = listed_in(element, "choices")
    if len(listed) > MOST_OPTIONS:  # refused by their number alone
        return [Answer("", Words(""))] * len(listed)
    pairs = [_pair(one) for one in listed]
    known = ("showCommentArea", "isExclusive")
    choices = [
        _choice(draft, cells, path, one)
        for one in entries_of(draft, pairs, cells.where, "answer", known)
    ]
    for keys, text_key, name, usual, say in (
        (("showOtherItem", "hasOther"), "otherText", "other", "Other", True),
        (("showNoneItem", "hasNone"), "noneText", "none", "None", False),
    ):
        if any(element.get(key) is True for key in keys):
            cells.mark(text_key)
            given = _worded(element, text_key, usual)
            words = told_at(draft, given, f"{path}.{name}", cells.where)
            choices.append(Answer(name, words, say=say, exclusive=not say))
        for key in keys:
            if key in cells.cells:
                cells.mark(key)
    return choices


def _worded(element: dict[str, Any], key: str, usual: str) -> Any:
    """The text under a name, or what SurveyJS shows where there is none."""
    return element[key] if has_words(element.get(key)) else usual


def _pair(one: Any) -> Any:
    """An answer, where it is written as ``value|label``, as an object of both."""
    if isinstance(one, str) and "|" in one:
        value, _bar, label = one.partition("|")
        return {"value": value, "text": label}
    return one


def _choice(draft: Draft, cells: Cells, path: str, given: dict[str, Any]) -> Answer:
    """An answer: an object of a value, a text and more."""
    name = given["value"]
    return Answer(
        name,
        told_at(draft, given["text"], f"{path}.{name}", cells.where),
        say=given.get("showCommentArea") is True,
        exclusive=given.get("isExclusive") is True,
    )


def told_at(draft: Draft, value: Any, path: str, where: str) -> Words:
    """A text of the file for this path, with its translations."""
    text, others = texts_of(value, draft.language)
    words = draft.exact_words(text, path, where=where) if text else ""
    return Words(
        words,
        {
            language: draft.exact_words(other, path, language, where=where)
            for language, other in others.items()
        },
    )


def _rates(element: dict[str, Any], cells: Cells) -> list[Any]:
    """The levels of a rating, with the words of its ends."""
    cells.take("displayMode")
    given = element.get("rateValues")
    if isinstance(given, list) and given:
        cells.mark("rateValues")
        return given
    low, step = number(cells.take("rateMin") or "1"), number(cells.take("rateStep") or "1") or 1
    low = 1 if low is None else low
    count = number(cells.take("rateCount"))
    high = number(cells.take("rateMax"))
    if high is None:
        high = low + ((count or 5) - 1) * step
    steps = int((high - low) / step) if step > 0 else 0
    levels = [f"{low + n * step:g}" for n in range(min(max(steps, 0), 100) + 1)]
    ends = {0: "minRateDescription", len(levels) - 1: "maxRateDescription"}
    made = []
    for at, level in enumerate(levels):
        words, others = texts_of(element.get(ends.get(at, "")), "")
        cells.mark(ends.get(at, "rateMin"))
        text = {"default": level} if not words else {
            "default": f"{level} · {words}", **{k: f"{level} · {v}" for k, v in others.items()}
        }  # fmt: skip
        made.append({"value": level, "text": text})
    return made
