"""What the answers of the API are made of: numbers that may be missing, figures that may be hidden.

Nothing is rounded here.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from surveyapp.result_pages import Row

if TYPE_CHECKING:
    from analysis.estimates import Estimate
    from analysis.release import Band

HIDDEN_REASONS = ("round_too_small", "too_few", "sibling", "gives_away", "withdrawn")
FIRST_ROUND = "first_round"
NOT_COMPARED_REASONS = (FIRST_ROUND, "new", "dropped", "reworded", "hidden", "no_direction")
VERDICTS = ("clear", "possible", "none", "too_few")
#: Two ends of a range, as the schema says it.
TWO_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
TWO_COUNTS = {
    "type": "array",
    "items": {"type": "integer", "nullable": True},
    "minItems": 2,
    "maxItems": 2,
}


class Number(serializers.FloatField):
    """A float, ``null`` where the figure does not exist."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> float | None:  # type: ignore[override]
        """The number itself; JSON has no NaN."""
        return None if value is None or math.isnan(value) else float(value)


class ShareSerializer(serializers.Serializer[Any]):
    """A share of n people, as a fraction, with its 95 % interval."""

    n = serializers.IntegerField()
    estimate = Number()
    low = Number()
    high = Number()


class OptionCountSerializer(serializers.Serializer[Any]):
    """How many people chose an answer."""

    answer = serializers.CharField()
    people = serializers.IntegerField()


class QuartilesSerializer(serializers.Serializer[Any]):
    """The numbers that people gave: a quarter is below ``lower``, half is below ``median``."""

    lower = Number()
    median = Number()
    upper = Number()


class StandingSerializer(serializers.Serializer[Any]):
    """How an option of a ranking stands. Rankings are not tested between rounds."""

    answer = serializers.CharField()
    places = serializers.ListField(
        child=serializers.IntegerField(), help_text="People by place, the first place first."
    )
    first = serializers.IntegerField(help_text="People who put it first.")
    first_three = serializers.IntegerField()
    placed = serializers.IntegerField(help_text="People who put it in any place.")
    mean_rank = Number(help_text="From 1 up; null where not everybody placed it.")
    points = Number(help_text="From 0 (named by nobody) to the number of places.")


class PairSerializer(serializers.Serializer[Any]):
    """Two answers, and how many people chose both."""

    one = serializers.CharField()
    other = serializers.CharField()
    people = serializers.IntegerField()


class EstimateSerializer(serializers.Serializer[Any]):
    """What one shown cell says. The interval is for the people of the group, where their number
    is known."""

    n = serializers.IntegerField(help_text="People with a valid answer.")
    missing = serializers.IntegerField(help_text="Skipped, not shown or not applicable.")
    not_applicable = serializers.IntegerField()
    population = serializers.IntegerField(allow_null=True, help_text="Head count of the group.")
    answers = serializers.SerializerMethodField()
    mean = Number(help_text="In the scale's own units; never turned round on items.")
    mean_low = Number()
    mean_high = Number()
    favourable = ShareSerializer(allow_null=True)
    neutral = Number()
    unfavourable = Number()
    low_score = Number(help_text="Lowest number of the scale.")
    high_score = Number(help_text="Highest number of the scale.")
    unit = serializers.CharField(
        allow_blank=True, help_text="What numbers that people gave count, say hours a week."
    )
    quartiles = serializers.SerializerMethodField(help_text="Of numbers that people gave.")
    standings = serializers.SerializerMethodField()
    pairs = serializers.SerializerMethodField()

    @extend_schema_field(QuartilesSerializer(allow_null=True))
    def get_quartiles(self, estimate: Estimate) -> dict[str, float] | None:
        """The quartiles of numbers that people gave; null on every other scale."""
        if estimate.quartiles is None:
            return None
        return dict(zip(("lower", "median", "upper"), estimate.quartiles, strict=True))

    @extend_schema_field(StandingSerializer(many=True))
    def get_standings(self, estimate: Estimate) -> list[dict[str, Any]]:
        """The options of a ranking, in the scale's order; empty on every other scale."""
        if not estimate.standings:
            return []
        ranked = zip(estimate.labels, estimate.places, estimate.standings, strict=True)
        return [
            dict(StandingSerializer({"answer": label, "places": places, **asdict(standing)}).data)
            for label, places, standing in ranked
        ]

    @extend_schema_field(PairSerializer(many=True))
    def get_pairs(self, estimate: Estimate) -> list[dict[str, Any]]:
        """Answers that were chosen together, most first; empty where that is not shown."""
        return [
            {"one": one, "other": other, "people": people} for one, other, people in estimate.pairs
        ]

    @extend_schema_field(OptionCountSerializer(many=True))
    def get_answers(self, estimate: Estimate) -> list[dict[str, Any]]:
        """People by answer, in the scale's order; empty for constructs of several items."""
        pairs = zip(estimate.labels, estimate.counts, strict=True)
        return [{"answer": label, "people": count} for label, count in pairs]


