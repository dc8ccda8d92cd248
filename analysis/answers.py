"""How many people gave each answer: counts with their labels, and nothing with an interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from analysis.instrument import ScaleKind
from analysis.measures import Measure, Reading, item_measure, read
from analysis.release import OTHER, Band, Hidden, Release
from analysis.stats.descriptives import quantile_counts
from analysis.stats.rankings import standing
from analysis.tally import ItemCounts
from analysis.words import gettext as _

#: Shares of the answers that lie below the quartiles.
QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Answers:
    """How many people gave each answer, without any figure that has an interval.

    The fields are those of an :class:`analysis.estimates.Estimate`.
    """

    n: int
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    places: tuple[tuple[int, ...], ...] = ()
    pairs: tuple[tuple[str, str, int], ...] = ()


def count_answers(release: Release, group: str, item_code: str) -> Answers | Band | Hidden:
    """How many people of a group gave each answer to an item.

    Errors are those of :func:`analysis.estimates.estimate_item`. It costs a tenth of an estimate,
    which a table of every answer of every unit would wait for.
    """
    item = release.instrument.item(item_code)
    if not item.is_counted:
        raise ValueError(f"{item_code} is answered in words: it has no counts.")
    reading = read(item_measure(item), release.group(group))
    if not isinstance(reading, Reading):
        return reading
    labels, by_option = options_of(reading.measure, reading.counts, {})
    kind = of_its_kind(reading.measure, reading.counts)
    return Answers(
        reading.counts.answered,
        labels,
        by_option,
        kind.get("places", ()),
        kind.get("pairs", ()),
    )


def of_its_kind(measure: Measure, counts: ItemCounts) -> dict[str, Any]:
    """What only some kinds of scales have."""
    if measure.is_construct:
        return {}
    scale = measure.items[0].scale
    labels = {option.code: option.label for option in scale.options}
    if scale.is_number:
        people = [counts.options.get(code, 0) for code in labels]
        quartiles = tuple(quantile_counts(people, scale.values, share) for share in QUARTILES)
        return {"unit": scale.range.unit, "quartiles": quartiles if counts.answered else None}
    if scale.kind is ScaleKind.RANKING:
        places = tuple(
            tuple(counts.pairs.get((code, str(place)), 0) for place in range(1, scale.places + 1))
            for code in labels
        )
        return {
            "places": places,
            "standings": tuple(standing(row, counts.answered) for row in places),
        }
    together = sorted(counts.pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return {"pairs": tuple((labels[one], labels[other], n) for (one, other), n in together)}


def options_of(
    measure: Measure, counts: ItemCounts, scores: Mapping[Fraction, int]
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Labels of the answers and how many people gave each; empty for several items together.

    ``scores`` are people by score, which a construct of one item is read from.
    """
    if len(measure.items) > 1:
        return (), ()
    item = measure.items[0]
    options = item.scale.options
    if measure.is_construct:
        return (
            tuple(option.label for option in options),
            tuple(scores.get(Fraction(item.score(option.code)), 0) for option in options),
        )
    if OTHER not in counts.options:
        return (
            tuple(option.label for option in options),
            tuple(counts.options.get(option.code, 0) for option in options),
        )
    # A category that was counted with others is left out: a zero would be false.
    apart = [option for option in options if option.code in counts.options]
    return (
        (*(option.label for option in apart), _("Others, counted together")),
        (*(counts.options[option.code] for option in apart), counts.options[OTHER]),
    )
