"""Surveys of LimeSurvey as it exports their structure (.lss)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from questionnaires.formats.exchange import ExchangeFormat, Reading, unreadable
from questionnaires.formats.exchange_answers import Answers, Words
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_questions import Question, Wish, language_of
from questionnaires.formats.exchange_xml import Element, read_xml
from questionnaires.formats.limesurvey_answers import answers_of, parts_are_questions
from questionnaires.formats.limesurvey_relevance import repeated_question, told, wish_of
from questionnaires.formats.limesurvey_tables import Row, Tables, filled

_NAMES = {
    "X": "text", "D": "date", "|": "upload of a file", "I": "choice of a language",
    "*": "equation", "1": "array with two scales", ":": "array of numbers",
    ";": "array of texts",
}  # fmt: skip
#: Tables that are read; what the others say is gone.
_READ = frozenset(
    {
        "groups", "group_l10ns", "questions", "question_l10ns", "subquestions", "answers",
        "answer_l10ns", "question_attributes", "conditions", "surveys",
        "surveys_languagesettings",
    }
)  # fmt: skip
#: A file of version 6 has some 20.
_MOST_TABLES = 200
_TEXTS = ("surveyls_title", "surveyls_description", "surveyls_welcometext")
#: Fields that say nothing but where a row belongs.
_PLACES = frozenset(
    {
        "qid", "parent_qid", "sid", "gid", "type", "title", "question", "help", "language",
        "question_order", "mandatory", "other", "relevance", "scale_id", "same_default",
        "group_name", "group_order", "description", "grelevance", "id", "modulename",
        "question_theme_name", "same_script", "encrypted",
    }
)  # fmt: skip
_OTHER = "other_replace_text"
#: Attributes that are read, and the types of question on which they say something.
_USED = {
    "hidden": "", "exclude_all_others": "MP", "max_answers": "MPR", "min_num_value_n": "NK",
    "max_num_value_n": "NK", "suffix": "NK", "slider_min": "NK", "slider_max": "NK",
    "slider_accuracy": "NK", "slider_layout": "NK", _OTHER: "L!OMP",
    "maximum_chars": "STUQ",
}  # fmt: skip
_PLACE = re.compile(r"\{(?!\s)([^{}]*)\}")


def _recognises(data: bytes, _filename: str) -> bool:
    return b"<LimeSurveyDocType>Survey" in data[:4096]


def _read(data: bytes, filename: str) -> Reading:
    root = read_xml(data, filename)
    kind = root.child("LimeSurveyDocType")
    if root.name != "document" or kind is None or kind.text != "Survey":
        raise unreadable(filename, "This is no survey of LimeSurvey. Export its structure (.lss).")
    if len(root.children) > _MOST_TABLES:
        raise unreadable(filename, f"The file has more than {_MOST_TABLES} tables.")
    return _Reader(root, filename).read()


class _Reader:
    def __init__(self, root: Element, filename: str) -> None:
        self.root = root
        self.tables = Tables(root)
        self.surveys = self.tables.rows("surveys")
        named = self.surveys[0]["language"] if self.surveys else ""
        self.own = named or (self.tables.languages[0] if self.tables.languages else "en")
        self.questions = self.tables.questions()
        self.subquestions = self.tables.subquestions()
        self.answers = self.tables.answers()
        self.attributes = self.tables.attributes()
        self.conditions = self.tables.conditions()
        self.types = {row["title"]: row["type"] for row in self.questions}
        self.codes = {row["qid"]: row["title"] for row in self.questions}
        repeats = (_PLACE, lambda place: repeated_question(place[1], self.codes))
        #: Questions of the group at hand that are not shown to everybody.
        self.within: set[str] = set()
        self.draft = Draft(filename, "LimeSurvey", language_of(self.own), repeats)

    def read(self) -> Reading:
        self._survey()
        groups = self.tables.groups()
        by_group: dict[str, list[Row]] = {}
        for row in self.questions:
            by_group.setdefault(row["gid"], []).append(row)
        for group in groups:
            self._group(group, by_group.pop(group["gid"], []))
        for rows in by_group.values():
            for row in rows:
                self.draft.dropped(_where(row), _called(row), "Its group is not in the file.")
        return self.draft.reading()

    def _survey(self) -> None:
        draft = self.draft
        known = set(self.codes)
        for language in self.tables.languages:
            if not language_of(language):
                draft.dropped("file", f"language {language}", "It is no language code.")
        settings = self.tables.merged(
            "surveys_languagesettings", _TEXTS, ("surveyls_survey_id",), "", "surveyls_survey_id"
        )
        for row in self.tables.rows("surveys_languagesettings"):
            if settings:
                for name in _TEXTS:
                    if row[name]:
                        texts = settings[0].texts.setdefault(name, {})
                        texts[row["surveyls_language"]] = row[name]
                        texts.pop("", None)
            ignored = frozenset({*_TEXTS, "surveyls_survey_id", "surveyls_language"})
            where = f"line {row.line}, texts in {row['surveyls_language']}"
            draft.settings(where, filled(row, ignored))
        if settings:
            row = settings[0]
            where = f"line {row.line}, survey"
            title, about, welcome = (self._words(where, row, name) for name in _TEXTS)
            draft.entitle(where, title, about if about.text else welcome)
            if about.text and welcome.text:
                why = "The description is what respondents read first."
                draft.dropped(where, f"welcome text “{welcome.text}”", why)
        for row in self.surveys:
            draft.settings(f"line {row.line}, survey", filled(row, frozenset({"sid", "language"})))
        for name in self.tables.names:
            if name not in _READ and (rows := self.tables.rows(name)):
                what = f"table {name}, {len(rows)} rows"
                draft.dropped(f"line {rows[0].line}", what, "A question set has nothing like it.")
        for qid in self.subquestions.keys() - known:
            for row in self.subquestions[qid]:
                draft.dropped(_where(row), f"part {row['title']}", "It belongs to no question.")

    def _words(self, where: str, row: Row, name: str) -> Words:
        return self.draft.words(where, row.text(name, self.own), row.others(name))

    def _group(self, group: Row, questions: Sequence[Row]) -> None:
        where = f"line {group.line}, group {group['gid']}"
        draft = self.draft
        title = self._words(where, group, "group_name")
        draft.section(where, title, self._words(where, group, "description"))
        draft.settings(where, filled(group, _PLACES))
        relevance = group["grelevance"]
        self.within = set()
        for row in questions:
            self._question(row, relevance)

    def _question(self, row: Row, group_relevance: str) -> None:
        where, draft = _where(row), self.draft
        attributes = self.attributes.get(row["qid"], [])
        own = [one for one in attributes if one["language"] in ("", self.own)]
        values = {one["attribute"]: one["value"] for one in own}
        text = self._words(where, row, "question")
        is_asked = False
        if row["type"] == "X":
            draft.introduce(where, text, "text")
        elif row["type"] in _NAMES:
            why = f"There is no question of that kind: {_NAMES[row['type']]}."
            draft.not_asked(where, f"question “{text.text}”", why)
            self._parts_gone(row)
        elif values.get("hidden") == "1":
            draft.not_asked(where, f"question “{text.text}”", "It is hidden from everybody.")
            self._parts_gone(row)
        else:
            is_asked = True
            other = _words_beside(attributes, self.own)
            self._ask(row, text, values, other, group_relevance)
        self._tell(row, attributes, own, is_asked=is_asked)

    def _parts_gone(self, row: Row) -> None:
        for part in self.subquestions.get(row["qid"], ()):
            words = self._words(_where(part), part, "question")
            self.draft.dropped(_where(part), f"part “{words.text}”", "Its question is gone.")
        for answer in self.answers.get(row["qid"], ()):
            words = self._words(_where(row), answer, "answer")
            self.draft.dropped(_where(row), f"answer “{words.text}”", "Its question is gone.")

    def _ask(
        self, row: Row, text: Words, values: Mapping[str, str], other: Words, group: str
    ) -> None:
        where, draft = _where(row), self.draft
        helped = self._words(where, row, "help")
        wish = self._wish(where, row, group)
        parts = self.subquestions.get(row["qid"], [])
        answers = answers_of(
            row,
            self._labels(parts, "question"),
            self._labels(self._scale(row), "answer"),
            values,
            other,
        )
        if answers is None:
            draft.not_asked(where, f"question “{text.text}”", f"Its type {row['type']} is unknown.")
            self._parts_gone(row)
            return
        if row["type"] in ("O", "P"):
            draft.dropped(where, "comment beside each answer", "Ask for it in a question.")
        if answers.numbers and not (values.get("slider_max") or values.get("max_num_value_n")):
            draft.changed(where, "largest number", "The file names none; it is 100. Write yours.")
        if row["mandatory"] == "S":
            draft.changed(where, "soft mandatory", "No answer is required.")
        if not parts_are_questions(row["type"]):
            self._one(row, row, row["title"], text, answers, helped, wish)
            return
        if not parts:
            draft.not_asked(
                where, f"question “{text.text}”", "It has no parts that could be asked."
            )
        if helped.text and parts:
            draft.dropped(
                where, f"help “{helped.text}”", "The question stands there, on each part."
            )
        for part in parts:
            self._part(row, part, text, answers, wish)

    def _part(self, row: Row, part: Row, text: Words, answers: Answers, wish: Wish | None) -> None:
        where = _where(part)
        if (own := part["relevance"]) not in ("", "1"):
            why = "Parts of a question have no conditions of their own."
            self.draft.dropped(where, f"relevance {own}", why)
        words = self._words(where, part, "question")
        self._one(row, part, f"{row['title']}_{part['title']}", words, answers, text, wish)

    def _one(
        self,
        row: Row,
        at: Row,
        name: str,
        text: Words,
        answers: Answers,
        helped: Words,
        wish: Wish | None,
    ) -> None:
        required = row["mandatory"] == "Y" or (at is not row and at["mandatory"] == "Y")
        question = Question(_where(at), name, name, text, answers, helped, required, wish)
        item = self.draft.ask(question)
        if item is not None and item.show_if is not None:
            self.within.add(name)

    def _labels(self, rows: Sequence[Row], field: str) -> list[tuple[Row, Words]]:
        return [(row, self._words(f"line {row.line}", row, field)) for row in rows]

    def _scale(self, row: Row) -> list[Row]:
        """The answers of a question, of its first scale."""
        return [one for one in self.answers.get(row["qid"], ()) if one["scale_id"] in ("", "0")]

    def _wish(self, where: str, row: Row, group: str) -> Wish | None:
        """The condition of a question, and that of its group: the one of both that says all.

        A question that rests on one which has the condition of the group has it through that.
        """
        rows = self.conditions.get(row["qid"], [])
        own = "" if row["relevance"] == "1" else row["relevance"]
        outer = "" if group == "1" else group
        found = wish_of(own, rows, self.types, self.codes)
        around = wish_of(outer, (), self.types, self.codes)
        has_own = bool(own or rows)
        if has_own and found is not None and outer and found.question in self.within:
            self.draft.kept(where, f"condition {outer} of the group, through {found.question}")
            return found
        if has_own != bool(outer) and (wish := found if has_own else around):
            return wish
        why = "It rests on more than answers to one question. The question is always shown."
        for text in filter(None, (own, *(told(one) for one in rows), outer)):
            self.draft.dropped(where, f"condition {text}", why)
        return None

    def _tell(
        self, row: Row, attributes: Sequence[Row], own: Sequence[Row], *, is_asked: bool
    ) -> None:
        """What a question says beyond what is asked."""
        draft = self.draft
        draft.settings(_where(row), filled(row, _PLACES))
        of_own = {id(one) for one in own}
        for one in attributes:
            name, where = one["attribute"], f"line {one.line}, question {row['title']}"
            what = f"attribute {name} = {one['value']}"
            types = _USED.get(name)
            if not one["value"]:
                continue
            if not is_asked:
                draft.dropped(where, what, "Its question is gone.")
            elif id(one) not in of_own and name != _OTHER:
                draft.dropped(where, f"{what} in {one['language']}", "It is read in one language.")
            elif types is None or (types and row["type"] not in types):
                draft.dropped(where, what, "Nothing here does the same.")
            else:
                draft.kept(where, what)


def _words_beside(attributes: Sequence[Row], language: str) -> Words:
    """What stands where people write an answer of their own."""
    texts = {one["language"] or language: one["value"] for one in attributes
             if one["attribute"] == _OTHER and one["value"]}  # fmt: skip
    others = {code: text for name, text in texts.items() if (code := language_of(name))}
    return Words(texts.get(language) or next(iter(texts.values()), "Other"), others)


def _where(row: Row) -> str:
    return f"line {row.line}, question {row['title'] or row['qid']}"


def _called(row: Row) -> str:
    return f"question {row['title']}"


FORMAT = ExchangeFormat(
    code="limesurvey",
    title="LimeSurvey (.lss)",
    suffix=".lss",
    media_type="application/xml",
    recognises=_recognises,
    read=_read,
)
