"""The report as one PDF on A4, typeset by typst from ``report.typ``: tagged, with bookmarks.

The pictures are vectors with their alt texts. The same releases give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from analysis.charts import theme
from analysis.charts.typesetting import svg_size, typeset
from analysis.exports.blocks import (
    SINCE,
    Block,
    Document,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Part,
    Table,
)
from analysis.words import gettext as _
from analysis.words import spoken, translate

TEMPLATE = "report.typ"
#: Parts that begin on a page of their own; sections follow each other.
NEW_PAGES = ("constructs", "trends", "units")
#: Digits of the release hash that every page carries.
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as drawn for paper."""

    svg: bytes
    alt: str


def report_pdf(document: Document, drawings: Mapping[str, Drawing]) -> bytes:
    """The document as PDF; pictures are found by their stem, and what was not drawn is left out."""
    data = {
        "lang": spoken(),
        "title": theme.printable(document.title),
        "eyebrow": _("Results of a survey"),
        "contents": _("Contents"),
        "foot": _("release {digits}", digits=document.release_sha256[:DIGITS]),
        "facts": _pairs(document.facts),
        "hashes": _pairs(document.hashes),
        "since": translate(SINCE),
        # What was found has no place in the contents; it stands before them.
        "sentences": [_part(part, drawings) for part in document.parts if not part.anchor],
        "parts": [_part(part, drawings) for part in document.parts if part.anchor],
    }
    template = files("analysis.exports").joinpath(TEMPLATE).read_bytes()
    return typeset(template, data)


def _pairs(rows: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, theme.printable(said)) for name, said in rows.items()]


def _part(part: Part, drawings: Mapping[str, Drawing]) -> dict[str, Any]:
    blocks = [_block(one, drawings) for one in part.blocks]
    return {
        "title": theme.printable(part.title),
        "breaks": part.anchor in NEW_PAGES,
        "blocks": [one for one in blocks if one],
    }


def _block(block: Block, drawings: Mapping[str, Drawing]) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {
                "kind": "paragraph",
                "text": theme.printable(block.text),
                "quiet": block.quiet,
            }
        case Listing():
            items = [theme.printable(one) for one in block.items]
            return {"kind": "listing", "items": items, "quiet": block.quiet}
        case Heading():
            return {"kind": "heading", "text": theme.printable(block.text)}
        case Figure():
            return _figure(drawings.get(block.stem))
        case Table():
            return _table(block)


def _figure(drawing: Drawing | None) -> dict[str, Any]:
    if drawing is None:
        return {}
    width, height = svg_size(drawing.svg)
    return {
        "kind": "figure",
        "svg": drawing.svg.decode(),
        "alt": drawing.alt,
        "width": width,
        "height": height,
        "margin": theme.MARGIN,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "title": theme.printable(table.title),
        "columns": table.columns,
        "compared": table.compared,
        "lines": [
            {
                "label": theme.printable(line.label),
                "cells": line.cells,
                "hidden": theme.printable(line.hidden),
                "changed": theme.printable(line.changed),
            }
            for line in table.lines
        ],
    }
