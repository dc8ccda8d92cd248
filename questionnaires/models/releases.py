"""Releases as stored: the JSON document of :mod:`analysis.release`, immutable."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.rounds import Round


class StoredRelease(models.Model):
    """A release of a round. A correction is a further one with the next number."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField(default=1)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"], name="release_number_unique_in_round"
            )
        ]

    def __str__(self) -> str:
        return f"Release {self.number} of {self.round}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses to change a stored release."""
        if self.pk:
            raise ValidationError(_("A release cannot change. Store a further one."))
        super().save(*args, **kwargs)


class ReleasedComments(models.Model):
    """What people wrote to one open question, in random order; an artefact apart from figures."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="released_comments")
    item = models.CharField(max_length=60)
    texts = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "item"], name="released_comments_once_for_item"
            )
        ]

    def __str__(self) -> str:
        return f"Comments on {self.item} in {self.round}"
