"""How the questions of a construct were asked over the rounds of a programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.result_documents import Document


@dataclass(frozen=True, slots=True)
class Wording:
    """How a question read from a round on; ``is_another``: it is compared with none before."""

    round: str
    text: str
    is_another: bool = False


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


def histories(documents: Sequence[Document], construct: str) -> tuple[History, ...]:
    """What happened to the questions of a construct; nothing of those that stayed as they are.

    ``documents`` are those of a programme, oldest first, the one shown last. Words are compared as
    they were written and shown in the language of the reader.
    """
    codes: dict[str, None] = {}
    for document in reversed(documents):
        for one in document.as_stored.instrument.constructs:
            if one.code == construct:
                codes |= dict.fromkeys(one.items)
    found = (_history(documents, code) for code in codes)
    return tuple(one for one in found if len(one.wordings) > 1 or one.since or one.until)


def _history(documents: Sequence[Document], code: str) -> History:
    wordings: list[Wording] = []
    before: tuple[str, int, tuple[str, ...]] | None = None
    asked = []
    for document in documents:
        instrument = document.as_stored.instrument
        if not instrument.has_item(code):
            continue
        asked.append(document)
        item = instrument.item(code)
        now = (item.text, item.wording, tuple(option.label for option in item.scale.options))
        if now != before:
            is_another = before is not None and before[1] != now[1]
            title = document.release.round.title
            text = document.release.instrument.item(code).text
            wordings.append(Wording(title, text, is_another))
        before = now
    first, last = asked[0], asked[-1]
    return History(
        code,
        tuple(wordings),
        since="" if first == documents[0] else first.release.round.title,
        until="" if last == documents[-1] else last.release.round.title,
    )
