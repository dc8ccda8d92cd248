"""DORA's published questions: categories, groups of questions, and answers as one text.

An answer is known by its label, never by its place: the answers of one scale run from best to
worst in one year and from worst to best in the next, "I don't know or NA" stands anywhere among
them, and the same level is worded in several ways.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.instrument import ScaleKind
from questionnaires.formats.exchange import ExchangeFormat, Reading, unreadable
from questionnaires.formats.exchange_answers import (
    MOST_OPTIONS,
    Answer,
    Answers,
    Words,
    without_number,
    words_scale,
)
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_json import (
    list_of,
    objects_of,
    read_json,
    settings_of,
    words_of,
)
from questionnaires.formats.exchange_questions import Question
from questionnaires.formats.label_order import is_not_applicable, is_without, numbered, plain

_YEAR = re.compile(r"(?<!\d)(20[1-4]\d)(?!\d)")
_SIGNS = re.compile(r"[(),]")
_ALL_THAT_APPLY = re.compile(r"(?:select|check|choose|pick|mark) all that apply", re.IGNORECASE)
_PICK_UP_TO = re.compile(r"(?:pick|choose|select) up to (\d+|three|two|five)", re.IGNORECASE)
_NUMBER_WORDS = {"two": 2, "three": 3, "five": 5}
_PERCENT = re.compile(r"value between 0 ?% and 100 ?%")
_ASKS_PERCENT = re.compile(r"\b(?:what|which) percentage\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SEVERAL = re.compile(",")

_AGREEMENT = {
    "strongly disagree": "1", "disagree": "2", "mostly disagree": "2", "somewhat disagree": "3",
    "slightly disagree": "3", "neither agree nor disagree": "4", "neutral": "4",
    "somewhat agree": "5", "slightly agree": "5", "agree": "6", "mostly agree": "6",
    "strongly agree": "7",
}  # fmt: skip
_NUMBER = r"(?:1|6|one|six|a|an)"
_DURATIONS = (
    (rf"more than {_NUMBER} months", "1"),
    (rf"(?:between )?{_NUMBER} months? (?:and|to) {_NUMBER} months", "2"),
    (rf"(?:between )?{_NUMBER} weeks? (?:and|to) {_NUMBER} months?", "3"),
    (rf"(?:between )?{_NUMBER} days? (?:and|to) {_NUMBER} weeks?", "4"),
    (rf"(?:less than {_NUMBER} day|(?:between )?{_NUMBER} hours? (?:and|to) {_NUMBER} days?)", "5"),
    (rf"less than {_NUMBER} hour", "6"),
)
_RATES = (
    (rf"(?:fewer|less) (?:often )?than once (?:per|every|in) {_NUMBER} months", "1"),
    (rf"between once (?:per|a) month and once (?:per|every|in) {_NUMBER} months", "2"),
    (r"between once (?:per|a) week and once (?:per|a) month", "3"),
    (r"between once (?:per|a) day and once (?:per|a) week", "4"),
    (r"between once (?:per|an) hour and once (?:per|a) day", "5"),
    (r"on demand(?: multiple deploy\w* (?:per|a) day)?", "6"),
)
_FAMILIES = {"lead_time": _DURATIONS, "deployment_frequency": _RATES}
_LICENCE = (
    "The words of these questions are DORA's (dora.dev), licensed under CC BY 4.0: name the source "
    "wherever they are shown, and say what was changed."
)


def _recognises(data: bytes, _filename: str) -> bool:
    start = data[:4096]
    return b'"categories"' in start and b'"question_groups"' in start


def _read(data: bytes, filename: str) -> Reading:
    root = read_json(data, filename)
    categories = root.get("categories")
    if not isinstance(categories, list):
        raise unreadable(filename, "There is no list of categories, so it is no file of DORA's.")
    return _Reader(filename).read(root, objects_of(categories), len(categories))


class _Reader:
    def __init__(self, filename: str) -> None:
        year = _YEAR.search(filename)
        self.source = f"DORA {year[1]}" if year else "DORA"
        self.draft = Draft(filename, "DORA")
        self.number = 0

    def read(self, root: Mapping[str, Any], categories: Sequence[Any], listed: int) -> Reading:
        draft = self.draft
        draft.entitle("file", Words(f"{self.source}: questions"))
        draft.changed("file", f"source of all questions: {self.source}", _LICENCE)
        draft.settings("file", settings_of(root, ("categories",)))
        if listed > len(categories):
            draft.dropped("file", f"{listed - len(categories)} categories", "They are none.")
        for category in categories:
            self._category(category)
        return draft.reading()

    def _category(self, category: Mapping[str, Any]) -> None:
        heading = words_of(category.get("heading"))
        where = f"category {heading}"[:120]
        draft = self.draft
        about = words_of(category.get("description"))
        groups = list_of(category.get("question_groups"))
        draft.section(where, draft.words(where, heading), draft.words(where, about))
        known = ("heading", "description", "question_groups", "survey_key", "survey_keys")
        draft.settings(where, settings_of(category, known))
        for place, group in enumerate(groups, start=1):
            if isinstance(group, dict):
                self._group(f"{where}, group {place}", group, category)
            else:
                draft.dropped(where, f"group {place}", "It is no group of questions.")

    def _group(self, where: str, group: Mapping[str, Any], category: Mapping[str, Any]) -> None:
        draft, about = self.draft, words_of(category.get("description"))
        known = ("description", "group_responses", "questions", "survey_key", "survey_keys")
        draft.settings(where, settings_of(group, known))
        intro = words_of(group.get("description"))
        responses = words_of(group.get("group_responses"))
        questions = list_of(group.get("questions"))
        texts = [words_of(question) for question in questions]
        keys = _keys(group, len(texts))
        if not any(keys):
            keys = _keys(category, len(texts))
        if not any(keys) and group.get("survey_keys"):
            why = "They do not say which question each is of."
            draft.dropped(where, f"survey keys {_told(group['survey_keys'])}", why)
        shared = self._options(where, _parted(responses))
        if any(keys):
            listed = ", ".join(dict.fromkeys(keys))
            draft.changed(where, f"survey keys {listed}", "Codes of questions are made of them.")
        asked = intro or about
        is_list = bool(texts) and not responses and not any("|" in text for text in texts)
        if is_list and len(texts) > 1 and _asks_a_choice(asked):
            self._choice(where, keys[0], asked, texts)
            return
        for key, text in zip(keys, texts, strict=True):
            if "|" not in text and not responses and not _asks_itself(text):
                self._statement(where, key, intro, text)
            else:
                self._question(where, key, intro, text, responses, shared)

    def _choice(self, where: str, key: str, asked: str, labels: Sequence[str]) -> None:
        """A group whose questions are the answers of one: "Which are the top 3? Pick up to 3."."""
        most = _PICK_UP_TO.search(asked)
        number = most[1].casefold() if most else ""
        options = self._options(where, labels)
        self.draft.changed(where, "questions of the group", "They are the answers of one question.")
        self._ask(
            where,
            key,
            asked,
            Answers(
                ScaleKind.MULTIPLE,
                options,
                max_choices=_NUMBER_WORDS.get(number) or (int(number[:3]) if number else None),
            ),
        )

    def _statement(self, where: str, key: str, intro: str, text: str) -> None:
        """A statement without answers, as the files of the first years have them."""
        self.draft.changed(
            where,
            f"statement “{text.strip()}”",
            "The file gives no answers. It is rated on agreement_7, as DORA's statements are.",
        )
        answers = Answers(ScaleKind.ORDINAL, built_in="agreement_7", is_guess=True)
        self._ask(where, key, text, answers, intro)

    def _question(
        self,
        where: str,
        key: str,
        intro: str,
        text: str,
        responses: str,
        shared: tuple[Answer, ...],
    ) -> None:
        """A question with answers of its own, or with those of its group."""
        asked, bar, own = text.partition("|")
        given = own if bar else responses
        if _PERCENT.search(given) or (not given and _ASKS_PERCENT.search(asked)):
            answers = Answers(ScaleKind.PERCENTAGE, built_in="percentage")
        elif not given:
            self.draft.changed(where, f"question “{asked.strip()}”", "It is answered in words.")
            answers = words_scale(is_long=False)
        else:
            options = self._options(where, _parted(own)) if bar else shared
            answers = _answers(asked, options)
        self._ask(where, key, asked, answers, intro)

    def _options(self, where: str, labels: Sequence[str]) -> tuple[Answer, ...]:
        found = [self.draft.words(where, label) for label in labels]
        return tuple(Answer(str(n), label) for n, label in enumerate(found, start=1))

    def _ask(self, where: str, key: str, text: str, answers: Answers, intro: str = "") -> None:
        self.number += 1
        draft = self.draft
        draft.ask(
            Question(
                where=where,
                key=str(self.number),
                name=key,
                text=draft.words(where, text),
                answers=answers,
                help=draft.words(where, intro),
                source=self.source,
            )
        )


def _parted(text: str) -> list[str]:
    """Labels that are parted by commas; those that stand in brackets part nothing.

    A comma stands in brackets where the next bracket is a closing one.

    >>> _parted("Daily, weekly (or, at times, less), never")
    ['Daily', ' weekly (or, at times, less)', ' never']
    """
    labels: list[str] = []
    end, is_within = len(text), False
    for sign in reversed([*_SIGNS.finditer(text)]):
        if sign[0] != ",":
            is_within = sign[0] == ")"
        elif not is_within:
            labels.append(text[sign.end() : end])
            end = sign.start()
    return [text[:end], *reversed(labels)]


def _asks_a_choice(text: str) -> bool:
    return bool(_ALL_THAT_APPLY.search(text) or _PICK_UP_TO.search(text))


def _asks_itself(text: str) -> bool:
    return "?" in _IN_BRACKETS.sub("", text)


def _keys(holder: Mapping[str, Any], count: int) -> list[str]:
    """What the data calls each question: one key for all of them, or one for each.

    Newer files name the year of a key, and write the keys of several questions into one text,
    not always in the order of the questions: of these none is taken.
    """
    listed = [word for key in list_of(holder.get("survey_keys")) for word in _words_of_key(key)]
    one = words_of(holder.get("survey_key")).strip()
    if len(listed) == count and all(listed) and not any(map(_SEVERAL.search, listed)):
        return listed
    first = one or next(filter(None, listed), "")
    return [_IN_BRACKETS.sub("", "" if _SEVERAL.search(first) else first).strip()] * count


def _told(keys: Any) -> str:
    return ", ".join(word for key in list_of(keys) for word in _words_of_key(key))


def _words_of_key(key: Any) -> list[str]:
    return [words_of(word).strip() for word in (key.values() if isinstance(key, dict) else [key])]


def _answers(asked: str, options: tuple[Answer, ...]) -> Answers:
    """The answers on a scale of ours where all levels of it are there, by their labels."""
    if _ALL_THAT_APPLY.search(asked) or len(options) > MOST_OPTIONS:
        return Answers(ScaleKind.MULTIPLE, options)
    # Who says "We do not do code reviews" has no place on these scales.
    told = tuple(
        replace(option, is_none=True)
        if is_without(option.label.text) or is_not_applicable(option.label.text)
        else option
        for option in options
    )
    levels = [option for option in told if not option.is_none]
    if found := _on_agreement(levels):
        return Answers(ScaleKind.ORDINAL, told, built_in="agreement_7", codes=found)
    for scale, patterns in _FAMILIES.items():
        found = _on_bands(levels, patterns)
        if found:
            name = scale
            if scale == "lead_time" and re.search(r"restore|recover", asked, re.IGNORECASE):
                name = "recovery_time"
            return Answers(ScaleKind.ORDINAL, told, built_in=name, codes=found)
    return Answers(ScaleKind.SINGLE, options)


def _on_agreement(levels: Sequence[Answer]) -> dict[str, str]:
    found = {}
    for level in levels:
        text = level.label.text
        words = without_number(text) if numbered(text) else text
        found[level.key] = _AGREEMENT.get(plain(words), "")
    return found if sorted(found.values()) == list("1234567") else {}


def _on_bands(levels: Sequence[Answer], patterns: Sequence[tuple[str, str]]) -> dict[str, str]:
    found = {}
    for level in levels:
        text = plain(level.label.text)
        code = next((code for pattern, code in patterns if re.fullmatch(pattern, text)), "")
        if not code:
            return {}
        found[level.key] = code
    return found if sorted(found.values()) == list("123456") else {}


FORMAT = ExchangeFormat(
    code="dora",
    title="DORA questions (JSON)",
    suffix=".json",
    media_type="application/json",
    recognises=_recognises,
    read=_read,
)
