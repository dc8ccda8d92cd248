"""Reads SurveyJS: every element of every page, with what became of each of its properties."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from questionnaires.formats.exchange import Reading, changed, dropped
from questionnaires.formats.exchange_answers import MOST_OPTIONS, ScaleFound, Words
from questionnaires.formats.exchange_cells import Cells
from questionnaires.formats.exchange_conditions import surveyjs_condition
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_items import dropped_whole, item_of
from questionnaires.formats.exchange_json import read_json
from questionnaires.formats.exchange_texts import LONGEST_INTRO
from questionnaires.formats.question_set_parts import one_line
from questionnaires.formats.surveyjs_answers import answers_of, told_at
from questionnaires.formats.surveyjs_losses import (
    entries_of,
    objects_of,
    tell_odd_texts,
    told_of,
)
from questionnaires.formats.surveyjs_values import (
    CANDOR,
    cells_of,
    excerpt,
    has_words,
    listed_in,
    texts_of,
    word_of,
)

_OF_EACH_ROW = ("isRequired", "visibleIf", "description")
_CONTAINERS = ("panel", "flowpanel")
_SHOWN = 80
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLACE = re.compile(r"\{([^{}|]+)\}")


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
    draft.repeats = (_PLACE, lambda place: _repeated(draft, place[1].strip()))
    root = cells_of(survey, "survey")
    pages = [*objects_of(draft, survey.get("pages"), "survey", "page")]
    root.mark("pages")
    if not pages:
        name = _elements_name(survey)
        root.mark(name)
        pages = [(1, {"name": "questions", "elements": listed_in(survey, name)})]
    _begin(draft, survey, root)
    for n, page in pages:
        draft.count()
        cells = cells_of(page, f"page {word_of(page.get('name')) or n}")
        part = _begin_page(draft, page, cells)
        told_of(draft, page, cells, f"section {part}")
        for element in _walk(page, cells.where, draft):
            _take(draft, element)
    told_of(draft, survey, root, "survey")
    return draft.reading()


def _repeated(draft: Draft, name: str) -> str | None:
    """The question of this name; braces around anything else are braces."""
    return name if draft.names.get(name) in draft.items else None


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
        if _CODE.fullmatch(word_of(ours.get("code"))):
            draft.code = word_of(ours["code"])
    if locale := root.take("locale"):
        draft.language = locale
    for name in ("title", "description"):
        words = _words(draft, survey, root, name, name)
        setattr(draft, name, words.text)
        draft.translate_all(name, words)


def _begin_page(draft: Draft, page: dict[str, Any], cells: Cells) -> str:
    name = cells.take("name")
    cells.mark(_elements_name(page))
    code = name if name not in {part.code for part in draft.parts} else ""
    title = _words(draft, page, cells, "title", f"sections.{code}.title")
    intro = _words(draft, page, cells, "description", f"sections.{code}.intro")
    part = draft.begin(name, title.text or draft.title or name, where=cells.where, code=code)
    part.intro = draft.fitting(intro.text, LONGEST_INTRO, cells.where, "description")
    draft.translate_all(f"sections.{part.code}.title", title)
    draft.translate_all(f"sections.{part.code}.intro", intro)
    for key in ("questionOrder", "questionsOrder"):
        order = cells.take(key)
        part.is_shuffled |= order == "random"
        if order not in ("", "random", "initial", "default"):
            cells.give_back(key)
    return part.code


def _walk(
    holder: dict[str, Any], where: str, draft: Draft, visible_if: str = "", place: str = ""
) -> Iterator[_Element]:
    """All elements of a page, those of panels in their place."""
    listed = holder.get(_elements_name(holder))
    for n, element in objects_of(draft, listed, place or where, "element"):
        name = word_of(element.get("name")) or str(n)
        here = f"{where}, element {name}"
        if element.get("type") not in _CONTAINERS:
            yield _Element(element, here, visible_if)
            continue
        draft.count()
        cells = cells_of(element, here)
        cells.mark(_elements_name(element))
        cells.take("type")
        cells.take("name")
        condition = cells.take("visibleIf")
        if condition and visible_if:
            cells.give_back("visibleIf")
        told_of(draft, element, cells, "panel, whose questions stand in the page")
        yield from _walk(element, where, draft, visible_if or condition, here)


def _elements_name(holder: dict[str, Any]) -> str:
    """Under what name the elements stand; forms of the first years have another one."""
    return "elements" if listed_in(holder, "elements") else "questions"


def _take(draft: Draft, element: _Element) -> None:
    draft.count()
    cells = cells_of(element.properties, element.where)
    kind = cells.take("type") or "text"
    if kind == "matrix":
        _matrix(draft, element, cells)
        return
    if kind == "multipletext":
        _several_texts(draft, element, cells)
        return
    name = cells.take("name") or "question"
    code = draft.new_code(name)
    answers = answers_of(draft, element.properties, cells, kind, code)
    if isinstance(answers, str):
        draft.names.pop(name, None)
        dropped_whole(draft, cells, f"{kind} {name}", kind, answers)
        return
    _ask(draft, element, cells, code, answers)


def _ask(draft: Draft, element: _Element, cells: Cells, code: str, answers: ScaleFound) -> None:
    properties, path = element.properties, f"items.{code}"
    text = _words(draft, properties, cells, "title", f"{path}.text")
    helped = _words(draft, properties, cells, "description", f"{path}.help")
    cells.cells.setdefault("required", cells.take("isRequired"))
    item = item_of(
        draft,
        cells,
        code=code,
        text=text.text or word_of(properties.get("name")),
        help=helped.text,
        scale=answers.given,
        is_ours=False,
        has_na=answers.allows_na,
    )
    draft.translate_all(f"{path}.text", text)
    draft.translate_all(f"{path}.help", helped)
    condition = cells.take("visibleIf") or element.visible_if
    if condition:
        found = surveyjs_condition(draft, condition)
        if found is None:
            cells.give_back("visibleIf")
            if element.visible_if:
                why = f"{condition[:_SHOWN]!r} is no condition that a question here can have."
                draft.remarks.append(dropped(element.where, "visibleIf of its panel", why))
        item = replace(item, show_if=found)
    draft.add(item, answers.codes, cells.where)
    told_of(draft, properties, cells, f"question {code}")


def _matrix(draft: Draft, element: _Element, cells: Cells) -> None:
    """Each row a question, with the columns as its answers."""
    properties = element.properties
    name = cells.take("name") or "matrix"
    cells.mark("rows")
    cells.mark("columns")
    listed = listed_in(properties, "rows")
    repeated = [properties.get(key) for key in ("columns", "title", *_OF_EACH_ROW)]
    columns = min(len(listed_in(properties, "columns")), MOST_OPTIONS)
    draft.unfold(len(listed) * len(json.dumps(repeated)), len(listed) * columns)
    rows = [*entries_of(draft, listed, element.where, "row", ())]
    for row in rows or [{"value": "", "text": ""}]:
        word = row["value"]
        asked = _of_row(draft, properties.get("title"), row["text"])
        one = {
            "name": f"{name}_{word}", "type": "rating", "title": asked or name,
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
    told_of(draft, properties, cells, f"matrix {name}")


def _of_row(draft: Draft, title: Any, row: Any) -> dict[str, str]:
    """What a row asks, below the title of all, in each language that has both or the one."""
    above, above_others = texts_of(title, draft.language)
    text, others = texts_of(row, draft.language)
    found = {"default": ": ".join(filter(None, (above, text)))}
    for language in above_others.keys() | others.keys():
        both = (above and above_others.get(language, ""), text and others.get(language, ""))
        if all(one or not own for one, own in zip(both, (above, text), strict=True)):
            found[language] = ": ".join(filter(None, both))
        else:
            why = "Only one of the title and the row is written in that language."
            said = " ".join(filter(None, both))
            draft.dropped("translations", f"{language}, “{said[:_SHOWN]}”", why)
    return found if found["default"] else {}


def _several_texts(draft: Draft, element: _Element, cells: Cells) -> None:
    """Each field a question, below the title of all."""
    name = cells.take("name") or "texts"
    title = element.properties.get("title")
    entries = [*objects_of(draft, element.properties.get("items"), element.where, "item")]
    if not entries:
        why = "it has no fields to fill in."
        dropped_whole(draft, cells, f"multipletext {name}", "multipletext", why)
        return
    draft.unfold(len(entries) * len(json.dumps(title)), 0)
    for n, entry in entries:
        word = word_of(entry.get("name")) or str(n)
        where, own = f"{element.where}, item {word}", entry.get("title")
        tell_odd_texts(draft, own, where, "title")
        if not has_words(own):
            if own:
                draft.dropped(where, "own title", f"{excerpt(own)!r} is no text.")
            own = word_of(entry.get("name"))
        one = {**entry, "name": f"{name}_{word}", "type": "text"}
        one["title"] = _of_row(draft, title, own)
        _take(draft, _Element(one, where))
    for key in ("items", "title"):
        cells.mark(key)
    why = f"each of its {len(entries)} fields is a question of its own."
    draft.remarks.append(changed(element.where, f"multipletext {name}", why))
    told_of(draft, element.properties, cells, f"multipletext {name}")


def _words(draft: Draft, holder: dict[str, Any], cells: Cells, key: str, path: str) -> Words:
    """A text of an object for this path, with its translations; its cell counts as read."""
    if key in cells.cells:
        cells.mark(key)
    return told_at(draft, holder.get(key), path, cells.where)
