"""Slides as values: what stands on each, before it is known which there are or how they are set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.charts import theme
from analysis.exports.blocks import Figure
from analysis.words import gettext_noop

NATIVE = gettext_noop("This chart can be edited: its figures are in the slide.")


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of stacked bars: the boxes as fractions, or nothing where words stand instead."""

    label: str
    unfavourable: float | None = None
    neutral: float | None = None
    favourable: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Constructs or questions as stacked bars."""

    rows: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures of one thing, each with its interval; ``None`` where there is none."""

    label: str
    first: theme.Interval | None = None
    second: theme.Interval | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two bars a row, from 0 to ``most``, named by ``names``. Shares are fractions of 1."""

    rows: tuple[Pair, ...]
    names: tuple[str, str]
    most: float = 1.0


@dataclass(frozen=True, slots=True)
class Trend:
    """A small chart of one line: a share with its interval, or ``None``, for each round."""

    title: str
    verdict: str
    rounds: tuple[str, ...]
    codes: tuple[str, ...]
    shares: tuple[theme.Interval | None, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """Small charts side by side."""

    lines: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences below each other; quiet ones are set small."""

    loud: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: its finding, what it is about, what stands on it, and what is said with it.

    A slide with a ``figure`` has the title and the alt text of that picture; where its body is
    ``None`` it shows the picture itself.
    """

    about: str
    notes: str
    body: Sentences | Bars | Pairs | Trends | None = None
    title: str = ""
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Deck:
    """All slides behind the first, which has title and facts. ``source`` stands on each."""

    title: str
    facts: Mapping[str, str]
    source: str
    release_sha256: str
    slides: tuple[Slide, ...]

    @property
    def figures(self) -> list[Figure]:
        """Every picture, in the order of the slides."""
        found = (slide.figure for slide in self.slides)
        return list(dict.fromkeys(figure for figure in found if figure))
