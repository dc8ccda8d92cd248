"""Reads SurveyJS: every element of every page, with what became of each of its properties."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.instrument import ScaleKind
from questionnaires.formats import exchange_scales
from questionnaires.formats.exchange import Reading, changed, dropped
from questionnaires.formats.exchange_cells import ITEM_CELLS, SCALE_CELLS, Cells, number
from questionnaires.formats.exchange_conditions import surveyjs_condition
from questionnaires.formats.exchange_draft import (
    LONGEST_INTRO,
    NO_WORDS,
    Draft,
)
from questionnaires.formats.exchange_json import read_json
from questionnaires.formats.exchange_parts import plain_words
from questionnaires.formats.exchange_scales import Answers, Choice
from questionnaires.formats.question_set_parts import one_line

CANDOR = "candor"
_ONE_OF = ("radiogroup", "dropdown", "buttongroup", "imagepicker")
_SEVERAL = ("checkbox", "tagbox")
_OF_EACH_ROW = ("isRequired", "visibleIf", "description")
_CONTAINERS = ("panel", "flowpanel")
_SHOWN = 80
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Element:
    """An element of a page, where it stands, and the condition of the panels around it."""

    properties: dict[str, Any]
    where: str
    visible_if: str = ""


def read(data: bytes, filename: str) -> Reading:
    """The questions of a survey. Raises :class:`QuestionSetError`."""
    survey = dict(read_json(data, filename))
    draft = Draft(filename)
    root = _cells(survey, "survey")
    pages = _objects(survey.get("pages"))
    root.mark("pages")
    if not pages:
        name = "elements" if "elements" in survey else "questions"
        root.mark(name)
        pages = [{"name": "questions", "elements": survey.get(name)}]
    _begin(draft, survey, root)
    for n, page in enumerate(pages, start=1):
        draft.count()
        cells = _cells(page, f"page {_word(page.get('name')) or n}")
        part = _begin_page(draft, page, cells)
        draft.told(cells, f"section {part}")
        for element in _walk(page, cells.where, draft):
            _take(draft, element)
    draft.told(root, "survey")
    return draft.reading()


def _begin(draft: Draft, survey: dict[str, Any], root: Cells) -> None:
    ours = survey.get(CANDOR)
    if isinstance(ours, dict):
        for name in ("code", "constructs", "texts"):
            root.mark(name)
        texts = ours.get("texts")
        for language, found in texts.items() if isinstance(texts, dict) else ():
            if isinstance(found, dict):
                draft.exact[language] = {p: t for p, t in found.items() if isinstance(t, str)}
        constructs = ours.get("constructs")
        for code, title in constructs.items() if isinstance(constructs, dict) else ():
            if re.fullmatch(r"[a-z][a-z0-9_]{0,59}", code) and isinstance(title, str):
                draft.constructs[code] = one_line(title) or code
        if _CODE.fullmatch(_word(ours.get("code"))):
            draft.code = _word(ours["code"])
    if locale := root.take("locale"):
        draft.language = locale
    draft.title = _told(draft, survey, root, "title", "title")
    draft.description = _told(draft, survey, root, "description", "description")
    for language, found in draft.exact.items():
        for path, text in found.items():
            if not path.startswith("items."):  # these come with their questions
                draft.translate(language, path, text)


def _begin_page(draft: Draft, page: dict[str, Any], cells: Cells) -> str:
    name = cells.take("name")
    cells.mark("elements")
    code = name if name not in {part.code for part in draft.parts} else ""
    path = f"sections.{code}"
    title = _told(draft, page, cells, "title", f"{path}.title")
    part = draft.begin(name, title or draft.title or name, where=cells.where, code=code)
    intro = _told(draft, page, cells, "description", f"{path}.intro")
    part.intro = draft.fitting(intro, LONGEST_INTRO, cells.where, "description")
    for key in ("questionOrder", "questionsOrder"):
        order = cells.take(key)
        part.is_shuffled |= order == "random"
        if order not in ("", "random", "initial", "default"):
            cells.give_back(key)
    return part.code


def _walk(
    holder: dict[str, Any], where: str, draft: Draft, visible_if: str = ""
) -> Iterator[_Element]:
    """All elements of a page, those of panels in their place."""
    for n, element in enumerate(_objects(holder.get("elements") or holder.get("questions")), 1):
        name = _word(element.get("name")) or str(n)
        here = f"{where}, element {name}"
        if element.get("type") not in _CONTAINERS:
            yield _Element(element, here, visible_if)
            continue
        draft.count()
        cells = _cells(element, here)
        cells.mark("elements")
        cells.take("type")
        cells.take("name")
        condition = cells.take("visibleIf")
        if condition and visible_if:
            cells.give_back("visibleIf")
        draft.told(cells, "panel, whose questions stand in the page")
        yield from _walk(element, where, draft, visible_if or condition)


def _take(draft: Draft, element: _Element) -> None:
    draft.count()
    cells = _cells(element.properties, element.where)
    kind = cells.take("type") or "text"
    if kind == "matrix":
        _matrix(draft, element, cells)
        return
    if kind == "multipletext":
        _several_texts(draft, element, cells)
        return
    name = cells.take("name") or "question"
    code = draft.new_code(name)
    answers = _answers(draft, element.properties, cells, kind, code)
    if isinstance(answers, str):
        cells.taken = ["type"]
        draft.names.pop(name, None)
        draft.remarks.append(dropped(element.where, f"{kind} {name}", answers))
        cells.taken = []
        cells.cells = {
            key: text for key, text in cells.cells.items() if key not in ("type", "name")
        }
        draft.told(cells, kind)
        return
    _ask(draft, element, cells, code, answers)


def _ask(
    draft: Draft,
    element: _Element,
    cells: Cells,
    code: str,
    answers: Answers,
    *,
    row: object = None,
) -> None:
    properties, path = element.properties, f"items.{code}"
    text = _told(
        draft, properties if row is None else {"title": row}, cells, "title", f"{path}.text"
    )
    text = text or _word(properties.get("name"))
    help_text = _told(draft, properties, cells, "description", f"{path}.help")
    cells.cells.setdefault("required", cells.take("isRequired"))
    item = draft.item_of(
        cells,
        code=code,
        text=_piped(draft, text),
        help=_piped(draft, help_text),
        scale=answers.scale,
        is_ours=False,
        has_na=answers.allows_na,
    )
    condition = cells.take("visibleIf") or element.visible_if
    if condition:
        found = surveyjs_condition(draft, condition)
        if found is None:
            cells.give_back("visibleIf")
            if element.visible_if:
                why = f"{condition[:_SHOWN]!r} is no condition that a question here can have."
                draft.remarks.append(dropped(element.where, "visibleIf of its panel", why))
        item = replace(item, show_if=found)
    draft.ask(item, cells, answers.codes)
    draft.told(cells, f"question {code}")


def _answers(
    draft: Draft, element: dict[str, Any], cells: Cells, kind: str, code: str
) -> Answers | str:
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
) -> Answers | str:
    scale_path = f"scales.{cells.cells.get('scale_code', '')}.options"
    found, labels = _choices(draft, element, cells, kind, scale_path)
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
    answers = exchange_scales.chosen_from(draft, cells, found, code=code, kinds=kinds, most=most)
    if isinstance(answers, str):
        return answers
    for name, texts in labels.items():
        if name not in answers.codes:
            continue
        path = f"scales.{answers.scale.code}.options.{answers.codes[name]}"
        for language, text in texts.items():
            draft.translate(language, path, draft.words(text, path, language, where=cells.where))
    return answers


def _choices(
    draft: Draft, element: dict[str, Any], cells: Cells, kind: str, path: str
) -> tuple[list[Choice], dict[str, Texts]]:
    """The answers of an element, and their labels in other languages."""
    if kind == "boolean":
        listed: list[Any] = [
            {"value": "true", "text": element.get("labelTrue") or "Yes"},
            {"value": "false", "text": element.get("labelFalse") or "No"},
        ]
        for key in ("labelTrue", "labelFalse"):
            cells.mark(key)
    elif kind == "rating":
        listed = _rates(element, cells)
    else:
        cells.mark("choices")
        listed = _listed(element, "choices")
    if len(listed) > exchange_scales.MOST_OPTIONS:  # refused by their number alone
        return [Choice("", "")] * len(listed), {}
    choices, labels = [], {}
    for one in listed:
        given = one if isinstance(one, dict) else {"value": one}
        name = _word(given.get("value"))
        label, others = _loc(given.get("text"), draft.language)
        words = draft.words(label or name, f"{path}.{name}", where=cells.where)
        choices.append(
            Choice(
                name, words,
                say=given.get("showCommentArea") is True,
                exclusive=given.get("isExclusive") is True,
            )
        )  # fmt: skip
        labels[name] = others
        rest = {"value", "text", "showCommentArea", "isExclusive"}
        for key in given.keys() - rest:
            why = "an answer here has no such thing."
            draft.remarks.append(dropped(cells.where, f"{key} of the answer {name}", why))
    for keys, text_key, name, usual, say in (
        (("showOtherItem", "hasOther"), "otherText", "other", "Other", True),
        (("showNoneItem", "hasNone"), "noneText", "none", "None", False),
    ):
        if any(element.get(key) is True for key in keys):
            label, labels[name] = _loc(element.get(text_key), draft.language)
            cells.mark(text_key)
            choices.append(Choice(name, plain_words(label) or usual, say=say, exclusive=not say))
        for key in keys:
            if key in cells.cells:
                cells.mark(key)
    return choices, labels


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
        words, others = _loc(element.get(ends.get(at, "")), "")
        cells.mark(ends.get(at, "rateMin"))
        text = {"default": level} if not words else {
            "default": f"{level} · {words}", **{k: f"{level} · {v}" for k, v in others.items()}
        }  # fmt: skip
        made.append({"value": level, "text": text})
    return made


def _matrix(draft: Draft, element: _Element, cells: Cells) -> None:
    """Each row a question, with the columns as its answers."""
    properties = element.properties
    name = cells.take("name") or "matrix"
    cells.mark("rows")
    cells.mark("columns")
    rows = _listed(properties, "rows")
    title, _others = _loc(properties.get("title"), draft.language)
    repeated = [properties.get(key) for key in ("columns", "title", *_OF_EACH_ROW)]
    draft.unfold(len(rows) * len(json.dumps(repeated)))
    for row in rows or [None]:
        given = row if isinstance(row, dict) else {"value": row, "text": row}
        word = _word(given.get("value"))
        text = _loc(given.get("text"), draft.language)[0] or word
        asked = f"{title}: {text}" if title and text else text or title or name
        one = {
            "name": f"{name}_{word}", "type": "rating", "title": asked,
            "rateValues": properties.get("columns"),
            **{key: properties[key] for key in _OF_EACH_ROW if key in properties},
        }  # fmt: skip
        if properties.get("eachRowRequired") is True:
            one["isRequired"] = True
        _take(draft, _Element(one, f"{element.where}, row {word}", element.visible_if))
    for key in ("title", "description", "visibleIf", "isRequired", "eachRowRequired"):
        cells.take(key)
    why = f"each of its {len(rows)} rows is a question of its own."
    draft.remarks.append(changed(element.where, f"matrix {name}", why))
    draft.told(cells, f"matrix {name}")


def _several_texts(draft: Draft, element: _Element, cells: Cells) -> None:
    name = cells.take("name") or "texts"
    cells.mark("items")
    cells.take("title")
    entries = _objects(element.properties.get("items"))
    for entry in entries:
        one = {**entry, "name": f"{name}_{_word(entry.get('name'))}", "type": "text"}
        one.setdefault("title", entry.get("name"))
        _take(draft, _Element(one, f"{element.where}, item {_word(entry.get('name'))}"))
    why = f"each of its {len(entries)} fields is a question of its own."
    draft.remarks.append(changed(element.where, f"multipletext {name}", why))
    draft.told(cells, f"multipletext {name}")


def _piped(draft: Draft, text: str) -> str:
    """``{tool}`` as a place that repeats the answer to ``tool``."""

    def place(found: re.Match[str]) -> str:
        code = draft.names.get(found[1].strip(), "")
        return f"{{{code}|{NO_WORDS}}}" if code in draft.items else found[0]

    return re.sub(r"\{([^{}|]+)\}", place, text)


def _told(draft: Draft, holder: dict[str, Any], cells: Cells, key: str, path: str) -> str:
    """A text, whose translations are kept at its path."""
    text, others = _loc(holder.get(key), draft.language)
    if key in cells.cells:
        cells.mark(key)
    for language, words in others.items():
        found = draft.words(words, path, language, where=cells.where)
        draft.translate(
            language, path, _piped(draft, found) if path.startswith("items.") else found
        )
    return draft.words(text, path, where=cells.where) if text else ""


def _loc(value: Any, language: str) -> tuple[str, Texts]:
    """A text and its translations: SurveyJS writes a text, or texts by language."""
    if not isinstance(value, dict):
        return _word(value), {}
    texts = {name: _word(text) for name, text in value.items()}
    first = texts.get("default") or texts.get(language) or next(iter(texts.values()), "")
    return first, {n: t for n, t in texts.items() if n not in ("default", language) and t}


def _cells(holder: dict[str, Any], where: str) -> Cells:
    """The properties of an object as cells; our own ones under their own names."""
    cells = {
        name: _word(value) or json.dumps(value, ensure_ascii=False)
        for name, value in holder.items()
        if value not in (None, "") and value != [] and value != {}
    }
    ours = holder.get(CANDOR)
    if not isinstance(ours, dict):
        return Cells(where, cells)
    known = {*ITEM_CELLS, *SCALE_CELLS, "code", "constructs", "texts"}
    for name, value in ours.items():
        is_read = name in known and isinstance(value, str | dict)
        cells[name if is_read else f"{CANDOR}.{name}"] = _word(value) or json.dumps(value)
    found = Cells(where, cells)
    found.mark(CANDOR)
    return found


def _listed(holder: dict[str, Any], name: str) -> list[Any]:
    """The list under a name; empty where there is none."""
    found = holder.get(name)
    return found if isinstance(found, list) else []


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _word(value: Any) -> str:
    """A text, a number or a truth as a text; nothing else is one. No-break spaces stay."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.12g}"
    return value.strip(" \t\r\n") if isinstance(value, str) else ""
