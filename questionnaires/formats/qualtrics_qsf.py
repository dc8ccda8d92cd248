"""Surveys of Qualtrics as it exports them (.qsf)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from questionnaires.formats.exchange import ExchangeFormat, Reading, unreadable
from questionnaires.formats.exchange_answers import Answers, Words
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_json import (
    is_on,
    list_of,
    object_of,
    objects_of,
    read_json,
    settings_of,
    words_of,
)
from questionnaires.formats.exchange_questions import Question, Wish, language_of
from questionnaires.formats.qualtrics_answers import answers_of, is_in_parts
from questionnaires.formats.qualtrics_survey import (
    TRASH,
    Step,
    Survey,
    keyed,
    ordered,
    parts_of,
    wish_of,
)

_PLACE = re.compile(r"\$\{([^{}]*)\}")
_CHOSEN = re.compile(r"q://(QID\w+)/ChoiceGroup/SelectedChoices")
_READ = (
    "QuestionText", "QuestionText_Unsafe", "QuestionID", "QuestionType", "Selector",
    "SubSelector", "DataExportTag", "Choices", "ChoiceOrder", "Answers", "AnswerOrder",
    "Language", "DisplayLogic", "Labels", "RecodeValues", "Validation", "QuestionDescription",
    "SkipLogic", "ChoiceDataExportTags",
)  # fmt: skip
_ENTRY = ("SurveyName", "SurveyDescription", "SurveyLanguage", "SurveyID")
_CHOICE = ("Display", "TextEntry", "ExclusiveAnswer")
_VALIDATION = ("ForceResponse", "ForceResponseType", "Type", "MaxChoices", "ChoiceTotal")
_MOST_LANGUAGES = 100
_SHUFFLED, _NOT_SHUFFLED = ("RandomWithXPerPage", "true"), ("", "false", "None")


def _recognises(data: bytes, _filename: str) -> bool:
    start = data[:65536]
    return b'"SurveyEntry"' in start or b'"SurveyElements"' in start


def _read(data: bytes, filename: str) -> Reading:
    root = read_json(data, filename)
    if not isinstance(root.get("SurveyElements"), list):
        raise unreadable(filename, "There is no list of SurveyElements, so it is no .qsf file.")
    return _Reader(root, filename).read()


class _Reader:
    def __init__(self, root: Mapping[str, Any], filename: str) -> None:
        self.root = root
        self.survey: Survey = parts_of(root)
        self.left = dict(self.survey.questions)
        #: The branches that questions lie behind, by their keys.
        self.behind: dict[str, list[Wish]] = {}
        self.spoken: dict[tuple[int, str], dict[str, Mapping[str, Any]]] = {}
        language = language_of(words_of(self.survey.entry.get("SurveyLanguage")))
        self.draft = Draft(filename, "Qualtrics", language, (_PLACE, _repeated))

    def read(self) -> Reading:
        draft, entry = self.draft, self.survey.entry
        title = draft.words("survey", words_of(entry.get("SurveyName")))
        draft.entitle(
            "survey", title, draft.words("survey", words_of(entry.get("SurveyDescription")))
        )
        draft.settings("survey", settings_of(entry, _ENTRY))
        draft.settings("file", settings_of(self.root, ("SurveyEntry", "SurveyElements")))
        for name in self.survey.others:
            draft.dropped("survey", f"element {name}", "It holds settings and no question.")
        done: set[str] = set()
        for step in self.survey.steps:
            self._step(step, done)
        for name, block in self.survey.blocks.items():
            if name not in done:
                is_trash = block.get("Type") == TRASH
                why = "It lies in the trash." if is_trash else "The flow does not lead to it."
                self._block_gone(name, block, why)
        for key, payload in self.left.items():
            where = _where(key, payload)
            text = draft.words(where, words_of(payload.get("QuestionText")))
            draft.not_asked(where, f"question “{text.text}”", "It stands in no block.")
        return draft.reading()

    def _step(self, step: Step, done: set[str]) -> None:
        draft = self.draft
        if not step.block:
            what = f"{step.name} of the flow"
            if step.is_branch and step.wish:
                draft.changed("flow", what, "Its condition stands at each question behind it.")
            elif step.is_branch:
                draft.dropped("flow", what, "Its questions are shown to everybody.")
            else:
                is_order = "Randomizer" in step.name
                why = "Sections stand in one order." if is_order else "There is no such step here."
                draft.dropped("flow", what, why)
            return
        block = self.survey.blocks.get(step.block)
        if block is None:
            draft.dropped("flow", step.name, "The block that it names is not in the file.")
        elif step.block in done:
            draft.dropped("flow", f"{step.name}, again", "Each section is shown once.")
        else:
            done.add(step.block)
            self._block(step.block, block, step.wish)

    def _block_gone(self, name: str, block: Mapping[str, Any], why: str) -> None:
        title = words_of(block.get("Description"))
        self.draft.dropped(f"block {name}", f"block “{title}”", why)
        for element in objects_of(block.get("BlockElements")):
            payload = self.left.pop(words_of(element.get("QuestionID")), None)
            if payload is not None:
                where = _where(words_of(element.get("QuestionID")), payload)
                words = self.draft.words(where, words_of(payload.get("QuestionText")))
                self.draft.dropped(where, f"question “{words.text}”", why)

    def _block(self, name: str, block: Mapping[str, Any], wish: Wish | None) -> None:
        where, draft = f"block {name}", self.draft
        options = object_of(block.get("Options"))
        order = words_of(options.get("RandomizeQuestions"))
        title = draft.words(where, words_of(block.get("Description")))
        draft.section(where, title, is_shuffled=order in _SHUFFLED)
        if order not in (*_SHUFFLED, *_NOT_SHUFFLED):
            draft.dropped(where, f"random order {order}", "It is more than a random order of all.")
        draft.settings(where, settings_of(options, ("RandomizeQuestions",)))
        known = ("Type", "SubType", "Description", "ID", "BlockElements", "Options")
        draft.settings(where, settings_of(block, known))
        elements = list_of(block.get("BlockElements"))
        breaks = 0
        for element in map(object_of, elements):
            if words_of(element.get("Type")) != "Question":
                breaks += 1
                continue
            key = words_of(element.get("QuestionID"))
            payload = self.left.pop(key, None)
            if payload is None:
                draft.dropped(where, f"question {key}", "It is not in the file, or stands twice.")
            else:
                self._question(key, payload, wish)
            draft.settings(where, settings_of(element, ("Type", "QuestionID")))
        if breaks:
            draft.dropped(where, f"{breaks} page breaks", "A section is one page.")

    def _question(self, key: str, payload: Mapping[str, Any], branch: Wish | None) -> None:
        where, draft = _where(key, payload), self.draft
        text = self._text(where, payload)
        kind = words_of(payload.get("QuestionType"))
        if kind == "SBS":
            self._side_by_side(key, payload, text, branch)
            return
        if kind == "DB":
            draft.introduce(where, text, "text")
            self._tell(where, payload)
            return
        answers = answers_of(payload, lambda *choice: self._label(where, payload, *choice))
        if answers is None:
            named = f"{kind} {words_of(payload.get('Selector'))}".strip()
            draft.not_asked(where, f"question “{text.text}”", f"Nothing here asks like {named}.")
            for row, label in self._rows(where, payload):
                draft.dropped(where, f"choice {row} “{label.text}”", "Its question is gone.")
        else:
            wish = self._wish(where, payload, branch)
            if branch is not None and wish is not None:
                self.behind.setdefault(key, []).append(branch)
            self._ask(where, key, payload, text, answers, wish)
        if not (answers and answers.options) or kind != "Matrix":
            for row, column in ordered(payload.get("Answers"), payload.get("AnswerOrder")).items():
                words = self._label(where, payload, "Answers", row, words_of(column.get("Display")))
                why = "Nothing of the question is answered in columns."
                draft.dropped(where, f"column {row} “{words.text}”", why)
        self._tell(where, payload)

    def _side_by_side(
        self, key: str, payload: Mapping[str, Any], text: Words, branch: Wish | None
    ) -> None:
        """A table with several columns, each of which is a matrix of its own."""
        where, columns = _where(key, payload), ordered(payload.get("AdditionalQuestions"), None)
        why = f"Each of its {len(columns)} columns is asked on its own."
        self.draft.changed(where, f"side by side “{text.text}”", why)
        shared = {
            name: payload[name] for name in ("ChoiceOrder", "DisplayLogic") if name in payload
        }
        for number, column in columns.items():
            asked = (
                f"{words_of(payload.get('QuestionText'))} {words_of(column.get('QuestionText'))}"
            )
            one = {**shared, **column, "QuestionText": asked.strip()}
            self._question(words_of(column.get("QuestionID")) or f"{key}#{number}", one, branch)
        known = (*_READ, "AdditionalQuestions", "NumberOfQuestions")
        self.draft.settings(where, settings_of(payload, known))

    def _ask(
        self,
        where: str,
        key: str,
        payload: Mapping[str, Any],
        text: Words,
        answers: Answers,
        wish: Wish | None,
    ) -> None:
        draft = self.draft
        tag = words_of(payload.get("DataExportTag")) or key
        settings = object_of(object_of(payload.get("Validation")).get("Settings"))
        force = words_of(settings.get("ForceResponse"))
        if force == "RequestResponse":
            draft.changed(where, "requested response", "No answer is required.")
        required = force == "ON"
        if words_of(payload.get("QuestionType")) == "CS":
            draft.changed(where, "constant sum", "Each part is an amount; no sum is checked.")
        rows = self._rows(where, payload) if is_in_parts(payload) else []
        if not rows:
            draft.ask(Question(where, key, tag, text, answers, required=required, shown_after=wish))
        tags = keyed(payload.get("ChoiceDataExportTags"))
        for row, label in rows:
            is_alone = len(rows) == 1 and not label.text
            draft.ask(
                Question(
                    f"{where}, row {row}",
                    f"{key}~{row}",
                    tag if is_alone else words_of(tags.get(row)) or f"{tag}_{row}",
                    text if is_alone else label,
                    answers,
                    Words("") if is_alone else text,
                    required,
                    wish,
                )
            )

    def _rows(self, where: str, payload: Mapping[str, Any]) -> list[tuple[str, Words]]:
        rows = ordered(payload.get("Choices"), payload.get("ChoiceOrder"))
        found = []
        for key, row in rows.items():
            words = self._label(where, payload, "Choices", key, words_of(row.get("Display")))
            if is_in_parts(payload) and (is_on(row.get("TextEntry")) or row.get("TextEntry") == 1):
                why = "A row asks for no words."
                self.draft.dropped(where, f"words in the row “{words.text}”", why)
            found.append((key, words))
        return found

    def _text(self, where: str, payload: Mapping[str, Any]) -> Words:
        others = {
            code: words_of(object_of(texts).get("QuestionText"))
            for name, texts in keyed(payload.get("Language")).items()
            if (code := language_of(name))
        }
        return self.draft.words(where, words_of(payload.get("QuestionText")), others)

    def _label(
        self, where: str, payload: Mapping[str, Any], kind: str, key: str, text: str
    ) -> Words:
        others = {
            code: words_of(object_of(choices[key]).get("Display"))
            for code, choices in self._spoken(payload, kind).items()
            if key in choices
        }
        return self.draft.words(where, text, others)

    def _spoken(self, payload: Mapping[str, Any], kind: str) -> Mapping[str, Mapping[str, Any]]:
        """The choices of a question in other languages, looked up once for all of them."""
        mark = (id(payload), kind)  # the file is held, so that no other object gets this number
        if mark not in self.spoken:
            found: dict[str, Mapping[str, Any]] = {
                code: choices
                for name, texts in keyed(payload.get("Language")).items()
                if (choices := keyed(object_of(texts).get(kind))) and (code := language_of(name))
            }
            if len(found) > _MOST_LANGUAGES:
                why = f"A question stands there in more than {_MOST_LANGUAGES} languages."
                raise unreadable(self.draft.filename, why)
            self.spoken[mark] = found
        return self.spoken[mark]

    def _wish(self, where: str, payload: Mapping[str, Any], branch: Wish | None) -> Wish | None:
        logic = payload.get("DisplayLogic")
        if not keyed(logic):
            return branch
        found = wish_of(logic)
        if (
            found is not None
            and branch is not None
            and branch in self.behind.get(found.question, ())
        ):
            self.draft.kept(where, f"condition of the branch, through {found.question}")
            return found
        if found is None or branch is not None:
            why = "It is more than answers to one question. The question is always shown."
            self.draft.dropped(where, "display logic", why)
            return None
        return found

    def _tell(self, where: str, payload: Mapping[str, Any]) -> None:
        """What a question says beyond what is asked."""
        draft = self.draft
        draft.settings(where, settings_of(payload, _READ))
        validation = object_of(payload.get("Validation"))
        draft.settings(where, settings_of(validation, ("Settings",)))
        settings = object_of(validation.get("Settings"))
        silent = ("None", "OFF")
        rules = [
            name for name in settings_of(settings, _VALIDATION) if settings[name] not in silent
        ]
        kind = words_of(settings.get("Type"))
        if kind not in ("", *silent):
            rules.insert(0, f"Type {kind}")
        for rule in rules:
            draft.dropped(where, f"validation {rule}", "Nothing here checks that.")
        if keyed(payload.get("SkipLogic")):
            why = "Write conditions at the questions that are skipped."
            draft.dropped(where, "skip logic", why)
        if words_of(payload.get("QuestionType")) not in ("MC", "Matrix") and payload.get(
            "RecodeValues"
        ):
            draft.dropped(where, "recoded values", "Its answers have no such numbers.")
        for name in ("Choices", "Answers"):
            for key, choice in keyed(payload.get(name)).items():
                if listed := settings_of(object_of(choice), _CHOICE):
                    draft.settings(f"{where}, {name.lower()} {key}", listed)
        for name in keyed(payload.get("Language")):
            if not language_of(name):
                draft.dropped(where, f"language {name}", "It is no language code.")


def _repeated(place: re.Match[str]) -> str:
    found = _CHOSEN.match(place[1])
    return found[1] if found else ""


def _where(key: str, payload: Mapping[str, Any]) -> str:
    tag = words_of(payload.get("DataExportTag"))
    return f"question {tag} ({key})" if tag and tag != key else f"question {key}"


FORMAT = ExchangeFormat(
    code="qualtrics",
    title="Qualtrics (.qsf)",
    suffix=".qsf",
    media_type="application/json",
    recognises=_recognises,
    read=_read,
)
