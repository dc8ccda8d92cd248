"""A CSV with one row for each item: what a spreadsheet is good at, in our own words for columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.instrument import Instrument, Item, ScaleKind, Section
from analysis.scales import BUILT_IN
from questionnaires.formats import exchange_scales
from questionnaires.formats.exchange import (
    ExchangeFormat,
    Reading,
    Remark,
    Writing,
    changed,
    dropped,
    kept,
    refuse_large,
    refuse_many,
    unreadable,
)
from questionnaires.formats.exchange_answers import Answer, ScaleFound, Words
from questionnaires.formats.exchange_cells import (
    ITEM_CELLS,
    SCALE_CELLS,
    YES,
    Cells,
    item_cells,
    joined,
    scale_cells,
    split,
)
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_items import item_of, told
from questionnaires.formats.exchange_parts import plain_words
from questionnaires.formats.exchange_texts import LONGEST_INTRO, LONGEST_TITLE
from questionnaires.formats.located_yaml import decode
from questionnaires.formats.question_set_parts import one_line

MOST_COLUMNS, LONGEST_CELL = 200, 10_000
#: A spreadsheet runs what begins with these, full-width signs too; an apostrophe makes it a text.
_SIGNS = "=+\\-@\t\r\uff1d\uff0b\uff0d\uff20\u2212"
#: Where a cell begins; one that reads semicolons for separators sees beginnings within it.
_BEGINS, _THEN = r"(^|;)(\s*)", f"(?='*[{_SIGNS}])"
_RUNS, _ESCAPED = re.compile(_BEGINS + _THEN), re.compile(f"{_BEGINS}'{_THEN}")
_SET = ("set_code", "set_title", "set_description", "set_language")
_SECTION = ("section", "section_code", "intro", "order")
_COLUMNS = (
    "section", "code", "text", "help", "scale", "option_codes", *SCALE_CELLS, "required",
    *ITEM_CELLS, "construct_title", "show_if", "section_code", "intro", "order", *_SET,
)  # fmt: skip
#: What these columns may be called in files that we did not write.
_ALIASES = {"question": "text", "item": "text", "hint": "help", "options": "scale", "name": "code"}
_TRANSLATED = (
    "text", "help", "scale", "section", "intro", "unit", "low", "high", "construct_title",
    "set_title", "set_description",
)  # fmt: skip
#: Kinds whose answers have no labels, so that the kind stands where labels would.
_WITHOUT_LABELS = {
    kind.value: kind
    for kind in (ScaleKind.AMOUNT, ScaleKind.SLIDER, ScaleKind.PERCENTAGE, ScaleKind.TEXT)
}


def read(data: bytes, filename: str) -> Reading:
    """The items of a table; of its columns, ``text`` and ``scale`` are needed."""
    rows = _rows(data, filename)
    heading, remarks = _heading(next(rows, (0, []))[1], filename)
    draft = Draft(filename, remarks=remarks)
    known = {*_COLUMNS}
    for number, cells in rows:
        if len(cells) > len(heading):
            raise unreadable(filename, "The row has more cells than the heading.", number)
        named = {name: _unescaped(cell) for name, cell in zip(heading, cells, strict=False)}
        row = Cells(
            f"row {number}", {n: c for n, c in named.items() if n.partition(":")[0] in known}
        )
        if any(len(text) > LONGEST_CELL for text in cells):
            why = f"A cell has more than {LONGEST_CELL:,} characters."
            raise unreadable(filename, why, number)
        if any(text.strip() for text in row.cells.values()):
            _ask(draft, row)
    return draft.reading()


def _rows(data: bytes, filename: str) -> Iterator[tuple[int, list[str]]]:
    refuse_large(data, filename)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise unreadable(filename, "The file is UTF-16. Save it as “CSV UTF-8”.")
    text = decode(data, filename)
    if "\0" in text:
        raise unreadable(filename, "A NUL character: this is not a text file.")
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((reader.line_num, cells))
            refuse_many(len(found) - 1, filename)
    except csv.Error as error:
        message = f"The CSV is broken here ({error}). Check the quotes."
        raise unreadable(filename, message, reader.line_num) from None
    return iter(found)


def _heading(cells: list[str], filename: str) -> tuple[list[str], list[Remark]]:
    if len(cells) > MOST_COLUMNS:
        raise unreadable(filename, f"The file has {len(cells)} columns; at most {MOST_COLUMNS}.", 1)
    heading, remarks = [], []
    for cell in cells:
        name, colon, language = one_line(_unescaped(cell)).partition(":")
        name = name.strip().lower().replace(" ", "_")
        name = _ALIASES.get(name, name) + (colon and f":{language.strip()}")
        base, _colon, tongue = name.partition(":")
        if base not in _COLUMNS or (tongue and base not in _TRANSLATED):
            remarks.append(dropped("heading", f"column {name}", "no column of this name is known."))
            name = f"?{name}"
        elif name in heading:
            remarks.append(dropped("heading", f"column {name}", "it stands there twice."))
            name = f"?{name}"
        heading.append(name)
    if missing := [name for name in ("text", "scale") if name not in heading]:
        message = (
            f"The heading has no column {' and no column '.join(missing)}. Write one row for each "
            "question below a heading such as: section,code,text,scale"
        )
        raise unreadable(filename, message, 1)
    return heading, remarks


def _ask(draft: Draft, row: Cells) -> None:
    if not draft.parts and not draft.items:
        _begin_set(draft, row)
    _begin_section(draft, row)
    text = row.take("text")
    if not text:
        told(draft, row, "row without a text")
        return
    code = draft.new_code(row.take("code") or plain_words(text))
    answers = _answers(draft, row, code)
    if isinstance(answers, str):
        row.give_back("scale")
        draft.not_asked(row.where, f"question {code}", answers)
        told(draft, row, "columns")
        return
    item = item_of(
        draft,
        row,
        code=code,
        text=text,
        help=row.take("help"),
        scale=answers.given,
        is_ours=True,
        has_na=answers.allows_na,
    )
    if title := row.take("construct_title"):
        if item.construct:
            draft.constructs[item.construct] = draft.fitting(
                title, LONGEST_TITLE, row.where, "construct_title"
            )
        else:
            row.give_back("construct_title")
    if condition := row.take("show_if"):
        asked, _sign, wanted = condition.partition("=")
        found = draft.condition(asked.strip(), split(wanted))
        if isinstance(found, str):
            row.give_back("show_if")
        else:
            item = replace(item, show_if=found)
    draft.add(item, {option.code: option.code for option in item.scale.options}, row.where)
    _translations(draft, row, item, answers.listed)
    told(draft, row, f"question {code}")


def _begin_set(draft: Draft, row: Cells) -> None:
    code = row.take("set_code")
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
        draft.code = code
    elif code:
        row.give_back("set_code")
    draft.title = row.take("set_title")
    draft.description = row.take("set_description")
    draft.language = row.take("set_language") or draft.language


def _begin_section(draft: Draft, row: Cells) -> None:
    title, code = row.take("section"), row.take("section_code")
    now = draft.parts[-1] if draft.parts else None
    if (
        now is None
        or (code and code != now.begun[0])
        or (not code and title and title != now.begun[1])
    ):
        now = draft.begin(title, title or draft.title, where=row.where, code=code)
    intro = row.take("intro")
    if intro and not now.intro:
        now.intro = draft.fitting(intro, LONGEST_INTRO, row.where, "intro")
    order = row.take("order")
    if order == "random":
        now.is_shuffled = True
    elif order not in ("", "fixed"):
        row.give_back("order")


def _answers(draft: Draft, row: Cells, code: str) -> ScaleFound | str:
    cell = row.take("scale")
    if cell in BUILT_IN and not row.cells.get("scale_code"):
        scale = BUILT_IN[cell]
        codes = {option.code: option.code for option in scale.options}
        return ScaleFound(draft.shelve(scale, row.where), codes)
    bare = _WITHOUT_LABELS.get(cell.lower())
    if bare is ScaleKind.TEXT:
        return exchange_scales.words(draft, row, code=code, most=None)
    if bare is not None:
        row.cells.setdefault("kind", "")
        row.cells["kind"] = row.cells["kind"] or bare.value
        return exchange_scales.numbers(
            draft, row, code=code, kinds=(bare, *exchange_scales.NUMBERS)
        )
    labels = split(cell)
    if len(labels) < 2:
        known = ", ".join([*BUILT_IN, *_WITHOUT_LABELS])
        return f"its scale {cell[:40]!r} is none. Write labels between bars, or one of: {known}."
    names = split(row.take("option_codes"))
    if len(names) != len(labels):
        row.give_back("option_codes")
        names = labels
    kinds = (ScaleKind.SINGLE, ScaleKind.ORDINAL, ScaleKind.MULTIPLE, ScaleKind.RANKING)
    choices = [Answer(name, Words(label)) for name, label in zip(names, labels, strict=True)]
    return exchange_scales.chosen_from(draft, row, choices, code=code, kinds=kinds)


def _translations(draft: Draft, row: Cells, item: Item, listed: Sequence[str]) -> None:
    """The texts in other languages; ``listed`` are the codes of the answers as the row has them."""
    section, scale = draft.parts[-1].code, item.scale
    codes = listed or [option.code for option in scale.options]
    for column in row.cells:
        name, colon, language = column.partition(":")
        if not colon or not (text := row.take(column)):
            continue
        if name == "scale":
            labels = split(text)
            if len(labels) != len(codes) or scale.is_number:
                row.give_back(column)
                continue
            for code, label in zip(codes, labels, strict=True):
                if code:
                    draft.translate(language, f"scales.{scale.code}.options.{code}", label)
            continue
        paths = {
            "text": f"items.{item.code}.text",
            "help": f"items.{item.code}.help",
            "section": f"sections.{section}.title",
            "intro": f"sections.{section}.intro",
            "construct_title": f"constructs.{item.construct}.title",
            "set_title": "title",
            "set_description": "description",
        }
        draft.translate(language, paths.get(name, f"scales.{scale.code}.{name}"), text)


def write(instrument: Instrument) -> Writing:
    """One row for each item; columns that nothing needs are left out."""
    remarks: list[Remark] = []
    rows = [
        _row(instrument, section, code, is_first=number == 0, begins=at == 0)
        for number, section in enumerate(instrument.sections)
        for at, code in enumerate(section.items)
    ]
    remarks += [kept(f"row {n}", f"question {row['code']}") for n, row in enumerate(rows, start=2)]
    remarks += _lost(instrument)
    languages = [f"{name}:{tongue}" for tongue in instrument.translations for name in _TRANSLATED]
    columns = [c for c in (*_COLUMNS, *languages) if any(row.get(c) for row in rows)]
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_escaped(row.get(column) or "") for column in columns])
    return Writing(file.getvalue().encode("utf-8-sig"), tuple(remarks))


def _row(
    instrument: Instrument,
    section: Section,
    code: str,
    *,
    is_first: bool,
    begins: bool,
) -> dict[str, str]:
    item, scale = instrument.item(code), instrument.item(code).scale
    row = {
        "section": section.title,
        "section_code": section.code,
        "code": code,
        "text": item.written_text,
        "help": item.written_help,
        "required": YES if item.required else "",
        **item_cells(item, instrument),
        **scale_cells(scale),
    }
    if BUILT_IN.get(scale.code) == scale:
        row |= {"scale": scale.code, "scale_code": ""}
    elif scale.is_number or not scale.options:
        row["scale"] = scale.kind.value
    else:
        row["scale"] = joined(option.label for option in scale.options)
        row["option_codes"] = joined(option.code for option in scale.options)
    if item.construct:
        row["construct_title"] = instrument.construct(item.construct).title
    if item.allows_na:
        del row["na"]
    if item.show_if:
        row["show_if"] = f"{item.show_if.item} = {joined(sorted(item.show_if.answers))}"
    if begins:
        row |= {"intro": section.intro, "order": "random" if section.is_shuffled else ""}
    if begins and is_first:
        row |= {
            "set_code": instrument.code,
            "set_title": instrument.title,
            "set_description": instrument.description,
            "set_language": instrument.language,
        }
    for language, texts in instrument.translations.items():
        row |= _translated(row, item, section, language, texts)
    return row


def _translated(
    row: dict[str, str], item: Item, section: Section, language: str, known: Mapping[str, str]
) -> dict[str, str]:
    scale = item.scale
    found = {
        "text": known.get(f"items.{item.code}.text"),
        "help": known.get(f"items.{item.code}.help"),
        "section": known.get(f"sections.{section.code}.title"),
        "intro": known.get(f"sections.{section.code}.intro") if row.get("intro") else "",
        "construct_title": known.get(f"constructs.{item.construct}.title"),
        "set_title": known.get("title") if row.get("set_title") else "",
        "set_description": known.get("description") if row.get("set_title") else "",
        **{name: known.get(f"scales.{scale.code}.{name}") for name in ("unit", "low", "high")},
    }
    labels = [known.get(f"scales.{scale.code}.options.{o.code}", "") for o in scale.options]
    if not scale.is_number and any(labels):
        found["scale"] = joined(labels)
    return {f"{name}:{language}": text for name, text in found.items() if text}


def _lost(instrument: Instrument) -> list[Remark]:
    """Constructs that no question measures have no row, and so no title; rows give the order."""
    measured = {item.construct for item in instrument.items}
    named = {item.about for item in instrument.items} | {
        option.construct for item in instrument.items for option in item.scale.options
    }
    remarks = []
    for construct in instrument.constructs:
        what = f"construct {construct.code}"
        if construct.code in measured:
            continue
        if construct.code in named:
            why = f"no question measures it, so its title {construct.title!r} has no row."
            remarks.append(changed("the file", what, why))
        else:
            why = "no question names it."
            remarks.append(dropped("the file", what, why))
    if constructs_in_rows(instrument) != [
        c.code for c in instrument.constructs if c.code in named | measured
    ]:
        why = "they are listed as they come in the rows."
        remarks.append(changed("the file", "order of constructs", why))
    return remarks


def constructs_in_rows(instrument: Instrument) -> list[str]:
    """The constructs in the order in which rows name them."""
    named = (
        code
        for item in instrument.items
        for code in (*(o.construct for o in item.scale.options), item.construct, item.about)
    )
    return list(dict.fromkeys(code for code in named if code))


def _escaped(cell: str) -> str:
    r"""A cell that a spreadsheet shows and never runs.

    >>> _escaped("=1+1"), _escaped("'=1"), _escaped("it's")
    ("'=1+1", "''=1", "it's")
    >>> _escaped("Fast?; =1+1")
    "Fast?; '=1+1"
    """
    return _RUNS.sub(r"\1\2'", cell)


def _unescaped(cell: str) -> str:
    """The cell as it was before :func:`_escaped`.

    >>> _unescaped("'=1+1"), _unescaped("''=1"), _unescaped("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return _ESCAPED.sub(r"\1\2", cell)


def _recognises(_data: bytes, filename: str) -> bool:
    return filename.lower().endswith((".csv", ".tsv"))


FORMAT = ExchangeFormat(
    code="csv",
    title="CSV of items",
    suffix=".csv",
    media_type="text/csv",
    recognises=_recognises,
    read=read,
    write=write,
)