class ShownSerializer(serializers.Serializer[Any]):
    """A cell that is shown in full."""

    shown = EstimateSerializer()


class BandSerializer(serializers.Serializer[Any]):
    """A cell of which only a range of the favourable share is told, as fractions."""

    band = serializers.SerializerMethodField(help_text="Its two ends, from 0 to 1.")
    n = serializers.SerializerMethodField(
        help_text="The fewest and the most people who may have answered; null: no upper end."
    )

    @extend_schema_field(TWO_NUMBERS)
    def get_band(self, band: Band) -> list[float]:
        """Both ends of the share."""
        return [band.low, band.high]

    @extend_schema_field(TWO_COUNTS)
    def get_n(self, band: Band) -> list[int | None]:
        """Both ends of the number of valid answers."""
        return [band.at_least, band.at_most]


class HiddenSerializer(serializers.Serializer[Any]):
    """A cell that may not be shown, and why."""

    hidden = serializers.ChoiceField(choices=HIDDEN_REASONS)


class ChangeSerializer(serializers.Serializer[Any]):
    """The later round minus the earlier one, with Newcombe's 95 % interval, not narrowed by the
    head count. Fractions, not points."""

    difference = Number(source="difference.estimate")
    low = Number(source="difference.low")
    high = Number(source="difference.high")
    n_before = serializers.IntegerField(source="difference.n1")
    n_after = serializers.IntegerField(source="difference.n2")
    cliffs_delta = Number(source="cliffs_delta.estimate", default=None)
    p_value = Number()
    p_adjusted = Number(help_text="Benjamini and Hochberg, over everything compared together.")
    detectable = Number(help_text="Shift that these n would show with a power of 80 %.")
    verdict = serializers.ChoiceField(choices=VERDICTS)


class NotComparedSerializer(serializers.Serializer[Any]):
    """Why there is no comparison."""

    not_compared = serializers.ChoiceField(choices=NOT_COMPARED_REASONS)


FIGURES = PolymorphicProxySerializer(
    component_name="Figures",
    serializers=[ShownSerializer, BandSerializer, HiddenSerializer],
    resource_type_field_name=None,
)
CHANGE_OR_REASON = PolymorphicProxySerializer(
    component_name="ChangeOrReason",
    serializers=[ChangeSerializer, NotComparedSerializer],
    resource_type_field_name=None,
)


class RowSerializer(serializers.Serializer[Row]):
    """An item or a construct in one group."""

    code = serializers.CharField()
    title = serializers.CharField()
    figures = serializers.SerializerMethodField()
    change = serializers.SerializerMethodField()

    @extend_schema_field(FIGURES)
    def get_figures(self, row: Row) -> dict[str, Any]:
        """The cell as the release has it: shown in full, as a band, or hidden for a reason."""
        return cell_of(row)

    @extend_schema_field(CHANGE_OR_REASON)
    def get_change(self, row: Row) -> dict[str, Any]:
        """The change since the round before, or the reason why there is none."""
        return change_of(row)


def cell_of(row: Row) -> dict[str, Any]:
    """A cell as the API has it."""
    if row.hidden:
        return {"hidden": row.hidden}
    if row.band is not None:
        return dict(BandSerializer(row.band).data)
    return {"shown": EstimateSerializer(row.estimate).data}


def change_of(row: Row) -> dict[str, Any]:
    """A change as the API has it."""
    if row.change is not None:
        return dict(ChangeSerializer(row.change).data)
    return {"not_compared": row.not_compared or FIRST_ROUND}


class ComparisonRowSerializer(serializers.Serializer[Row]):
    """What changed on an item or construct."""

    code = serializers.CharField()
    title = serializers.CharField()
    change = serializers.SerializerMethodField()
    words = serializers.CharField(source="change_words")

    @extend_schema_field(CHANGE_OR_REASON)
    def get_change(self, row: Row) -> dict[str, Any]:
        """The change, or the reason why there is none."""
        return change_of(row)
