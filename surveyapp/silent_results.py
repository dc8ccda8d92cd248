"""Release -> the part of a results page about those who are silent: rates, weights, a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.words import remembered, translate_all
from surveyapp.result_documents import REMEMBERED, Document

if TYPE_CHECKING:
    from analysis.nonresponse import Nonresponse, Weighted


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of response rates; ``rate`` is a fraction."""

    label: str
    answered: int
    invited: int

    @property
    def rate(self) -> float:
        """Answers divided by people invited."""
        return self.answered / self.invited


@dataclass(frozen=True, slots=True)
class RateTable:
    """Response rates by unit or by an attribute, and what the test says of them."""

    title: str
    rates: tuple[Rate, ...]
    words: str


@dataclass(frozen=True, slots=True)
class SilentPart:
    """What a results page says about those who are silent, the verdict first."""

    found: Nonresponse
    sentences: tuple[str, ...]
    tables: tuple[RateTable, ...]
    design: str
    left_out: str
    rules: tuple[str, ...]

    @property
    def shown(self) -> Sequence[Weighted]:
        """Constructs, or questions where there are none."""
        return self.found.judged

    @property
    def more(self) -> Sequence[Weighted]:
        """Questions, one click deeper, where constructs stand above them."""
        return self.found.items if self.found.constructs else ()


@remembered(maxsize=REMEMBERED)
def silent_part(document: Document) -> SilentPart:
    """The part of a release that shows anything; ``ValueError`` of any other."""
    from analysis.exports import nonresponse as say
    from analysis.nonresponse import nonresponse

    found = nonresponse(document.release)
    return SilentPart(
        found=found,
        sentences=say.verdict_sentences(document.release, found),
        tables=tuple(
            RateTable(
                say.cut_title(cut),
                tuple(
                    Rate(say.category_words(one), one.answered, one.invited) for one in cut.rates
                ),
                say.cut_words(cut),
            )
            for cut in found.cuts
        ),
        design=say.design_words(found),
        left_out=say.left_out_words(found),
        rules=translate_all(say.RULES) if found.silent else (),
    )
