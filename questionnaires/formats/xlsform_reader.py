"""Reads XLSForms: every row of the sheet survey, with what became of each of its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.instrument import Condition
from questionnaires.formats.exchange import Reading, changed, dropped, kept, unreadable
from questionnaires.formats.exchange_answers import Words
from questionnaires.formats.exchange_cells import Cells
from questionnaires.formats.exchange_conditions import xlsform_condition
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_items import dropped_whole, item_of, told
from questionnaires.formats.exchange_questions import shown
from questionnaires.formats.exchange_texts import LONGEST_INTRO
from questionnaires.formats.sheets_xlsx import SheetRow, read_sheets
from questionnaires.formats.xlsform_answers import answers_of
from questionnaires.formats.xlsform_rows import (
    OURS,
    Form,
    Group,
    languages_of,
    named,
    tongue,
)

_SHEETS = ("survey", "choices", "settings", "candor")
_PLACE = re.compile(r"\$\{([^{}|]+)\}")
_UNASKED = "it is filled in by the device or made of other answers, and nobody is asked."
_BY_DEVICE = frozenset(
    {"start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit", "calculate",
     "hidden", "simserial", "subscriberid", "start-geopoint", "background-audio"}
)  # fmt: skip


def read(data: bytes, filename: str) -> Reading:
    """The questions of a form. Raises :class:`QuestionSetError`."""
    sheets = read_sheets(data, filename)
    draft = Draft(
        filename, repeats=(_PLACE, lambda place: place[1].strip()), remarks=sheets.remarks
    )
    rows = _sheets(draft, sheets.rows)
    if not rows.get("survey"):
        raise unreadable(
            filename, "The workbook has no sheet survey with rows, so it is no XLSForm."
        )
    survey, choices, settings, exact = (named(rows.get(name, []), name, draft) for name in _SHEETS)
    if not any("type" in row.cells for row in survey):
        raise unreadable(filename, "The sheet survey has no column type, so it is no XLSForm.")
    _begin(draft, settings, exact, survey)
    form = Form(draft, _lists(draft, choices), languages_of([*survey, *choices], draft))
    for row in survey:
        _take(form, row)
    for name, found in form.lists.items():
        where = f"sheet choices, {found[0].where}"
        if name in form.used:
            draft.remarks.append(kept(where, f"list {name} ({len(found)} answers)"))
        else:
            why = f"no question that is kept uses it. Its answers: {_answers(found)}."
            draft.remarks.append(dropped(where, f"list {name}", why))
    return draft.reading()


def _sheets(draft: Draft, sheets: Mapping[str, list[SheetRow]]) -> dict[str, list[SheetRow]]:
    """The filled sheets of a form by their names; of two that are called alike the first counts."""
    found: dict[str, list[SheetRow]] = {}
    for title, rows in sheets.items():
        name = title.strip().lower()
        if rows and name not in _SHEETS:
            draft.remarks.append(dropped("workbook", f"sheet {title}", "no XLSForm has it."))
        elif rows and found.setdefault(name, rows) is not rows:
            why = f"a sheet {name} stands before it. None of its {len(rows)} rows is read."
            draft.remarks.append(dropped("workbook", f"sheet “{title}”", why))
    return found


def _answers(rows: Sequence[Cells]) -> str:
    """What answers say, as far as a report shows it."""
    return shown(", ".join(f"“{text}”" for row in rows for text in _labels(row)))


def _labels(row: Cells) -> list[str]:
    """The labels of an answer in all languages, or what is stored for it."""
    labels = [text for column, text in row.cells.items() if column.partition("::")[0] == "label"]
    return labels or [row.cells[name] for name in ("name", "value") if name in row.cells]


def _begin(draft: Draft, settings: list[Cells], exact: list[Cells], survey: list[Cells]) -> None:
    for row in exact:
        language, path, text = (row.take(name) for name in ("language", "path", "text"))
        draft.exact.setdefault(language, {})[path] = text
    first = draft.exact.get("", {})
    columns = dict.fromkeys(column for row in survey for column in row.cells)
    labels = (column for column in columns if column.startswith("label::"))
    spoken = "" if "label" in columns else next(labels, "").partition("::")[2]
    for row in settings[:1]:
        draft.title = draft.exact_words(row.take("form_title"), "title", where=row.where)
        code = row.take("form_id")
        if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
            draft.code = code
        elif code:
            row.give_back("form_id")
        spoken = row.take("default_language") or spoken
        spoken = row.take(f"{OURS}language") or spoken
        told(draft, row, "form")
    for row in settings[1:]:
        why = f"a form has one row of settings. It says {_cells(row)}."
        draft.remarks.append(dropped(row.where, "row", why))
    draft.language = tongue(spoken) or draft.language
    draft.description = first.get("description", "")
    for path, text in first.items():
        if found := re.fullmatch(r"constructs\.([a-z][a-z0-9_]{0,59})\.title", path):
            draft.constructs[found[1]] = text or found[1]


def _cells(row: Cells) -> str:
    """What a row says, as far as a report shows it."""
    return shown(", ".join(f"{name} “{text}”" for name, text in row.cells.items()))


def _lists(draft: Draft, rows: Sequence[Cells]) -> dict[str, list[Cells]]:
    found: dict[str, list[Cells]] = {}
    other: dict[str, int] = {}
    for row in rows:
        name = row.take("list_name", "list name")
        if name and (row.take("name", "value") or _labels(row)):
            found.setdefault(name, []).append(row)
        else:
            why = "an answer has a list_name, and a name or a label."
            draft.remarks.append(
                dropped(f"sheet choices, {row.where}", f"row of {_cells(row)}", why)
            )
            continue
        for column in row.left:
            if column.partition("::")[0] != "label":
                other[column] = other.get(column, 0) + 1
    for column, count in other.items():
        why = f"answers here have no such thing; it stood in {count} rows."
        draft.remarks.append(dropped("sheet choices", f"column {column}", why))
    return found


def _take(form: Form, row: Cells) -> None:
    form.draft.count()
    kind = row.take("type")
    word = kind.lower().replace(" ", "_")
    if word in ("begin_group", "begin_repeat"):
        _begin_group(form, row, word)
    elif word in ("end_group", "end_repeat"):
        if form.groups:
            form.groups.pop()
        form.is_begun = False
        row.take("name")
        told(form.draft, row, "end of group")
    elif word == "note":
        _note(form, row)
    else:
        _question(form, row, kind)


def _begin_group(form: Form, row: Cells, word: str) -> None:
    draft, name = form.draft, row.take("name")
    code = row.take(f"{OURS}section") or name
    label = form.texts(row, "label", f"sections.{code}.title")
    title = Words(label.text or name, label.others)
    row.take("appearance")
    row.give_back("appearance")
    form.groups.append(Group(code, title, row.take("relevant")))
    form.is_begun = True
    part = draft.begin(code, title.text, where=row.where, code=code)
    part.is_shuffled = row.take(f"{OURS}order") == "random"
    draft.translate_all(f"sections.{part.code}.title", title)
    if word == "begin_repeat":
        why = "its questions are asked once."
        draft.remarks.append(changed(row.where, f"repeat {name}", why))
    told(draft, row, f"section {part.code}")


def _note(form: Form, row: Cells) -> None:
    draft = form.draft
    _settle_section(form, row)
    part = draft.parts[-1]
    row.take("name")
    words = form.texts(row, "label", f"sections.{part.code}.intro")
    if words.text and not part.items and not part.intro:
        part.intro = draft.fitting(words.text, LONGEST_INTRO, row.where, "label")
        draft.translate_all(f"sections.{part.code}.intro", words)
        told(draft, row, f"intro of the section {part.code}")
        return
    row.taken = ["type"]
    told(draft, row, "note")


def _settle_section(form: Form, row: Cells) -> None:
    """Questions behind a group within a group go on in a section of the outer one."""
    if form.is_begun:
        return
    form.is_begun = True
    outer = form.groups[-1] if form.groups else None
    title = outer.title if outer else Words(form.draft.title)
    part = form.draft.begin(outer.name if outer else "", title.text, where=row.where)
    form.draft.translate_all(f"sections.{part.code}.title", title)


def _question(form: Form, row: Cells, kind: str) -> None:
    draft, name = form.draft, row.take("name") or "question"
    what = f"{kind or 'row without a type'} {name}"
    if kind.lower() in _BY_DEVICE:
        dropped_whole(draft, row, what, kind, _UNASKED)
        return
    _settle_section(form, row)
    code = draft.new_code(name)
    answers = answers_of(form, row, kind, code)
    if isinstance(answers, str):
        draft.names.pop(name, None)
        dropped_whole(draft, row, what, kind, answers)
        return
    text = form.texts(row, "label", f"items.{code}.text")
    hint = form.texts(row, "hint", f"items.{code}.help")
    item = item_of(
        draft, row, code=code, text=text.text or name, help=hint.text,
        scale=answers.given, is_ours=False, has_na=answers.allows_na,
    )  # fmt: skip
    draft.add(replace(item, show_if=_condition(form, row)), answers.codes, row.where)
    draft.translate_all(f"items.{code}.text", text)
    draft.translate_all(f"items.{code}.help", hint)
    told(draft, row, f"question {code}")


def _condition(form: Form, row: Cells) -> Condition | None:
    own = row.take("relevant")
    around = next((group.condition for group in reversed(form.groups) if group.condition), "")
    found = xlsform_condition(form.draft, own or around) if own or around else None
    if own and found is None:
        row.give_back("relevant")
    if around and (own or found is None):
        why = f"{around[:80]!r}: a question here has one condition, on the answers to one question."
        form.draft.remarks.append(dropped(row.where, "relevant of its group", why))
    return found
