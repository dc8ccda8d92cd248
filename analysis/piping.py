"""Piping: places in a text where the answer to an earlier question is repeated.

``How well does {main_tool|your tool} work?`` repeats the answer to ``main_tool``. What stands
behind the bar is read wherever there is no such answer: before it is given, and everywhere outside
a survey. Any other brace is a brace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: The code may have spaces behind it: a pattern that leaves them out takes time in their square.
_PLACE = re.compile(r"\{ *(?P<item>[^{}| ][^{}|]*)\|(?P<words>[^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text. ``item`` is the code of the question whose answer can stand there."""

    words: str
    item: str = ""


def pieces_of(text: str) -> tuple[Piece, ...]:
    """A text as it was written, in pieces.

    >>> pieces_of("Does {tool|it} work?")
    (Piece(words='Does ', item=''), Piece(words='it', item='tool'), Piece(words=' work?', item=''))
    >>> pieces_of("Are {braces} fine?")
    (Piece(words='Are {braces} fine?', item=''),)
    """
    found, end = [], 0
    for place in _PLACE.finditer(text):
        found.append(Piece(text[end : place.start()]))
        found.append(Piece(place["words"].strip(), place["item"].rstrip(" ")))
        end = place.end()
    found.append(Piece(text[end:]))
    return tuple(piece for piece in found if piece.words or piece.item)


def plain_text(text: str) -> str:
    """A text with the words that stand where there is no answer.

    >>> plain_text("Does {tool|it} work?")
    'Does it work?'
    """
    return "".join(piece.words for piece in pieces_of(text))


def repeated_in(*texts: str) -> tuple[str, ...]:
    """The codes of the questions whose answers texts repeat, each once.

    >>> repeated_in("Does {tool|it} work?", "{tool|It} is yours.")
    ('tool',)
    """
    found = (piece.item for text in texts for piece in pieces_of(text) if piece.item)
    return tuple(dict.fromkeys(found))


def with_renamed(text: str, old: str, new: str) -> str:
    """The text where the question has another code.

    >>> with_renamed("Does {tool|it} work?", "tool", "main_tool")
    'Does {main_tool|it} work?'
    """

    def name(place: re.Match[str]) -> str:
        is_old = place["item"].rstrip(" ") == old
        return f"{{{new}|{place['words']}}}" if is_old else place[0]

    return _PLACE.sub(name, text)
