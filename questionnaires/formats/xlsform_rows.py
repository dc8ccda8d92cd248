"""The rows of an XLSForm by the names of their columns, and the texts in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from questionnaires.formats.exchange import changed, dropped
from questionnaires.formats.exchange_answers import Words
from questionnaires.formats.exchange_cells import ITEM_CELLS, SCALE_CELLS, Cells
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.question_set_parts import one_line
from questionnaires.formats.sheets_xlsx import SheetRow

OURS = "candor_"
#: Languages that headings name without a code.
LANGUAGES: Mapping[str, str] = {
    "english": "en", "german": "de", "deutsch": "de", "spanish": "es", "español": "es",
    "french": "fr", "français": "fr", "italian": "it", "portuguese": "pt", "dutch": "nl",
    "polish": "pl", "swedish": "sv", "japanese": "ja", "chinese": "zh",
}  # fmt: skip
_TEXTS = ("label", "hint")
_SHOWN = 80
#: What columns are called in forms of the first years, and by those who know the XML of forms.
_ALIASES = {
    "caption": "label", "command": "type", "relevance": "relevant", "bind:relevant": "relevant",
    "bind::relevant": "relevant", "bind:constraint": "constraint", "bind::constraint": "constraint",
    "bind:required": "required", "bind::required": "required",
}  # fmt: skip
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(slots=True)
class Group:
    """A group around rows; ``title`` is what its section is called."""

    name: str
    title: Words
    condition: str = ""


@dataclass(slots=True)
class Form:
    """What is known of the form while its rows are read."""

    draft: Draft
    lists: dict[str, list[Cells]]
    languages: dict[str, str]
    groups: list[Group] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    is_begun: bool = False

    def texts(self, row: Cells, base: str, path: str) -> Words:
        """A text of a row, and its translations."""
        draft, first = self.draft, ""
        others: dict[str, str] = {}
        sheet = "sheet choices, " if row.where.startswith("row") else ""
        for column in [*row.cells]:
            language = self.languages.get(column)
            if language is None or column.partition("::")[0] != base:
                continue
            is_first = language == draft.language
            words = draft.exact_words(
                row.take(column), path, "" if is_first else language, where=f"{sheet}{row.where}"
            )
            if is_first:
                first = first or words
            else:
                others[language] = words
        if not first and others:
            language, first = next(iter(others.items()))
            del others[language]
            why = f"the text stands in the language {language} alone."
            draft.remarks.append(changed(row.where, base, why))
        return Words(first, others)


def named(rows: Sequence[SheetRow], sheet: str, draft: Draft) -> list[Cells]:
    """The rows below the heading, by the names of the columns; of two alike the first counts."""
    if not rows:
        return []
    heading = [_column(cell) or f"column {n}" for n, cell in enumerate(rows[0].cells, start=1)]
    where = "row" if sheet == "choices" else f"sheet {sheet}, row"
    found = []
    for row in rows[1:]:
        cells: dict[str, str] = {}
        for n, (name, cell) in enumerate(zip(heading, row.cells, strict=False), start=1):
            if cell.strip() and cells.setdefault(name, cell) != cell:
                place = f"sheet {sheet}, row {row.number}"
                _tell_second(draft, place, f"column {n}, {name}", cell, cells[name])
        found.append(Cells(f"{where} {row.number}", cells))
    return found


def _tell_second(draft: Draft, where: str, what: str, text: str, first: str) -> None:
    why = f"{_brief(text)!r}: a column of the same kind before it says {_brief(first)!r}."
    draft.remarks.append(dropped(where, _brief(what), why))


def _brief(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _column(heading: str) -> str:
    """The name of a column; ours without their prefix, texts with their language as it stands."""
    name = one_line(heading)
    name = _ALIASES.get(name.lower(), name)
    base, *language = (part.strip() for part in re.split(r"::?", name, maxsplit=1))
    base = _ALIASES.get(base.lower(), base.lower())
    if base in _TEXTS:
        return "::".join((base, *language))
    lower = name.lower().replace(" ", "_")
    bare = lower.removeprefix(OURS)
    return bare if bare in (*ITEM_CELLS, *SCALE_CELLS) else lower


def tongue(name: str) -> str:
    """The code of a language that is called ``German (de)``, ``German`` or ``de``."""
    found = re.search(r"\(\s*([A-Za-z-]+)\s*\)\s*$", name)
    code = found[1] if found else LANGUAGES.get(name.strip().lower(), name.strip())
    return code if _LANGUAGE.fullmatch(code) else ""


def languages_of(rows: Sequence[Cells], draft: Draft) -> dict[str, str]:
    """The columns of texts, with their languages; what names none that is known is told."""
    columns = dict.fromkeys(c for row in rows for c in row.cells if c.partition("::")[0] in _TEXTS)
    found = {}
    for column in columns:
        language = column.partition("::")[2]
        code = tongue(language) if language else draft.language
        if code:
            found[column] = code
        else:
            why = f"{language!r} names no language; write German (de)."
            draft.remarks.append(dropped("heading", f"column {column}", why))
    _keep_first(rows, found, draft)
    return found


def _keep_first(rows: Sequence[Cells], languages: Mapping[str, str], draft: Draft) -> None:
    """Of two texts in one language, under two names of that language, the first stays."""
    for row in rows:
        said: dict[tuple[str, str], str] = {}
        for column in [*row.cells]:
            language = languages.get(column)
            if language is None:
                continue
            text = row.cells[column]
            first = said.setdefault((column.partition("::")[0], language), text)
            if first is text:
                continue
            del row.cells[column]
            if first != text:
                where = f"sheet choices, {row.where}" if row.where.startswith("row") else row.where
                _tell_second(draft, where, column, text, first)
