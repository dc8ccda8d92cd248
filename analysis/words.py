"""The words of this library, in the language of whoever reads them.

Sentences, titles of pictures and reports are said in the language that :func:`language` names when
they are made; nothing is translated when a module is read. What machines read says the same to
everybody: codes, names of columns, releases and their hash (:data:`DATA`).

Texts hold names in braces, because many of them hold percent signs. A sentence is one text, as
other languages have another order. The catalogues are in ``analysis/locale``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, lru_cache, update_wrapper
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

DOMAIN = "analysis"
CATALOGUES = Path(__file__).parent / "locale"
ENGLISH = "en"
#: Languages that the words are in.
LANGUAGES = (ENGLISH, "de", "es")
#: What files and answers for machines speak: English, with questions as they were written.
DATA = "data"
#: Languages of which a fraction has a comma.
_WITH_COMMA = ("de", "es")


def _nobody() -> str | None:
    return None


_chosen: ContextVar[str] = ContextVar("language_of_words", default="")
_ask: list[Callable[[], str | None]] = [_nobody]


def follow(ask: Callable[[], str | None]) -> None:
    """From now on words are in the language that ``ask`` names, asked anew for every text.

    It is how a server has one language for its pages and for what this library says in them.
    """
    _ask[0] = ask


def language() -> str:
    """The code of the language that is spoken now; it may be one that has no catalogue."""
    return _chosen.get() or (_ask[0]() or "").lower() or ENGLISH


@contextmanager
def words_in(code: str) -> Iterator[None]:
    """Words made inside are in a language, whatever :func:`follow` says; English for an unknown.

    >>> with words_in("de"):
    ...     gettext("hidden")
    'verborgen'
    >>> with words_in("tlh"):
    ...     gettext("hidden")
    'hidden'
    """
    token = _chosen.set(code.lower())
    try:
        yield
    finally:
        _chosen.reset(token)


def spoken() -> str:
    """The language that the words now come out in, one of :data:`LANGUAGES`."""
    code = language().partition("-")[0]
    return code if code in LANGUAGES else ENGLISH


def gettext(message: str, **values: object) -> str:
    """A text in the language of now, with values in the places of its names."""
    return _said(message, values)


def ngettext(singular: str, plural: str, n: int, **values: object) -> str:
    """A text about ``n`` things, which it may name ``{n}``."""
    choose = _catalogue(spoken()).ngettext
    return choose(singular, plural, n).format(n=n, **values)


def gettext_noop(message: str) -> str:
    """Marks a text that stands in a constant, which :func:`translate` then says."""
    return message


def translate(message: str, **values: object) -> str:
    """A text that was marked where it stands, in the language of now."""
    return _said(message, values)


def _said(message: str, values: Mapping[str, object]) -> str:
    look_up = _catalogue(spoken()).gettext
    # What a catalogue has for no text at all is its own head.
    said = look_up(message) if message else ""
    return said.format(**values) if values else said


def translate_all(messages: Iterable[str]) -> tuple[str, ...]:
    """Several marked texts, say the names of columns."""
    return tuple(map(translate, messages))


class Remembered(Generic[P, T]):
    """A function whose last results are remembered, those of each language apart."""

    def __init__(self, made: Callable[P, T], maxsize: int) -> None:
        def anew(_language: str, *args: P.args, **kwargs: P.kwargs) -> T:
            return made(*args, **kwargs)

        self._made = lru_cache(maxsize=maxsize)(anew)
        self.cache_clear = self._made.cache_clear
        self.cache_info = self._made.cache_info
        update_wrapper(self, made)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """What was made in the language of now, or is made."""
        # mypy takes every cached function for one of hashable arguments, whose types it forgets.
        return self._made(language(), *args, **kwargs)  # type: ignore[arg-type]


def remembered(*, maxsize: int) -> Callable[[Callable[P, T]], Remembered[P, T]]:
    """``lru_cache`` for whatever holds words: German after English is German."""

    def decorate(made: Callable[P, T]) -> Remembered[P, T]:
        return Remembered(made, maxsize)

    return decorate


def decimal(number: float, places: int) -> str:
    """A number with so many places behind its point, or its comma.

    >>> decimal(2.25, 1)
    '2.2'
    >>> with words_in("de"):
    ...     decimal(2.25, 2)
    '2,25'
    """
    return _with_mark(f"{number:.{places}f}")


def shortest(number: float) -> str:
    """A number in as few signs as say it.

    >>> shortest(40.0), shortest(2.5)
    ('40', '2.5')
    """
    return _with_mark(f"{number:g}")


def _with_mark(figures: str) -> str:
    return figures.replace(".", ",") if spoken() in _WITH_COMMA else figures


def day(iso: str) -> str:
    """An ISO day as people write it.

    >>> day("2027-04-21")
    '21 Apr 2027'
    >>> with words_in("de"):
    ...     day("2027-04-21")
    '21. Apr. 2027'
    """
    read = date.fromisoformat(iso)
    month = translate(MONTHS[read.month - 1])
    return gettext("{day} {month} {year}", day=read.day, month=month, year=read.year)


MONTHS = (
    gettext_noop("Jan"), gettext_noop("Feb"), gettext_noop("Mar"), gettext_noop("Apr"),
    gettext_noop("May"), gettext_noop("Jun"), gettext_noop("Jul"), gettext_noop("Aug"),
    gettext_noop("Sep"), gettext_noop("Oct"), gettext_noop("Nov"), gettext_noop("Dec"),
)  # fmt: skip


def listed(names: Iterable[str]) -> str:
    """Names in a row, at least one.

    >>> listed(["Build", "Data", "Search"])
    'Build, Data and Search'
    """
    *first, last = names
    return gettext("{names} and {last}", names=", ".join(first), last=last) if first else last


def as_sentence(phrase: str) -> str:
    """A phrase with a capital and a full stop.

    >>> as_sentence("not asked any more")
    'Not asked any more.'
    """
    return f"{phrase[:1].upper()}{phrase[1:]}."


def inside(name: str) -> str:
    """A name or a sentence within another, without its capital; German keeps those of nouns.

    >>> inside("Role")
    'role'
    """
    return name if spoken() == "de" else f"{name[:1].lower()}{name[1:]}"


@cache
def _catalogue(code: str) -> NullTranslations:
    """The words of a language; of English, and where there is none, the texts themselves."""
    return translation(DOMAIN, CATALOGUES, [code], fallback=True)
