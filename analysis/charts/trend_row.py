"""One line of a trend: its shares by round, what stands in their place, and how it is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts.numbers import NBSP, band, percent, percent_range
from analysis.charts.targets import TargetMark
from analysis.charts.theme import Interval
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

REWORDED = gettext_noop("reworded")


@dataclass(frozen=True, slots=True)
class TrendRow:
    """Favourable shares of one item or construct, one for each round, the oldest first.

    A share is ``None`` where nothing may be shown or nothing was asked; ``gaps`` then has the
    word for it. Where only a range of a share is told, ``bands`` has its ends and the words for how
    many answered. ``breaks`` are the indexes of rounds whose wording differs from the round before:
    no line leads there. ``targets`` are what was to be reached in one of them or in a round ahead.
    ``ValueError`` when the lengths differ.
    """

    label: str
    shares: tuple[Interval | None, ...]
    n: tuple[int | None, ...]
    gaps: tuple[str, ...] = ()
    breaks: tuple[int, ...] = ()
    verdict: str = ""
    is_clear: bool = False
    code: str = ""
    targets: tuple[TargetMark, ...] = ()
    bands: tuple[tuple[float, float, str] | None, ...] = ()

    def __post_init__(self) -> None:
        lengths = {len(one) for one in (self.shares, self.n, self.gaps, self.bands) if one}
        if len(lengths) > 1 or len(self.shares) != len(self.n):
            raise ValueError(f"{self.label}: shares, n and gaps need one entry for each round.")

    def gap(self, index: int) -> str:
        """The word for a round without a share."""
        return (self.gaps[index] if self.gaps else "") or _("hidden")

    def band(self, index: int) -> tuple[float, float, str] | None:
        """The range of a round without a share, where one is told."""
        return self.bands[index] if self.bands else None

    def n_words(self, index: int) -> str:
        """How many answered a round, as far as that is told."""
        told = self.band(index)
        n = self.n[index]
        return told[2] if told else "" if n is None else f"{n}"

    def say(self, rounds: Sequence[str]) -> str:
        """Every round in words, with the verdict and what was to be reached."""
        said = []
        for index, name in enumerate(rounds):
            share = self.shares[index]
            reworded = f" ({translate(REWORDED)})" if index in self.breaks else ""
            if share is None:
                figure = self._say_untold(index)
            else:
                figure = _(
                    "{share} (interval {interval}, n {n})",
                    share=percent(share.estimate),
                    interval=percent_range(share),
                    n=self.n[index],
                )
            said.append(f"{name}{reworded} {figure}")
        said_after = [
            *([self.verdict] if self.verdict else []),
            *(one.say() for one in self.targets),
        ]
        return f"{self.label.rstrip('.')}: {'; '.join([', '.join(said), *said_after])}"

    def _say_untold(self, index: int) -> str:
        """The reason why a round has no share, with the range that is told of it."""
        told = self.band(index)
        if told is None:
            return self.gap(index)
        low, high, people = told
        return f"{self.gap(index)} ({band(low, high)}{NBSP}%, n {people})"
