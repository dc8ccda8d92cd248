"""What the rows of an XLSForm offer to answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from analysis.instrument import ScaleKind
from questionnaires.formats import exchange_scales
from questionnaires.formats.exchange import changed
from questionnaires.formats.exchange_answers import MOST_OPTIONS, Answer, ScaleFound, Words
from questionnaires.formats.exchange_cells import Cells, number
from questionnaires.formats.exchange_parts import code_of
from questionnaires.formats.xlsform_rows import Form

#: ``select_one yes_no``, and as forms of the first years have it: ``select one from yes_no``.
SELECT = re.compile(
    r"(?:add )?(?P<kind>select[_ ]one|select1|select[_ ]multiple|select all that apply|rank)"
    r"(?:[_ ]prompt)?(?:[_ ](?:from|using))?\s+(?P<list>\S+)"
    r"(?P<other>\s+or[_ ](?:specify[_ ])?other)?",
    re.IGNORECASE,
)
#: Begins only where a word does, and gives back nothing: long words cost no more than short ones.
_PARAMETER = re.compile(r"(?<!\w)(\w++)\s*+=\s*+(\S++)")
_LIMIT = re.compile(r"\.\s*(>=|<=)\s*(-?[0-9.]+)")
_LENGTH = re.compile(r"string-length\(\s*\.\s*\)\s*(<=|<)\s*([0-9]{1,6})")
_COUNT = re.compile(r"count-selected\(\s*\.\s*\)\s*<=\s*([0-9]{1,3})")
_ALONE = re.compile(
    r"not\(\s*selected\(\s*\.\s*,\s*'([^']*)'\s*\)\s+and\s+count-selected\(\s*\.\s*\)\s*>\s*1\s*\)"
)
_TEXT = frozenset({"text", "string"})
_AS_WORDS = frozenset({"date", "time", "datetime", "barcode"})
_NOTHING = "it asks nothing that a question here can ask."


def answers_of(form: Form, row: Cells, kind: str, code: str) -> ScaleFound | str:
    """The scale of a row, or why nothing here asks like it."""
    select = SELECT.fullmatch(kind)
    draft, word = form.draft, kind.lower()
    if select is not None:
        return _chosen(form, row, code, select)
    constraint = row.take("constraint")
    if word in _TEXT or word in _AS_WORDS:
        if word not in _TEXT:
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


def _chosen(form: Form, row: Cells, code: str, select: re.Match[str]) -> ScaleFound | str:
    draft, name = form.draft, select["list"]
    listed = form.lists.get(name, [])
    if not listed:
        return f"the sheet choices has no list {name}."
    scale_path = f"scales.{row.cells.get('scale_code', '')}.options"
    alone, most = _limits(row)
    letters = sum(len(text) for entry in listed for text in entry.cells.values())
    draft.unfold(letters, len(listed))
    if len(listed) > MOST_OPTIONS:  # refused by their number alone
        return exchange_scales.why_not(len(listed))
    choices = [_choice(form, entry, scale_path, alone) for entry in listed]
    if select["other"]:
        choices.append(Answer("other", Words("Other"), say=True))
    word = select["kind"].lower()
    kinds: Sequence[ScaleKind] = exchange_scales.ONE_OF
    if row.take("appearance").lower() == "likert":
        kinds = exchange_scales.LEVELS
    else:
        row.give_back("appearance")
    if word.startswith(("select_m", "select m", "select all")):
        kinds = (ScaleKind.MULTIPLE,)
    elif word == "rank":
        kinds = (ScaleKind.RANKING,)
    code = code_of(name, (), "list")  # a list is one scale wherever it is used
    found = exchange_scales.chosen_from(draft, row, choices, code=code, kinds=kinds, most=most)
    if not isinstance(found, str):
        form.used.add(name)
    return found


def _choice(form: Form, entry: Cells, path: str, alone: Collection[str]) -> Answer:
    stored = entry.cells.get("name", entry.cells.get("value", "")).strip()
    label = form.texts(entry, "label", f"{path}.{stored}")
    if not label.text:
        label = Words(stored, label.others)
    return Answer(stored, label, exclusive=stored in alone)


def _limits(row: Cells) -> tuple[set[str], int | None]:
    """Which choices stand alone, and how many go together."""
    constraint = row.take("constraint")
    alone, counts = {*_ALONE.findall(constraint)}, _COUNT.findall(_ALONE.sub("", constraint))
    rest = re.sub(r"\band\b", "", _COUNT.sub("", _ALONE.sub("", constraint)))
    if rest.strip() or len(counts) > 1:
        row.give_back("constraint")
        return set(), None
    return alone, int(counts[0]) if counts else None
