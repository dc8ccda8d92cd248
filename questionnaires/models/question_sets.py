"""Question sets and their versions. A published version never changes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from analysis.instrument import Instrument, instrument_from_json

code_validator = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
    _("A code has lower-case letters, digits and single hyphens: developer-experience."),
)


class QuestionSet(models.Model):
    """A questionnaire over the years: the versions that share a code."""

    code = models.CharField(max_length=60, unique=True, validators=[code_validator])
    title = models.CharField(max_length=200)
    origin = models.ForeignKey(
        "QuestionSetVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clones",
        help_text=_("The version of another question set that it began as a copy of."),
    )
    is_reviewed = models.BooleanField(
        default=False,
        help_text=_("Whether a second person reads a version before it is published."),
    )

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class QuestionSetVersion(models.Model):
    """What was asked: ``content`` is the instrument as JSON, ``source`` the YAML it came from."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    source = models.TextField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["question_set", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "number"], name="version_number_unique_in_question_set"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_set.title}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses to change a version that was published."""
        published = QuestionSetVersion.objects.filter(status=self.Status.PUBLISHED)
        if self.pk and published.filter(pk=self.pk).exists():
            raise ValidationError(
                _(
                    "Version %(number)s of %(title)s is published and cannot change. "
                    "Make a new version."
                ),
                params={"number": self.number, "title": self.question_set.title},
            )
        super().save(*args, **kwargs)

    @property
    def instrument(self) -> Instrument:
        """The version as a value."""
        return instrument_from_json(self.content)

    @property
    def is_published(self) -> bool:
        """Whether the version is frozen and can be asked."""
        return self.status == self.Status.PUBLISHED


class DraftRevision(models.Model):
    """What a draft was after one edit, so that edits can be undone and joined.

    ``removed`` holds items that the edit took away, ``meanings`` what its author said of reworded
    items, ``outdated`` which translations are older than their text after it. Deleted when the
    version is published.
    """

    version = models.ForeignKey(
        QuestionSetVersion, on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=150)
    summary = models.CharField(max_length=300)
    source = models.TextField()
    sha256 = models.CharField(max_length=64)
    undoes = models.PositiveIntegerField(null=True, blank=True)
    removed = models.JSONField(default=list, blank=True)
    meanings = models.JSONField(default=dict, blank=True)
    outdated = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["version", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], name="revision_number_unique_in_draft"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}, edit {self.number}: {self.summary}"
