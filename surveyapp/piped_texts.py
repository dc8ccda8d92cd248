"""Texts that repeat an earlier answer, as HTML: piping.js fills in what was chosen."""

from __future__ import annotations

import json

from django.utils.html import format_html, format_html_join

from analysis.instrument import PIPED_KINDS, Instrument
from analysis.piping import Piece, pieces_of


def marked_text(written: str, instrument: Instrument) -> str:
    """A text as its author wrote it, for a template; a place for an answer is an element.

    It holds the words that stand there without an answer, and names the question.
    """
    pieces = pieces_of(written)
    if not any(piece.item for piece in pieces):
        return written
    return format_html_join("", "{}", ((_marked(piece, instrument),) for piece in pieces))


def _marked(piece: Piece, instrument: Instrument) -> str:
    labels = _labels(piece.item, instrument)
    if not labels:
        return piece.words
    return format_html(
        '<span data-piped="{}" data-labels="{}" data-otherwise="{}">{}</span>',
        piece.item,
        json.dumps(labels, ensure_ascii=False),
        piece.words,
        piece.words,
    )


def _labels(code: str, instrument: Instrument) -> dict[str, str]:
    """What the answers are called; "Other" is left out, as it says nothing in another sentence."""
    if not code or not instrument.has_item(code):
        return {}
    scale = instrument.item(code).scale
    if scale.kind not in PIPED_KINDS:
        return {}
    return {option.code: option.label for option in scale.options if not option.say}
