"""Finding in the bank of items: by words in the reader's language, and by what is measured."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from questionnaires.formats.item_bank import BankItem, ItemBank, Theme


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; everything that is empty holds for all items.

    ``dimension`` is a framework with a dimension or capability of it, such as
    ``devex:flow_state``; ``without`` are codes that are left out.
    """

    words: str = ""
    framework: str = ""
    dimension: str = ""
    construct: str = ""
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """Items under one heading: a construct, or a theme for those that measure none."""

    code: str
    theme: Theme
    items: tuple[BankItem, ...]

    def title(self, language: str) -> str:
        """The heading in a language."""
        return self.items[0].in_language(language).sections[0].title


def search_bank(bank: ItemBank, wanted: Wanted, language: str) -> tuple[Found, ...]:
    """The items that meet all that is wanted, under their headings, in the order of the bank."""
    words = _folded(wanted.words).split()
    found = [
        one
        for one in bank
        if one.code not in wanted.without
        and wanted.framework in ("", *one.frameworks)
        and wanted.dimension in ("", *(f"{name}:{value}" for name, value in one.dimensions))
        and wanted.construct in ("", one.item.construct)
        and _says(one, words, language)
    ]
    return under_headings(found)


def under_headings(items: Iterable[BankItem]) -> tuple[Found, ...]:
    """Items by construct and theme, in their own order."""
    groups: dict[str, list[BankItem]] = {}
    for one in items:
        groups.setdefault(one.heading, []).append(one)
    return tuple(Found(code, group[0].theme, tuple(group)) for code, group in groups.items())


def _says(one: BankItem, words: list[str], language: str) -> bool:
    """Whether each word stands in what is told of an item, in the language or in its tags."""
    if not words:
        return True
    said = _folded(" ".join(_told(one, language)))
    return all(word in said for word in words)


def _told(one: BankItem, language: str) -> Iterable[str]:
    """Everything that can be read of an item."""
    alone = one.in_language(language)
    item = alone.items[0]
    yield from (item.code, item.text, item.help, item.source, one.low_in(language))
    yield alone.sections[0].title
    yield one.theme.title(language)
    for framework, value in one.dimensions:
        yield f"{framework} {value.replace('_', ' ')}"


def _folded(text: str) -> str:
    """A text without capitals and accents, so that neither has to be typed.

    >>> _folded("Órganos · Größe")
    'organos · grosse'
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in bare if not unicodedata.combining(character))
