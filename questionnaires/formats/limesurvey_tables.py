"""The tables of a LimeSurvey structure file: rows by identifier, texts by language.

Up to version 3 a row stands there once for each language; since version 4 texts stand in tables
of their own. Both are read as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from questionnaires.formats.exchange_questions import language_of
from questionnaires.formats.exchange_xml import Element


@dataclass(slots=True)
class Row:
    """A row: where it stands, its fields, and its texts by language, by field."""

    line: int
    fields: Mapping[str, str]
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    def text(self, name: str, language: str) -> str:
        """A text in the language of the survey; in any other where it has none."""
        found = self.texts.get(name, {})
        return found.get(language) or next(iter(found.values()), "")

    def others(self, name: str) -> Mapping[str, str]:
        """The text in all languages that are known."""
        return {
            code: text
            for language, text in self.texts.get(name, {}).items()
            if (code := language_of(language))
        }


class Tables:
    """All tables of a file."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.names = [child.name for child in root.children if child.child("rows")]
        self.languages = [
            language.text
            for part in root.named("languages")
            for language in part.named("language")
            if language.text
        ]

    def rows(self, table: str) -> list[Row]:
        """The rows of a table as they stand there."""
        return [
            Row(row.line, {child.name: child.text for child in row.children})
            for part in self.root.named(table)
            for rows in part.named("rows")
            for row in rows.named("row")
        ]

    def merged(
        self, table: str, texts: tuple[str, ...], key: tuple[str, ...], l10n: str, l10n_key: str
    ) -> list[Row]:
        """The rows of a table, each once, with their texts in all languages."""
        found: dict[tuple[str, ...], Row] = {}
        for row in self.rows(table):
            mark = tuple(row[name] for name in key)
            first = found.setdefault(mark, row)
            _add(first, row, texts)
        by_id: dict[str, Row] = {}
        for row in found.values():
            by_id.setdefault(row[l10n_key], row)
        for row in self.rows(l10n):
            known = by_id.get(row[l10n_key])
            if known is not None and row[l10n_key]:
                _add(known, row, texts)
        return list(found.values())

    def groups(self) -> list[Row]:
        """The groups of questions in their order."""
        rows = self.merged("groups", ("group_name", "description"), ("gid",), "group_l10ns", "gid")
        return sorted(rows, key=lambda row: _place(row["group_order"]))

    def questions(self) -> list[Row]:
        """The questions in their order."""
        return self._asked("questions")

    def subquestions(self) -> dict[str, list[Row]]:
        """The parts of questions, by the identifier of their question."""
        return _by(self._asked("subquestions"), "parent_qid")

    def _asked(self, table: str) -> list[Row]:
        texts = ("question", "help")
        rows = self.merged(table, texts, ("qid",), "question_l10ns", "qid")
        return sorted(rows, key=lambda row: _place(row["question_order"]))

    def answers(self) -> dict[str, list[Row]]:
        """The answers, by the identifier of their question."""
        key = ("qid", "code", "scale_id")
        rows = self.merged("answers", ("answer",), key, "answer_l10ns", "aid")
        rows.sort(key=lambda row: _place(row["sortorder"]))
        return _by(rows, "qid")

    def attributes(self) -> dict[str, list[Row]]:
        """What questions say of themselves, by the identifier of their question."""
        return _by(self.rows("question_attributes"), "qid")

    def conditions(self) -> dict[str, list[Row]]:
        """Conditions of the older kind, by the identifier of the question that has them."""
        return _by(self.rows("conditions"), "qid")


def _add(row: Row, more: Row, names: tuple[str, ...]) -> None:
    for name in names:
        if text := more[name]:
            row.texts.setdefault(name, {}).setdefault(more["language"], text)


def _by(rows: list[Row], name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found


def _place(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def filled(row: Row, ignored: frozenset[str]) -> Iterator[str]:
    """The names of the fields of a row that say something, without those that are known."""
    return (name for name, text in row.fields.items() if text and name not in ignored)
