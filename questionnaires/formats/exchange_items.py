"""Items made of named cells, as rows of tables and properties of elements have them."""

from __future__ import annotations

import re
from typing import Any

from analysis.instrument import Item, Scale, ScaleKind
from questionnaires.formats.exchange import dropped, kept
from questionnaires.formats.exchange_cells import Cells, number, truth
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_parts import code_of
from questionnaires.formats.exchange_texts import LONGEST_TEXT
from questionnaires.formats.question_set_schema import schema

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_SHOWN = 80


def item_of(
    draft: Draft,
    cells: Cells,
    *,
    code: str,
    text: str,
    help: str,  # noqa: A002 -- the name of the field
    scale: Scale,
    is_ours: bool,
    has_na: bool = False,
) -> Item:
    """An item with what its cells say. ``is_ours``: left out, N/A is offered as in our YAML.

    ``has_na``: it is offered whatever they say, since the file lists it with the answers.
    """
    offers_na = cells.take("na") != "off" if is_ours or cells.cells.get("na") else False
    if has_na and not offers_na:
        cells.give_back("na")
        offers_na = True
    described: dict[str, Any] = {name: _tag(cells, name) for name in ("space", "devex", "dora")}
    for name in ("construct", "about"):
        described[name] = _construct(draft, cells, name)
    for name in ("required", "reverse", "attribute"):
        described[name] = flag(cells, name)
    wording = number(cells.take("wording") or "1")
    if not isinstance(wording, int) or not 1 <= wording <= 1_000:
        wording = 1
        cells.give_back("wording")
    for name in ("outcome", "time_lost"):
        if flag(cells, name):
            if getattr(draft, name):
                cells.give_back(name)
            else:
                setattr(draft, name, code)
    item = Item(
        code,
        "",
        scale,
        wording=wording,
        allows_na=offers_na
        or (scale.kind is ScaleKind.TEXT and not is_ours and not cells.cells.get("na")),
        source=draft.fitting(cells.take("source"), LONGEST_TEXT, cells.where, "source"),
        **described,
    )
    return item.worded(
        draft.item_text(text or code, cells.where, "text"),
        draft.item_text(help, cells.where, "help"),
    )


def flag(cells: Cells, name: str) -> bool:
    """Whether a cell says yes; what says neither yes nor no is dropped."""
    found = truth(cells.take(name))
    if found is None:
        cells.give_back(name)
    return found is True


def told(draft: Draft, cells: Cells, what: str) -> None:
    """Remark on all cells: those read were kept, and the others are gone."""
    if cells.taken:
        draft.remarks.append(kept(cells.where, f"{what} ({', '.join(cells.taken)})"))
    for name, text in cells.left.items():
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        why = f"{shown!r} says nothing that a question here can say."
        draft.remarks.append(dropped(cells.where, name, why))


def dropped_whole(draft: Draft, cells: Cells, what: str, kind: str, why: str) -> None:
    """Remark on what is no question here: as a whole, and then cell by cell."""
    draft.not_asked(cells.where, what, why)
    cells.taken = []
    for name in ("type", "name"):
        cells.cells.pop(name, None)
    told(draft, cells, kind)


def _tag(cells: Cells, name: str) -> str | None:
    """A tag, where it is one that is known."""
    text = cells.take(name).lower()
    if text in schema()["$defs"]["item"]["properties"][name]["enum"]:
        return text
    cells.give_back(name)
    return None


def _construct(draft: Draft, cells: Cells, name: str) -> str | None:
    """The construct that a cell names; a new one is listed, with its code for a title."""
    text = cells.take(name)
    if not text:
        return None
    code = text if _CODE.fullmatch(text) else code_of(text, (), "construct")
    draft.constructs.setdefault(code, text)
    return code
