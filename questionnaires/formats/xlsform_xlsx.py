"""XLSForm: a workbook with the sheets survey, choices and settings, as ODK and KoboToolbox take it.

What ours say beyond it stands in columns that begin with ``candor_`` and in a sheet ``candor``,
which tools for XLSForms leave alone.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass, field

from analysis.instrument import Instrument, Item, Scale, ScaleKind, Section
from questionnaires.formats.exchange import ExchangeFormat, Remark, Writing, changed, kept
from questionnaires.formats.exchange_cells import (
    ITEM_CELLS,
    SCALE_CELLS,
    item_cells,
    number_word,
    scale_cells,
)
from questionnaires.formats.exchange_parts import code_of
from questionnaires.formats.exchange_writing import ExactTexts, losses_of, translations_besides
from questionnaires.formats.sheets_xlsx import write_sheets
from questionnaires.formats.xlsform_reader import read
from questionnaires.formats.xlsform_rows import LANGUAGES, OURS

_SELECTS = {
    ScaleKind.ORDINAL: "select_one",
    ScaleKind.SINGLE: "select_one",
    ScaleKind.MULTIPLE: "select_multiple",
    ScaleKind.RANKING: "rank",
}
ONE_LINE = 200
_UNREADABLE = (
    OSError, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error,
    zipfile.BadZipFile, lzma.LZMAError,
)  # fmt: skip


def write(instrument: Instrument) -> Writing:
    """A form that tools for XLSForms show with the same questions, answers and conditions."""
    form = _Form(instrument)
    for section in instrument.sections:
        form.add_section(section)
    translations_besides(instrument, form.exact, form.shown)
    remarks = [kept("sheet survey", f"question {item.code}") for item in instrument.items]
    why = "tools for XLSForms leave them alone, and may leave them out of what they save."
    remarks.append(changed("workbook", f"columns {OURS}…, sheet candor", why))
    remarks += [*losses_of(instrument, "XLSForm"), *form.remarks]
    return Writing(write_sheets(form.sheets()), tuple(remarks))


@dataclass(slots=True)
class _Form:
    """The rows of a form in the making."""

    instrument: Instrument
    exact: ExactTexts = field(default_factory=ExactTexts)
    shown: set[str] = field(default_factory=set)
    rows: list[dict[str, str]] = field(default_factory=list)
    choices: list[dict[str, str]] = field(default_factory=list)
    lists: dict[str, Scale] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def codes(self) -> set[str]:
        """All names of rows."""
        return {row["name"] for row in self.rows if row.get("name")} | {
            item.code for item in self.instrument.items
        }

    def told(self, column: str, text: str, path: str) -> dict[str, str]:
        """A text in the column of each language."""
        if not text:
            return {}
        self.shown.add(path)
        translations = self.instrument.translations
        if not translations:
            return {column: _safe(self.exact, text, path)}
        cells = {f"{column}::{named(self.instrument.language)}": _safe(self.exact, text, path)}
        for language, texts in translations.items():
            if path in texts:
                words = _safe(self.exact, texts[path], path, language)
                cells[f"{column}::{named(language)}"] = words
        return cells

    def add_section(self, section: Section) -> None:
        """A group, and a note for its intro."""
        path = f"sections.{section.code}"
        name = code_of(section.code, self.codes | {"data", "meta"}, "section")
        self.rows.append(
            {
                "type": "begin_group",
                "name": name,
                **self.told("label", section.title, f"{path}.title"),
                f"{OURS}section": section.code,
                f"{OURS}order": "random" if section.is_shuffled else "",
            }
        )
        if section.is_shuffled:
            why = "groups of an XLSForm have one order; Candor reads it back."
            self.remarks.append(changed(f"section {section.code}", "random order", why))
        if section.intro:
            label = self.told("label", section.intro, f"{path}.intro")
            note = code_of(f"{section.code[:30]}_intro", self.codes, "intro")
            self.rows.append({"type": "note", "name": note, **label})
        for code in section.items:
            self.add_item(self.instrument.item(code))
        self.rows.append({"type": "end_group"})

    def add_item(self, item: Item) -> None:
        """A question."""
        path, beyond = f"items.{item.code}", item_cells(item, self.instrument)
        beyond |= scale_cells(item.scale)
        native = ("minimum", "maximum", "step")
        self.rows.append(
            {
                "name": item.code,
                **self.told("label", item.written_text, f"{path}.text"),
                **self.told("hint", item.written_help, f"{path}.help"),
                "required": "yes" if item.required else "",
                "relevant": _relevant(item, self.instrument),
                **self.answers(item),
                **{f"{OURS}{name}": cell for name, cell in beyond.items() if name not in native},
            }
        )

    def answers(self, item: Item) -> dict[str, str]:
        """Type, limits and looks of a question; its choices are listed once."""
        scale = item.scale
        if (select := _SELECTS.get(scale.kind)) is not None:
            self.add_choices(scale)
            if scale.say:
                why = "an XLSForm asks for no words beside an answer; Candor reads that it does."
                self.remarks.append(changed(f"question {item.code}", "words of one's own", why))
            return {"type": f"{select} {scale.code}", "constraint": _constraint(scale)}
        if scale.kind is ScaleKind.TEXT:
            most = scale.max_length
            return {
                "type": "text",
                "constraint": "" if most is None else f"string-length(.) <= {most}",
                "appearance": "multiline" if most is None or most > ONE_LINE else "",
            }
        span = scale.range
        low, high, step = map(number_word, (span.minimum, span.maximum, span.step))
        if scale.kind is ScaleKind.SLIDER:
            return {"type": "range", "parameters": f"start={low} end={high} step={step}"}
        whole = float(span.step).is_integer() and float(span.minimum).is_integer()
        return {
            "type": "integer" if whole else "decimal",
            "constraint": f". >= {low} and . <= {high}",
            f"{OURS}step": "" if step == "1" else step,
        }

    def add_choices(self, scale: Scale) -> None:
        """The choices of a scale, once."""
        if scale.code in self.lists:
            return
        self.lists[scale.code] = scale
        for option in scale.options:
            path = f"scales.{scale.code}.options.{option.code}"
            label = self.told("label", option.label, path)
            self.choices.append({"list_name": scale.code, "name": option.code, **label})

    def sheets(self) -> dict[str, list[list[str]]]:
        """The form as tables."""
        instrument = self.instrument
        settings = {
            "form_title": self.exact.plain(instrument.title, "title"),
            "form_id": instrument.code,
            "default_language": named(instrument.language) if instrument.translations else "",
            f"{OURS}language": instrument.language,
        }
        self.exact.keep(instrument.title, "title")
        if instrument.description:
            self.exact.keep(instrument.description, "description")
        for construct in instrument.constructs:
            self.exact.keep(construct.title, f"constructs.{construct.code}.title")
        texts = [
            {"language": language, "path": path, "text": text}
            for language, found in self.exact.texts.items()
            for path, text in found.items()
        ]
        return {
            "survey": _table(self.rows, ("type", "name", "label", "hint", "required", "relevant")),
            "choices": _table(self.choices, ("list_name", "name", "label")),
            "settings": _table([settings], ("form_title", "form_id")),
            "candor": _table(texts, ("language", "path", "text")),
        }


def named(language: str) -> str:
    """A language as headings of an XLSForm name it: ``German (de)``."""
    names = {code: name.capitalize() for name, code in reversed([*LANGUAGES.items()])}
    return f"{names.get(language, language)} ({language})"


def _safe(exact: ExactTexts, text: str, path: str, language: str = "") -> str:
    """A text in which an XLSForm finds no reference to an answer."""
    shown = exact.plain(text, path, language)
    if "${" in shown:
        exact.keep(text, path, language)
        return shown.replace("${", "$ {")
    return shown


def _relevant(item: Item, instrument: Instrument) -> str:
    if item.show_if is None:
        return ""
    name, scale = item.show_if.item, instrument.item(item.show_if.item).scale
    answers = sorted(item.show_if.answers)
    if scale.is_number:
        return " or ".join(f"${{{name}}} = {answer}" for answer in answers)
    if scale.takes_several:
        return " or ".join(f"selected(${{{name}}}, '{answer}')" for answer in answers)
    return " or ".join(f"${{{name}}} = '{answer}'" for answer in answers)


def _constraint(scale: Scale) -> str:
    """How many choices go together."""
    parts = []
    most = scale.max_choices or scale.ranks
    if most is not None and scale.kind is ScaleKind.MULTIPLE:
        parts.append(f"count-selected(.) <= {most}")
    parts += [
        f"not(selected(., '{option.code}') and count-selected(.) > 1)"
        for option in scale.options
        if option.exclusive
    ]
    return " and ".join(parts)


def _table(rows: list[dict[str, str]], first: tuple[str, ...]) -> list[list[str]]:
    """Rows below a heading; columns in which nothing stands are left out."""
    used = {column for row in rows for column, text in row.items() if text}
    named_first = [c for name in first for c in sorted(used) if c.partition("::")[0] == name]
    ours = [f"{OURS}{name}" for name in (*ITEM_CELLS, *SCALE_CELLS)]
    rest = [c for c in (*sorted(used - {*ours}), *ours) if c in used and c not in named_first]
    columns = [*named_first, *rest] or [*first]
    return [columns, *([row.get(column, "") for column in columns] for row in rows)]


def _recognises(data: bytes, filename: str) -> bool:
    if not filename.lower().endswith((".xlsx", ".xlsm")):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            start = archive.open("xl/workbook.xml").read(64 * 1024)
    except _UNREADABLE:
        return True  # the reader says what is wrong with it
    return b'"survey"' in start.lower()


FORMAT = ExchangeFormat(
    code="xlsform",
    title="XLSForm",
    suffix=".xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    recognises=_recognises,
    read=read,
    write=write,
)

__all__ = ["FORMAT", "read", "write"]
