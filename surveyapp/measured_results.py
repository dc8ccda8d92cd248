"""Release -> the parts of a results page about how well constructs were measured, and drivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.words import remembered
from surveyapp.result_documents import REMEMBERED, Document

if TYPE_CHECKING:
    from analysis.measurement import Driver
    from analysis.quality import DriversInWords, Quality


@dataclass(frozen=True, slots=True)
class MeasuredPart:
    """What a results page says of reliability and of what goes along with the outcome.

    ``attention`` are the constructs that ask for a second look; ``overlaps`` are sentences.
    """

    sentence: str
    qualities: tuple[Quality, ...]
    attention: tuple[Quality, ...]
    overlaps: tuple[str, ...]
    outcome: DriversInWords
    drivers: tuple[tuple[str, Driver], ...]

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """What asks for a second look: the construct it is about, or nothing, and the words."""
        alone = [(one.title, " ".join((one.text, *one.remarks))) for one in self.attention]
        return [*alone, *(("", text) for text in self.overlaps)]

    @property
    def is_told(self) -> bool:
        """Whether there is a figure of any construct."""
        return any(one.reliability for one in self.qualities)


@remembered(maxsize=REMEMBERED)
def measured_part(document: Document) -> MeasuredPart:
    """The part of a release that shows anything."""
    from analysis.quality import (
        Coherence,
        construct_qualities,
        drivers_in_words,
        hardly_two,
        qualities_in_a_sentence,
        ranked,
    )

    release = document.release
    qualities = construct_qualities(release)
    outcome = drivers_in_words(release)
    titles = {one.code: one.title for one in release.instrument.constructs}
    return MeasuredPart(
        sentence=qualities_in_a_sentence(qualities),
        qualities=qualities,
        attention=tuple(
            one
            for one in qualities
            if one.remarks or one.coherence in (Coherence.FALLS_APART, Coherence.LOOSE)
        ),
        overlaps=hardly_two(release),
        outcome=outcome,
        drivers=tuple(
            (titles.get(one.construct, one.construct), one)
            for one in (ranked(outcome.drivers) if outcome.drivers else ())
        ),
    )
