"""How the questions of a construct were asked over the rounds of a programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaires.queries.trend_decisions import DecidedBetween
from surveyapp.result_documents import Document
from surveyapp.version_changes import kind_names


@dataclass(frozen=True, slots=True)
class Decided:
    """Why a trend goes on or ends: in what a question changed, and the note of its author."""

    kinds: str
    note: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """How a question read from a round on; ``is_another``: it is compared with none before.

    ``decided`` is what its authors noted when it was changed.
    """

    round: str
    text: str
    is_another: bool = False
    decided: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """A question whose words changed, which came later, or which is not asked any more.

    ``wordings`` are the oldest first. ``until`` is the last round that asked it, empty for one that
    is still asked; ``since`` the first, empty where that is the first round of all.
    """

    code: str
    wordings: tuple[Wording, ...]
    since: str = ""
    until: str = ""


def histories(
    documents: Sequence[Document], construct: str, decided: DecidedBetween | None = None
) -> tuple[History, ...]:
    """What happened to the questions of a construct; nothing of those that stayed as they are.

    ``documents`` are those of a programme, oldest first, the one shown last. Words are compared as
    they were written and shown in the language of the reader. ``decided`` is of the rounds of the
    documents.
    """
    codes: dict[str, None] = {}
    for document in reversed(documents):
        for one in document.as_stored.instrument.constructs:
            if one.code == construct:
                codes |= dict.fromkeys(one.items)
    found = (_history(documents, code, decided) for code in codes)
    return tuple(one for one in found if len(one.wordings) > 1 or one.since or one.until)


def _history(documents: Sequence[Document], code: str, decided: DecidedBetween | None) -> History:
    wordings: list[Wording] = []
    before: tuple[str, int, tuple[str, ...]] | None = None
    place = 0
    asked = []
    for number, document in enumerate(documents):
        instrument = document.as_stored.instrument
        if not instrument.has_item(code):
            continue
        asked.append(document)
        item = instrument.item(code)
        now = (item.text, item.wording, tuple(option.label for option in item.scale.options))
        noted = _noted(decided, code, place, number) if before else ()
        if now != before or noted:
            is_another = before is not None and before[1] != now[1]
            title = document.release.round.title
            text = document.release.instrument.item(code).text
            wordings.append(Wording(title, text, is_another, noted))
        before, place = now, number
    first, last = asked[0], asked[-1]
    return History(
        code,
        tuple(wordings),
        since="" if first == documents[0] else first.release.round.title,
        until="" if last == documents[-1] else last.release.round.title,
    )


def _noted(
    decided: DecidedBetween | None, code: str, before: int, after: int
) -> tuple[Decided, ...]:
    """What was decided with a note between two rounds."""
    if decided is None:
        return ()
    return tuple(
        Decided(kind_names(one.kinds), one.note, one.says == one.Says.SAME)
        for one in decided.on(code, before, after)
        if one.note
    )
