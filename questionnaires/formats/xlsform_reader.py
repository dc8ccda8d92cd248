"""Reads XLSForms: every row of the sheet survey, with what became of each of its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.instrument import Condition, ScaleKind
from questionnaires.formats import exchange_scales
from questionnaires.formats.exchange import Reading, changed, dropped, kept, unreadable
from questionnaires.formats.exchange_cells import ITEM_CELLS, SCALE_CELLS, Cells, number
from questionnaires.formats.exchange_conditions import xlsform_condition
from questionnaires.formats.exchange_draft import LONGEST_INTRO, NO_WORDS, Draft
from questionnaires.formats.exchange_parts import plain_words
from questionnaires.formats.exchange_scales import Answers, Choice
from questionnaires.formats.question_set_parts import one_line
from questionnaires.formats.sheets_xlsx import SheetRow, read_sheets

OURS = "candor_"
#: Languages that headings name without a code.
LANGUAGES: Mapping[str, str] = {
    "english": "en", "german": "de", "deutsch": "de", "spanish": "es", "español": "es",
    "french": "fr", "français": "fr", "italian": "it", "portuguese": "pt", "dutch": "nl",
    "polish": "pl", "swedish": "sv", "japanese": "ja", "chinese": "zh",
}  # fmt: skip
_SHEETS = ("survey", "choices", "settings", "candor")
_TEXTS = ("label", "hint")
_SELECT = re.compile(
    r"(?P<kind>select_one|select one|select1|select_multiple|select multiple|rank)"
    r"\s+(?P<list>\S+)(?P<other>\s+or_other)?",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
#: Begins only where a word does, and gives back nothing: long words cost no more than short ones.
_PARAMETER = re.compile(r"(?<!\w)(\w++)\s*+=\s*+(\S++)")
_LIMIT = re.compile(r"\.\s*(>=|<=)\s*(-?[0-9.]+)")
_LENGTH = re.compile(r"string-length\(\s*\.\s*\)\s*(<=|<)\s*([0-9]{1,6})")
_COUNT = re.compile(r"count-selected\(\s*\.\s*\)\s*<=\s*([0-9]{1,3})")
_ALONE = re.compile(
    r"not\(\s*selected\(\s*\.\s*,\s*'([^']*)'\s*\)\s+and\s+count-selected\(\s*\.\s*\)\s*>\s*1\s*\)"
)
_AS_WORDS = frozenset({"date", "time", "datetime", "barcode"})
_UNASKED = "it is filled in by the device or made of other answers, and nobody is asked."
_NOTHING = "it asks nothing that a question here can ask."
_BY_DEVICE = frozenset(
    {"start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit", "calculate",
     "hidden", "simserial", "subscriberid", "start-geopoint", "background-audio"}
)  # fmt: skip


@dataclass(slots=True)
class _Group:
    name: str
    title: str
    translated: dict[str, str]
    condition: str = ""


@dataclass(slots=True)
class _Form:
    """What is known of the form while its rows are read."""

    draft: Draft
    lists: dict[str, list[Cells]]
    languages: dict[str, str]
    groups: list[_Group] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    is_begun: bool = False


def read(data: bytes, filename: str) -> Reading:
    """The questions of a form. Raises :class:`QuestionSetError`."""
    sheets = read_sheets(data, filename)
    rows = {title.strip().lower(): found for title, found in sheets.rows.items()}
    draft = Draft(filename, remarks=list(sheets.remarks))
    if not rows.get("survey"):
        raise unreadable(
            filename, "The workbook has no sheet survey with rows, so it is no XLSForm."
        )
    survey, choices, settings, exact = (_named(rows.get(name, []), name) for name in _SHEETS)
    for title in sheets.rows:
        if title.strip().lower() not in _SHEETS and sheets.rows[title]:
            draft.remarks.append(dropped("workbook", f"sheet {title}", "no XLSForm has it."))
    if not any("type" in row.cells for row in survey):
        raise unreadable(filename, "The sheet survey has no column type, so it is no XLSForm.")
    _begin(draft, settings, exact, survey)
    form = _Form(draft, _lists(draft, choices), _languages([*survey, *choices], draft))
    for row in survey:
        _take(form, row)
    for name, found in form.lists.items():
        where = f"sheet choices, {found[0].where}"
        if name in form.used:
            draft.remarks.append(kept(where, f"list {name} ({len(found)} answers)"))
        else:
            draft.remarks.append(
                dropped(where, f"list {name}", "no question that is kept uses it.")
            )
    return draft.reading()


def _named(rows: Sequence[SheetRow], sheet: str) -> list[Cells]:
    """The rows below the heading, by the names of the columns."""
    if not rows:
        return []
    heading = [_column(cell) for cell in rows[0].cells]
    where = "row" if sheet == "choices" else f"sheet {sheet}, row"
    return [
        Cells(
            f"{where} {row.number}",
            {
                name or f"column {n}": cell
                for n, (name, cell) in enumerate(zip(heading, row.cells, strict=False), start=1)
                if cell.strip()
            },
        )
        for row in rows[1:]
    ]


def _column(heading: str) -> str:
    """The name of a column; ours without their prefix, texts with their language as it stands."""
    name = one_line(heading)
    base = re.split(r"::?", name, maxsplit=1)[0].strip().lower()
    if base in _TEXTS:
        return base if base == name.lower() else f"{base}::{re.split('::?', name, maxsplit=1)[1]}"
    lower = name.lower().replace(" ", "_")
    bare = lower.removeprefix(OURS)
    return bare if bare in (*ITEM_CELLS, *SCALE_CELLS) else lower


def _begin(draft: Draft, settings: list[Cells], exact: list[Cells], survey: list[Cells]) -> None:
    for row in exact:
        language, path, text = (row.take(name) for name in ("language", "path", "text"))
        draft.exact.setdefault(language, {})[path] = text
    first = draft.exact.get("", {})
    named = (column for row in survey for column in row.cells if column.startswith("label::"))
    spoken = next(named, "").partition("::")[2]
    for row in settings[:1]:
        draft.title = draft.words(row.take("form_title"), "title", where=row.where)
        code = row.take("form_id")
        if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
            draft.code = code
        elif code:
            row.give_back("form_id")
        spoken = row.take("default_language") or spoken
        spoken = row.take(f"{OURS}language") or spoken
        draft.told(row, "form")
    draft.language = _tongue(spoken) or draft.language
    draft.description = first.get("description", "")
    for path, text in first.items():
        if found := re.fullmatch(r"constructs\.([a-z][a-z0-9_]{0,59})\.title", path):
            draft.constructs[found[1]] = text or found[1]
    for language, texts in draft.exact.items():
        for path, text in texts.items():
            if not path.startswith("items."):
                draft.translate(language, path, text)


def _tongue(name: str) -> str:
    """The code of a language that is called ``German (de)``, ``German`` or ``de``."""
    found = re.search(r"\(\s*([A-Za-z-]+)\s*\)\s*$", name)
    code = found[1] if found else LANGUAGES.get(name.strip().lower(), name.strip())
    return code if _LANGUAGE.fullmatch(code) else ""


def _languages(rows: Sequence[Cells], draft: Draft) -> dict[str, str]:
    """The columns of texts, with their languages; what names none that is known is told."""
    columns = dict.fromkeys(c for row in rows for c in row.cells if c.partition("::")[0] in _TEXTS)
    found = {}
    for column in columns:
        language = column.partition("::")[2]
        code = _tongue(language) if language else draft.language
        if code:
            found[column] = code
        else:
            why = f"{language!r} names no language; write German (de)."
            draft.remarks.append(dropped("heading", f"column {column}", why))
    return found


def _lists(draft: Draft, rows: Sequence[Cells]) -> dict[str, list[Cells]]:
    found: dict[str, list[Cells]] = {}
    other: dict[str, int] = {}
    for row in rows:
        name = row.take("list_name", "list name")
        if name and (row.take("name", "value") or row.cells.get("label")):
            found.setdefault(name, []).append(row)
        for column in row.left:
            if column.partition("::")[0] != "label":
                other[column] = other.get(column, 0) + 1
    for column, count in other.items():
        why = f"answers here have no such thing; it stood in {count} rows."
        draft.remarks.append(dropped("sheet choices", f"column {column}", why))
    return found


def _take(form: _Form, row: Cells) -> None:
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
        form.draft.told(row, "end of group")
    elif word == "note":
        _note(form, row)
    else:
        _question(form, row, kind)


def _begin_group(form: _Form, row: Cells, word: str) -> None:
    draft, name = form.draft, row.take("name")
    code = row.take(f"{OURS}section") or name
    label, others = _texts(form, row, "label", f"sections.{code}.title")
    row.take("appearance")
    row.give_back("appearance")
    form.groups.append(_Group(code, label or name, others, row.take("relevant")))
    form.is_begun = True
    part = draft.begin(code, label or name, where=row.where, code=code)
    part.is_shuffled = row.take(f"{OURS}order") == "random"
    for language, text in others.items():
        draft.translate(language, f"sections.{part.code}.title", text)
    if word == "begin_repeat":
        why = "its questions are asked once."
        draft.remarks.append(changed(row.where, f"repeat {name}", why))
    draft.told(row, f"section {part.code}")


def _note(form: _Form, row: Cells) -> None:
    draft = form.draft
    _settle_section(form, row)
    part = draft.parts[-1]
    row.take("name")
    text, others = _texts(form, row, "label", f"sections.{part.code}.intro")
    if text and not part.items and not part.intro:
        part.intro = draft.fitting(text, LONGEST_INTRO, row.where, "label")
        for language, words in others.items():
            draft.translate(language, f"sections.{part.code}.intro", words)
        draft.told(row, f"intro of the section {part.code}")
        return
    row.taken = ["type"]
    draft.told(row, "note")


def _settle_section(form: _Form, row: Cells) -> None:
    """Questions behind a group within a group go on in a section of the outer one."""
    if form.is_begun:
        return
    form.is_begun = True
    outer = form.groups[-1] if form.groups else None
    title = outer.title if outer else form.draft.title
    part = form.draft.begin(outer.name if outer else "", title, where=row.where)
    for language, text in outer.translated.items() if outer else ():
        form.draft.translate(language, f"sections.{part.code}.title", text)


def _question(form: _Form, row: Cells, kind: str) -> None:
    draft, name = form.draft, row.take("name") or "question"
    select = _SELECT.fullmatch(kind)
    if select is None and kind.lower() in _BY_DEVICE:
        _drop(form, row, kind, name, _UNASKED)
        return
    _settle_section(form, row)
    code = draft.new_code(name)
    answers = _answers(form, row, kind, code, select)
    if isinstance(answers, str):
        draft.names.pop(name, None)
        _drop(form, row, kind, name, answers)
        return
    text, others = _texts(form, row, "label", f"items.{code}.text")
    hint, hints = _texts(form, row, "hint", f"items.{code}.help")
    item = draft.item_of(
        row, code=code, text=text or name, help=hint,
        scale=answers.scale, is_ours=False, has_na=answers.allows_na,
    )  # fmt: skip
    draft.ask(replace(item, show_if=_condition(form, row)), row, answers.codes)
    for language in others:
        draft.translate(language, f"items.{code}.text", others[language])
    for language in hints:
        draft.translate(language, f"items.{code}.help", hints[language])
    draft.told(row, f"question {code}")


def _drop(form: _Form, row: Cells, kind: str, name: str, why: str) -> None:
    """A row that is no question here: told as a whole, and then cell by cell."""
    form.draft.remarks.append(dropped(row.where, f"{kind or 'row without a type'} {name}", why))
    row.taken = []
    row.cells = {
        column: text for column, text in row.cells.items() if column not in ("type", "name")
    }
    form.draft.told(row, kind)


def _condition(form: _Form, row: Cells) -> Condition | None:
    own = row.take("relevant")
    around = next((group.condition for group in reversed(form.groups) if group.condition), "")
    found = xlsform_condition(form.draft, own or around) if own or around else None
    if own and found is None:
        row.give_back("relevant")
    if around and (own or found is None):
        why = f"{around[:80]!r}: a question here has one condition, on the answers to one question."
        form.draft.remarks.append(dropped(row.where, "relevant of its group", why))
    return found


def _answers(
    form: _Form, row: Cells, kind: str, code: str, select: re.Match[str] | None
) -> Answers | str:
    draft, word = form.draft, kind.lower()
    if select is not None:
        return _chosen(form, row, code, select)
    constraint = row.take("constraint")
    if word == "text" or word in _AS_WORDS:
        if word != "text":
            draft.remarks.append(changed(row.where, "type", f"{word} is asked as words."))
        length = _LENGTH.fullmatch(constraint)
        if constraint and not length:
            row.give_back("constraint")
        row.take("appearance")
        most = int(length[2]) - (length[1] == "<") if length else None
        return exchange_scales.words(draft, row, code=code, most=most)
    if word in ("integer", "int", "decimal"):
        limits = dict(_LIMIT.findall(constraint))
        if constraint and re.sub(r"\s+and\s+", "", _LIMIT.sub("", constraint)).strip():
            row.give_back("constraint")
            limits = {}
        step = 1.0 if word != "decimal" and not row.cells.get("step") else None
        native = (number(limits.get(">=", "")), number(limits.get("<=", "")), step)
        return exchange_scales.numbers(
            draft, row, code=code, kinds=exchange_scales.NUMBERS, native=native
        )
    if word == "range":
        given = dict(_PARAMETER.findall(row.take("parameters")))
        if constraint:
            row.give_back("constraint")
        low, high, step = (
            number(given.get(name, usual))
            for name, usual in (("start", "1"), ("end", "10"), ("step", "1"))
        )
        return exchange_scales.numbers(
            draft, row, code=code, kinds=exchange_scales.SLIDES, native=(low, high, step)
        )
    return _NOTHING


def _chosen(form: _Form, row: Cells, code: str, select: re.Match[str]) -> Answers | str:
    draft, name = form.draft, select["list"]
    listed = form.lists.get(name, [])
    if not listed:
        return f"the sheet choices has no list {name}."
    scale_path = f"scales.{row.cells.get('scale_code', '')}.options"
    alone, most = _limits(row)
    draft.unfold(sum(len(text) for entry in listed for text in entry.cells.values()))
    if len(listed) > exchange_scales.MOST_OPTIONS:  # refused by their number alone
        return exchange_scales.why_not(len(listed))
    choices, labels = [], {}
    for entry in listed:
        stored = entry.cells.get("name", entry.cells.get("value", "")).strip()
        label, others = _texts(form, entry, "label", f"{scale_path}.{stored}")
        choices.append(Choice(stored, label or stored, exclusive=stored in alone))
        labels[stored] = others
    if select["other"]:
        choices.append(Choice("other", "Other", say=True))
    word = select["kind"].lower()
    kinds: Sequence[ScaleKind] = exchange_scales.ONE_OF
    if row.take("appearance").lower() == "likert":
        kinds = exchange_scales.LEVELS
    else:
        row.give_back("appearance")
    if word.startswith(("select_m", "select m")):
        kinds = (ScaleKind.MULTIPLE,)
    elif word == "rank":
        kinds = (ScaleKind.RANKING,)
    answers = exchange_scales.chosen_from(draft, row, choices, code=code, kinds=kinds, most=most)
    if isinstance(answers, str):
        return answers
    form.used.add(name)
    for stored, others in labels.items():
        if stored not in answers.codes:
            continue
        path = f"scales.{answers.scale.code}.options.{answers.codes[stored]}"
        for language, text in others.items():
            draft.translate(language, path, text)
    return answers


def _limits(row: Cells) -> tuple[set[str], int | None]:
    """Which choices stand alone, and how many go together."""
    constraint = row.take("constraint")
    alone, counts = {*_ALONE.findall(constraint)}, _COUNT.findall(_ALONE.sub("", constraint))
    rest = re.sub(r"\band\b", "", _COUNT.sub("", _ALONE.sub("", constraint)))
    if rest.strip() or len(counts) > 1:
        row.give_back("constraint")
        return set(), None
    return alone, int(counts[0]) if counts else None


def _texts(form: _Form, row: Cells, base: str, path: str) -> tuple[str, dict[str, str]]:
    """A text of a row, and its translations."""
    draft, first, others = form.draft, "", {}
    sheet = "sheet choices, " if row.where.startswith("row") else ""
    for column in [*row.cells]:
        language = form.languages.get(column)
        if language is None or column.partition("::")[0] != base:
            continue
        text = row.take(column)
        is_first = language == draft.language
        spoken = "" if is_first else language
        words = draft.words(text, path, spoken, where=f"{sheet}{row.where}")
        if words == plain_words(text):
            words = _piped(draft, words)
        if is_first:
            first = first or words
        else:
            others[language] = words
    if not first and others:
        language, first = next(iter(others.items()))
        del others[language]
        why = f"the text stands in the language {language} alone."
        draft.remarks.append(changed(row.where, base, why))
    return first, others


def _piped(draft: Draft, text: str) -> str:
    """``${tool}`` as a place that repeats the answer to ``tool``."""

    def place(found: re.Match[str]) -> str:
        code = draft.names.get(found[1].strip(), "")
        return f"{{{code}|{NO_WORDS}}}" if code in draft.items else NO_WORDS

    return re.sub(r"\$\{([^{}|]+)\}", place, text)
