"""What a report is made of: parts of paragraphs, lists, figures and tables, as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.exports.pictures import file_stem
from analysis.tally import ORGANISATION
from analysis.words import gettext_noop

#: The columns of a table of shares, and of one more where rounds are compared.
COLUMNS = (
    gettext_noop("n"), gettext_noop("no answer"), gettext_noop("favourable"),
    gettext_noop("neutral"), gettext_noop("unfavourable"), gettext_noop("mean"),
)  # fmt: skip
SINCE = gettext_noop("since the round before")
RATE_COLUMNS = (gettext_noop("answered"), gettext_noop("of"), gettext_noop("rate"))
WEIGHTED_COLUMNS = (
    gettext_noop("n"), gettext_noop("favourable"), gettext_noop("by head count"),
    gettext_noop("move"), gettext_noop("at least"), gettext_noop("at most"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; quiet text is set small."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Sentences or names, one below the other; quiet ones are set small."""

    items: tuple[str, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a smaller part."""

    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: its name in the registry, the group and the code that it is of."""

    name: str
    group: str = ORGANISATION
    code: str = ""

    @property
    def stem(self) -> str:
        """Its file name without ending."""
        return file_stem(self.name, group=self.group, code=self.code)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: figures by column, or the reason why there are none; and what changed."""

    label: str
    cells: tuple[str, ...]
    hidden: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures as numbers, by column. ``compared``: a last column says what changed."""

    title: str
    lines: tuple[Line, ...]
    compared: bool
    columns: tuple[str, ...] = COLUMNS


Block = Paragraph | Listing | Heading | Figure | Table


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report under its title; those with an anchor are in the contents."""

    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report on one round."""

    title: str
    facts: Mapping[str, str]
    hashes: Mapping[str, str]
    parts: tuple[Part, ...]
    release_sha256: str

    @property
    def figures(self) -> list[Figure]:
        """Every picture, in the order of the document."""
        return [one for part in self.parts for one in part.blocks if isinstance(one, Figure)]
