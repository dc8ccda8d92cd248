"""The shapes of the API's answers: programmes, rounds, releases, trends, question sets."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from analysis.events import Event
from questionnaires.models import QuestionSet, QuestionSetVersion, Round
from surveyapp.api.fields import (
    HIDDEN_REASONS,
    VERDICTS,
    BandSerializer,
    ComparisonRowSerializer,
    Number,
    RowSerializer,
    ShareSerializer,
)
from surveyapp.result_pages import BANDED
from surveyapp.templatetags.modes import mode_words

GAPS = (*HIDDEN_REASONS, BANDED, "not_asked", "reworded", "no_answers", "no_group")


class ErrorSerializer(serializers.Serializer[Any]):
    """What went wrong."""

    detail = serializers.CharField()


class RoundSerializer(serializers.ModelSerializer[Round]):
    """A round and its rules. Nothing of its answers."""

    programme = serializers.CharField(source="programme.code")
    question_set = serializers.CharField(source="version.question_set.code")
    version = serializers.IntegerField(source="version.number")
    mode_words = serializers.SerializerMethodField(
        help_text="The mode as it must be said wherever a figure of the round is shown."
    )

    class Meta:
        model = Round
        fields = [
            "programme", "code", "title", "position", "status", "mode", "mode_words", "k",
            "full_detail",
            "kept_responses_days", "opened_on", "closes_on", "closed_on", "released_on",
            "population", "manifest_sha256", "question_set", "version",
            "purpose", "responsible", "audience", "results_for",
        ]  # fmt: skip

    def get_mode_words(self, round_: Round) -> str:
        """As pages say it."""
        return mode_words(round_)


class EventSerializer(serializers.Serializer[Event]):
    """Something that happened in the organisation."""

    on = serializers.DateField()
    title = serializers.CharField()


class ProgrammeSerializer(serializers.Serializer[Any]):
    """A programme with its events by day and the rounds that the reader may see, newest first."""

    code = serializers.CharField(source="programme.code")
    title = serializers.CharField(source="programme.title")
    events = EventSerializer(source="programme.events.all", many=True)
    rounds = RoundSerializer(many=True)


class GroupSerializer(serializers.Serializer[Any]):
    """A group of people: the organisation (path "") or a unit. Hidden ones say why."""

    path = serializers.CharField(allow_blank=True)
    title = serializers.CharField()
    parent = serializers.CharField(allow_null=True, allow_blank=True)  # type: ignore[assignment]
    invited = serializers.IntegerField(allow_null=True)
    answers = serializers.IntegerField(allow_null=True)
    between = serializers.ListField(
        allow_null=True,
        min_length=2,
        max_length=2,
        child=serializers.IntegerField(allow_null=True),
        help_text="In which range the number of answers lies where it is not told.",
    )
    response_rate = Number()
    hidden = serializers.ChoiceField(choices=HIDDEN_REASONS, allow_null=True)


class ReleaseSerializer(serializers.Serializer[Any]):
    """A release: its hash, and the groups that it speaks of. The file holds everything."""

    sha256 = serializers.CharField()
    number = serializers.IntegerField()
    manifest_sha256 = serializers.CharField(
        allow_blank=True, help_text="Fingerprint of the rules; empty where none were frozen here."
    )
    groups = GroupSerializer(many=True)
    file = serializers.CharField(help_text="Address of the release as one JSON file.")


class RowsSerializer(serializers.Serializer[Any]):
    """Items or constructs of a round in one group."""

    round = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    compared_with = serializers.CharField(allow_null=True, help_text="Code of the earlier round.")
    rows = RowSerializer(many=True)


class ComparisonSerializer(serializers.Serializer[Any]):
    """Two rounds of a programme, item by item and construct by construct."""

    before = serializers.CharField()
    after = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    constructs = ComparisonRowSerializer(many=True)
    items = ComparisonRowSerializer(many=True)


class TrendPointSerializer(serializers.Serializer[Any]):
    """One round on a line: a share, or the reason why there is none; with "band" the band."""

    share = ShareSerializer(allow_null=True)
    band = BandSerializer(allow_null=True)
    reason = serializers.ChoiceField(choices=GAPS, allow_blank=True)
    reworded = serializers.BooleanField(source="starts_anew")


class TrendLineSerializer(serializers.Serializer[Any]):
    """Favourable shares over the rounds; the intervals are not narrowed by the head count."""

    code = serializers.CharField(source="line.code")
    title = serializers.CharField(source="line.title")
    points = TrendPointSerializer(many=True, source="cells")
    p_value = Number(source="line.p_value")
    p_adjusted = Number(source="line.p_adjusted")
    verdict = serializers.ChoiceField(choices=VERDICTS, source="line.verdict")
    direction = serializers.IntegerField(source="line.direction", help_text="1, -1 or 0.")
    detectable = Number(
        source="line.detectable",
        help_text="Shift from the first round tested to the last that would show, power 80 %.",
    )


class TrendSerializer(serializers.Serializer[Any]):
    """All released rounds of a programme, oldest first."""

    programme = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    rounds = serializers.ListField(child=serializers.CharField())
    events = EventSerializer(many=True)
    constructs = TrendLineSerializer(many=True)
    items = TrendLineSerializer(many=True)


class DigestSerializer(serializers.Serializer[Any]):
    """The overview in short. The picture says the same; ``alt`` is its text."""

    title = serializers.CharField()
    text = serializers.CharField()
    markdown = serializers.CharField()
    link = serializers.CharField(help_text="Where the results are.")
    alt = serializers.CharField()
    pictures = serializers.ListField(
        child=serializers.CharField(), help_text="Addresses of the picture: PNG and SVG, 16 to 9."
    )
    sha256 = serializers.CharField(help_text="SHA-256 of the release that it was made from.")


class CommentsSerializer(serializers.Serializer[Any]):
    """What people wrote to one question, in random order.

    ``withheld`` and ``withdrawn``: how many are not shown, by reason.
    """

    item = serializers.CharField()
    question = serializers.CharField()
    texts = serializers.ListField(child=serializers.CharField())
    withheld = serializers.DictField(child=serializers.IntegerField())
    withdrawn = serializers.DictField(child=serializers.IntegerField())


class FileSerializer(serializers.Serializer[Any]):
    """A chart or table and where to get it."""

    name = serializers.CharField()
    files = serializers.ListField(child=serializers.CharField())


class VersionSummarySerializer(serializers.ModelSerializer[QuestionSetVersion]):
    """A version without its content."""

    address = serializers.SerializerMethodField()

    class Meta:
        model = QuestionSetVersion
        fields = ["number", "status", "sha256", "published_on", "address"]

    @extend_schema_field(serializers.CharField())
    def get_address(self, version: QuestionSetVersion) -> str:
        """Where its content is."""
        arguments = [version.question_set.code, version.number]
        return reverse("api-version", args=arguments)


class QuestionSetSerializer(serializers.ModelSerializer[QuestionSet]):
    """A questionnaire over the years, newest version first."""

    versions = VersionSummarySerializer(many=True)

    class Meta:
        model = QuestionSet
        fields = ["code", "title", "versions"]


class VersionSerializer(serializers.ModelSerializer[QuestionSetVersion]):
    """A version: the instrument as JSON, and the YAML that it came from."""

    question_set = serializers.CharField(source="question_set.code")
    content = serializers.JSONField()

    class Meta:
        model = QuestionSetVersion
        fields = [
            "question_set", "number", "status", "sha256", "published_on", "content", "source",
        ]  # fmt: skip
