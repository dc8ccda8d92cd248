"""Forms of Google as its Forms API gives them (``forms.get``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.instrument import ScaleKind
from questionnaires.formats.exchange import ExchangeFormat, Reading, unreadable
from questionnaires.formats.exchange_answers import Answer, Answers, Words, levels, words_scale
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_json import (
    is_on,
    list_of,
    number_of,
    object_of,
    objects_of,
    read_json,
    settings_of,
    words_of,
)
from questionnaires.formats.exchange_questions import Question, Wish

_KINDS = (
    "questionItem",
    "questionGroupItem",
    "pageBreakItem",
    "textItem",
    "imageItem",
    "videoItem",
)
_ITEM = ("itemId", "title", "description", *_KINDS)
_QUESTION = (
    "questionId", "required", "choiceQuestion", "scaleQuestion", "textQuestion",
    "ratingQuestion", "dateQuestion", "timeQuestion", "fileUploadQuestion", "rowQuestion",
)  # fmt: skip
_GONE = {"dateQuestion": "date", "timeQuestion": "time", "fileUploadQuestion": "upload of a file"}
_OPTION = ("value", "isOther", "goToAction", "goToSectionId")
_NEXT = "NEXT_SECTION"
_MOST_LEVELS = 11


@dataclass(frozen=True, slots=True)
class _Page:
    """A section: the break that it begins with, and what stands in it, with their places."""

    number: int
    start: Mapping[str, Any]
    items: Sequence[tuple[int, Mapping[str, Any]]]


def _recognises(data: bytes, _filename: str) -> bool:
    start = data[:65536]
    return b'"items"' in start and (b'"formId"' in start or b'"questionItem"' in start)


def _read(data: bytes, filename: str) -> Reading:
    root = read_json(data, filename)
    items = root.get("items")
    if not isinstance(items, list):
        raise unreadable(filename, "There is no list of items, so it is no form of the Forms API.")
    return _Reader(filename).read(root, items)


class _Reader:
    def __init__(self, filename: str) -> None:
        self.draft = Draft(filename, "Google Forms")
        #: When the sections after a branch are shown, by their places.
        self.wishes: dict[int, Wish] = {}

    def read(self, root: Mapping[str, Any], items: Sequence[Any]) -> Reading:
        draft, info = self.draft, object_of(root.get("info"))
        title = words_of(info.get("title")) or words_of(info.get("documentTitle"))
        about = draft.words("form", words_of(info.get("description")))
        draft.entitle("form", draft.words("form", title), about)
        draft.settings("form", settings_of(info, ("title", "documentTitle", "description")))
        draft.settings("form", settings_of(root, ("info", "items", "formId", "revisionId")))
        pages = _pages(items)
        for number, item in enumerate(items, start=1):
            if not isinstance(item, dict):
                draft.dropped(f"item {number}", "entry", "It is no item of a form.")
        for place, page in enumerate(pages):
            self._page(page)
            self._branches(place, pages)
        return draft.reading()

    def _page(self, page: _Page) -> None:
        draft = self.draft
        if page.start:
            where = f"item {page.number}"
            title = draft.words(where, words_of(page.start.get("title")))
            about = draft.words(where, words_of(page.start.get("description")))
            draft.section(where, title, about)
            draft.settings(where, settings_of(page.start, _ITEM))
        for number, item in page.items:
            self._item(f"item {number}", item, self.wishes.get(page.number))

    def _item(self, where: str, item: Mapping[str, Any], wish: Wish | None) -> None:
        draft = self.draft
        kind = next((name for name in _KINDS if name in item), "")
        text = draft.words(where, words_of(item.get("title")))
        about = draft.words(where, words_of(item.get("description")))
        content = object_of(item.get(kind))
        if kind == "questionItem":
            question = object_of(content.get("question"))
            draft.settings(where, settings_of(content, ("question",)))
            self._question(where, question, text, about, wish)
        elif kind == "questionGroupItem":
            self._group(where, content, text, about, wish)
        elif kind == "textItem":
            draft.introduce(where, Words(_joined(text.text, about.text)), "text")
        else:
            named = {"imageItem": "picture", "videoItem": "video"}.get(kind, "item")
            what = f"{named} “{text.text}”"
            draft.dropped(where, what, "A question set holds only questions and texts.")
            if about.text:
                draft.dropped(where, f"description “{about.text}”", "Its item is gone.")
        draft.settings(where, settings_of(item, _ITEM))

    def _question(
        self,
        where: str,
        question: Mapping[str, Any],
        text: Words,
        about: Words,
        wish: Wish | None,
    ) -> None:
        draft = self.draft
        gone = next((name for name in _GONE if name in question), "")
        answers = None if gone else self._answers(where, question)
        if answers is None:
            why = f"There is no question of that kind: {_GONE.get(gone, 'unknown')}."
            draft.not_asked(where, f"question “{text.text}”", why)
        else:
            self._ask(where, question, text, about, answers, wish)
        draft.settings(where, settings_of(question, _QUESTION))

    def _ask(
        self,
        where: str,
        question: Mapping[str, Any],
        text: Words,
        about: Words,
        answers: Answers,
        wish: Wish | None,
    ) -> None:
        key = words_of(question.get("questionId")) or where
        required = is_on(question.get("required"))
        self.draft.ask(Question(where, key, "", text, answers, about, required, wish))

    def _answers(self, where: str, question: Mapping[str, Any]) -> Answers | None:
        if "choiceQuestion" in question:
            return self._choice(where, object_of(question["choiceQuestion"]))
        if "scaleQuestion" in question:
            return self._scale(where, object_of(question["scaleQuestion"]))
        if "ratingQuestion" in question:
            rating = object_of(question["ratingQuestion"])
            most = int(number_of(rating.get("ratingScaleLevel")) or 5)
            icon = words_of(rating.get("iconType")) or "icon"
            self.draft.changed(where, f"rating by {icon}", "Its levels are numbered.")
            return self._levels(1, most, Words(""), Words(""))
        if "textQuestion" in question:
            is_long = is_on(object_of(question["textQuestion"]).get("paragraph"))
            return words_scale(is_long=is_long)
        return None

    def _scale(self, where: str, scale: Mapping[str, Any]) -> Answers | None:
        low = int(number_of(scale.get("low")) or 0)
        high = int(number_of(scale.get("high")) or 0)
        ends = [
            self.draft.words(where, words_of(scale.get(f"{end}Label"))) for end in ("low", "high")
        ]
        self.draft.settings(where, settings_of(scale, ("low", "high", "lowLabel", "highLabel")))
        for end in ends:
            if end.text:
                self.draft.kept(where, f"end “{end.text}”")
        return self._levels(low, high, *ends)

    def _levels(self, low: int, high: int, first: Words, last: Words) -> Answers | None:
        if not 1 <= high - low < _MOST_LEVELS or low < 0:
            return None
        return Answers(ScaleKind.ORDINAL, levels(low, high, first, last))

    def _choice(self, where: str, choice: Mapping[str, Any], kind: str = "") -> Answers:
        draft = self.draft
        options = []
        for number, option in enumerate(objects_of(choice.get("options")), start=1):
            is_other = is_on(option.get("isOther"))
            text = words_of(option.get("value")) or ("Other" if is_other else "")
            options.append(Answer(text or str(number), draft.words(where, text), say=is_other))
            draft.settings(f"{where}, option {number}", settings_of(option, _OPTION))
        kind = kind or words_of(choice.get("type"))
        if is_on(choice.get("shuffle")):
            draft.dropped(where, "random order of the answers", "They stand in one order.")
        draft.settings(where, settings_of(choice, ("type", "options", "shuffle")))
        is_several = kind == "CHECKBOX"
        if kind == "DROP_DOWN":
            draft.changed(where, "list to choose from", "It is a choice of one answer.")
        return Answers(ScaleKind.MULTIPLE if is_several else ScaleKind.SINGLE, tuple(options))

    def _group(
        self,
        where: str,
        content: Mapping[str, Any],
        text: Words,
        about: Words,
        wish: Wish | None,
    ) -> None:
        """A grid: each row is a question with the answers of the columns."""
        draft, grid = self.draft, object_of(content.get("grid"))
        columns = object_of(grid.get("columns"))
        draft.settings(where, settings_of(content, ("questions", "grid")))
        draft.settings(where, settings_of(grid, ("columns", "shuffleQuestions")))
        if is_on(grid.get("shuffleQuestions")):
            draft.dropped(where, "random order of the rows", "They stand in one order.")
        answers = self._choice(where, columns)
        asked = Words(_joined(text.text, about.text))
        rows = list_of(content.get("questions"))
        if not rows:
            draft.dropped(where, f"grid “{text.text}”", "It has no rows.")
        for number, row in enumerate(map(object_of, rows), start=1):
            at = f"{where}, row {number}"
            title = words_of(object_of(row.get("rowQuestion")).get("title"))
            self._ask(at, row, draft.words(at, title), asked, answers, wish)
            draft.settings(at, settings_of(row, _QUESTION))

    def _branches(self, place: int, pages: Sequence[_Page]) -> None:
        """Answers that lead to another section than the next one."""
        leading = [
            (number, item, options)
            for number, item in pages[place].items
            if any(map(_goal, options := _options(item)))
        ]
        for number, item, options in leading:
            where = f"item {number}"
            found = _skipping(place, pages, item, options) if len(leading) == 1 else None
            for option in options:
                goal = _goal(option)
                if not goal:
                    continue
                what = f"jump to {goal} after “{words_of(option.get('value'))}”"
                if found:
                    why = "The questions of the section that it skips have a condition instead."
                    self.draft.changed(where, what, why)
                else:
                    why = "Write conditions at the questions that are skipped."
                    self.draft.dropped(where, what, why)
            if found:
                self.wishes[pages[place + 1].number] = found


def _pages(items: Sequence[Any]) -> list[_Page]:
    pages: list[_Page] = []
    start: tuple[int, Mapping[str, Any]] = (0, {})
    within: list[tuple[int, Mapping[str, Any]]] = []
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            continue
        if "pageBreakItem" in item:
            pages.append(_Page(*start, within))
            start, within = (number, item), []
        else:
            within.append((number, item))
    return [*pages, _Page(*start, within)]


def _options(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    question = object_of(object_of(item.get("questionItem")).get("question"))
    return objects_of(object_of(question.get("choiceQuestion")).get("options"))


def _joined(title: str, text: str) -> str:
    """A title and the text below it as sentences that follow each other.

    >>> _joined("Before you begin", "Think."), _joined("How satisfied?", ""), _joined("", "Think.")
    ('Before you begin. Think.', 'How satisfied?', 'Think.')
    """
    if not title or not text:
        return title or text
    return f"{title} {text}" if title[-1] in ".?!:" else f"{title}. {text}"


def _goal(option: Mapping[str, Any]) -> str:
    """Where an answer leads; empty: to what comes next."""
    return words_of(option.get("goToSectionId")) or words_of(option.get("goToAction"))


def _skipping(
    place: int,
    pages: Sequence[_Page],
    item: Mapping[str, Any],
    options: Sequence[Mapping[str, Any]],
) -> Wish | None:
    """The answers that lead to the next section, where all others skip just that one.

    Only of a required question: without an answer nobody skips anything, and a condition would.
    Only where nothing else in the form leads there.
    """
    if place + 2 >= len(pages):
        return None
    question = object_of(object_of(item.get("questionItem")).get("question"))
    after_next = words_of(pages[place + 2].start.get("itemId"))
    skipped = words_of(pages[place + 1].start.get("itemId"))
    staying = []
    for option in options:
        goal = words_of(option.get("goToSectionId"))
        action = words_of(option.get("goToAction"))
        is_next = action == _NEXT or (goal and goal == skipped) or not (goal or action)
        if is_next:
            staying.append(words_of(option.get("value")))
        elif not goal or goal != after_next:
            return None
    others = [
        option
        for page in pages
        for _number, other in page.items
        if other is not item
        for option in _options(other)
    ]
    leads_there = any(words_of(one.get("goToSectionId")) == skipped for one in others)
    if not staying or not all(staying) or leads_there or not is_on(question.get("required")):
        return None
    where = f"jump after “{words_of(item.get('title'))}”"
    return Wish(words_of(question.get("questionId")), tuple(staying), where)


FORMAT = ExchangeFormat(
    code="google_forms",
    title="Google Forms (Forms API)",
    suffix=".json",
    media_type="application/json",
    recognises=_recognises,
    read=_read,
)
