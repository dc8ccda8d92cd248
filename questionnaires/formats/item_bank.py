"""The bank of items: questions to choose from, each in every language, with how to read it.

Here are its values; ``item_bank_yaml`` reads them, ``item_bank_search`` finds among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from analysis.instrument import Instrument, Item
from analysis.translations import choose_language, translated
from questionnaires.formats.question_set_parts import texts_of_scale

#: The languages that every text of the bank is written in; the first is the one of its codes.
LANGUAGES = ("en", "de", "es")
#: The bodies of research and practice that a source can name.
FRAMEWORKS = ("DORA", "SPACE", "DevEx", "Accelerate", "Drive", "Westrum", "DX", "Candor")

#: A text by language.
Words = Mapping[str, str]


def spoken(language: str) -> str:
    """A language without its country.

    >>> spoken("de-AT")
    'de'
    """
    return language.lower().partition("-")[0]


@dataclass(frozen=True, slots=True)
class Theme:
    """A part of working life that several constructs belong to."""

    code: str
    titles: Words

    def title(self, language: str) -> str:
        """Its name in a language; in English where it has none there."""
        return self.titles.get(spoken(language), self.titles[LANGUAGES[0]])


@dataclass(frozen=True, slots=True)
class BankItem:
    """A question to choose.

    ``alone`` is a question set that asks it and nothing else, in English with its translations; its
    one section has the name of the construct, or of the theme where it measures none. ``low`` says
    what a low score usually means, reverse scoring applied.
    """

    alone: Instrument
    theme: Theme
    low: Words

    @property
    def item(self) -> Item:
        """The question in English."""
        return self.alone.items[0]

    @property
    def code(self) -> str:
        """What names the question over the years."""
        return self.item.code

    @property
    def heading(self) -> str:
        """The code of its construct, or of its theme where it measures none."""
        return self.alone.sections[0].code

    @property
    def frameworks(self) -> tuple[str, ...]:
        """What its source names, in the order of :data:`FRAMEWORKS`."""
        words = set(re.findall(r"\w+", self.item.source))
        return tuple(name for name in FRAMEWORKS if name in words)

    @property
    def dimensions(self) -> tuple[tuple[str, str], ...]:
        """Its tags: the framework, and the dimension or capability there."""
        item = self.item
        pairs = (("space", item.space), ("devex", item.devex), ("dora", item.dora))
        return tuple((framework, value) for framework, value in pairs if value)

    def speaks(self, language: str) -> bool:
        """Whether it is written in a language: ``de-at`` is met by ``de``."""
        return spoken(language) in LANGUAGES

    def in_language(self, language: str) -> Instrument:
        """The question set of it alone in a language; in English where it has no other."""
        return translated(self.alone, choose_language(self.alone, language))

    def low_in(self, language: str) -> str:
        """What a low score usually means, in a language."""
        return self.low[choose_language(self.alone, language)]

    def texts(self, language: str) -> dict[str, str]:
        """Everything that is read of it in a language, by the paths of ``translations``; also the
        title of its theme, which a section may be named after."""
        alone = self.in_language(language)
        (item,), (section,) = alone.items, alone.sections
        found = {
            f"items.{item.code}.text": item.text,
            f"sections.{self.theme.code}.title": self.theme.title(language),
            f"sections.{section.code}.title": section.title,
        }
        if item.help:
            found[f"items.{item.code}.help"] = item.help
        for construct in alone.constructs:
            found[f"constructs.{construct.code}.title"] = construct.title
        return found | texts_of_scale(item.scale)


@dataclass(frozen=True, slots=True)
class ItemBank:
    """All items, in the order that they are shown in."""

    items: tuple[BankItem, ...]
    _by_code: Mapping[str, BankItem] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {one.code: one for one in self.items})

    def __iter__(self) -> Iterator[BankItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def get(self, code: str) -> BankItem | None:
        """The item with a code; ``None`` where there is none."""
        return self._by_code.get(code)

    def chosen(self, codes: Iterable[str]) -> tuple[BankItem, ...]:
        """The items with these codes, in the order of the bank."""
        wanted = set(codes)
        return tuple(one for one in self.items if one.code in wanted)
