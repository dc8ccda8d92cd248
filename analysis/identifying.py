"""What in a text may tell who wrote it, or name somebody: found by its form, never by its meaning.

A hint and no more: who knows the writer knows the style, and a nickname looks like any word. The
same forms stand in ``surveyapp/static/candor/identifying.js``; a test holds the two together. Names
are found differently: here they are given, there, where no roster may come, by their form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

#: Letters that a name needs: "Al" and "Bo" are words of too many languages.
SHORTEST_NAME = 3
#: Letters that a word needs to be counted as a term: "c" and "x" are read as slips too often. No
#: name is counted as one, so names are as short there: "Li" marks too much and hides too little.
SHORTEST_TERM = 2


class Kind(StrEnum):
    """What was found."""

    MAIL = "mail"  # ada@example.org
    URL = "url"  # https://wiki.example.org/a
    HANDLE = "handle"  # @ada
    TICKET = "ticket"  # ABC-123, #1234
    COMMIT = "commit"  # 3f9c2ab, up to 40 hexadecimal digits
    PHONE = "phone"  # +49 30 1234567
    NAME = "name"  # of the people that are given


@dataclass(frozen=True, slots=True)
class Finding:
    """``text[start:end]`` is of this kind."""

    kind: Kind
    start: int
    end: int


#: Look like tickets and are standards, ciphers and the like.
_NO_TICKETS = "UTF|SHA|MD|AES|RSA|ISO|IEC|IEEE|RFC|ECMA|PEP|HTTP|TLS|CVE|CWE|COVID|GPT|ASCII|BASE"
_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
#: Every repetition has an upper end, so that the time is proportional to the length of the text.
_FORMS = re.compile(
    rf"""
    (?P<mail>[\w.+%-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,8}})
    |(?P<url>(?<!\w)(?:(?:https?|ftp|ssh|git)://|www\.)[^\s<>"']{{1,2000}})
    |(?P<handle>(?<![\w.@+%/-])@[A-Za-z][\w-]{{1,38}}(?![\w/-]))
    |(?P<ticket>(?<!\w)(?!(?:{_NO_TICKETS})-)[A-Z][A-Z0-9]{{1,9}}-\d{{1,7}}(?!\w)
        |(?<![\w#&])\#\d{{2,7}}(?!\w))
    |(?P<commit>(?<!\w)(?=[0-9a-fA-F]{{0,39}}[a-fA-F])(?=[0-9a-fA-F]{{0,39}}[0-9])
        [0-9a-fA-F]{{7,40}}(?!\w))
    |(?P<phone>(?<![\w+])(?:\+|00)[1-9](?:[ ()./-]{{0,2}}\d){{6,13}}(?!\d)
        |(?<![\w.,+-])(?!{_DATE})\(?0[1-9](?:[ ()./-]{{0,2}}\d){{7,12}}(?!\d)
        |(?<![\w.,-])\(?[2-9]\d\d\)?[ .-]{{1,2}}\d{{3}}[ .-]\d{{4}}(?!\w))
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]+")
#: Ends the sentence, not the address.
_AFTER_URL = ".,;:!?)]}"


def find_identifying(text: str, names: Iterable[str] = ()) -> tuple[Finding, ...]:
    """What may identify somebody, in the order of the text and without overlap.

    ``names`` are names of people, first and last as they stand on the roster: whole words of three
    letters and more are found, in whatever case. A name within a mail address is part of that.

    >>> find_identifying("Ask Ada, see OPS-17.", ["Ada Lovelace"])
    (Finding(kind=<Kind.NAME: 'name'>, start=4, end=7), \
Finding(kind=<Kind.TICKET: 'ticket'>, start=13, end=19))
    """
    words = names if isinstance(names, NameWords) else NameWords(names)
    return tuple(_in_order(text, words))


class NameWords(frozenset[str]):
    """The words of names, made once for many texts."""

    def __new__(cls, names: Iterable[str], shortest: int = SHORTEST_NAME) -> Self:
        """Words of fewer than ``shortest`` letters are left out: three unless told."""
        words = (word.casefold() for name in names for word in _WORD.findall(name))
        return super().__new__(cls, (word for word in words if len(word) >= shortest))


def _in_order(text: str, words: NameWords) -> Iterator[Finding]:
    end = 0
    for match in _FORMS.finditer(text):
        yield from _names(text, end, match.start(), words)
        end = match.end()
        if match.lastgroup == Kind.URL:
            end = match.start() + len(match[0].rstrip(_AFTER_URL))
        yield Finding(Kind(match.lastgroup or ""), match.start(), end)
    yield from _names(text, end, len(text), words)


def _names(text: str, start: int, end: int, words: NameWords) -> Iterator[Finding]:
    for match in _WORD.finditer(text, start, end) if words else ():
        if match[0].casefold() in words:
            yield Finding(Kind.NAME, match.start(), match.end())
