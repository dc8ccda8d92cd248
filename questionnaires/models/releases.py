"""Releases as stored: the JSON document of :mod:`analysis.release`, immutable."""

from __future__ import annotations

import hashlib
import hmac
import secrets
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


class CommentReason(models.TextChoices):
    """Why a comment is not shown. A list and no free text: a reason must not quote the comment."""

    NAMES = "names", _("names or describes somebody")
    TRACEABLE = "traceable", _("tells who wrote it")
    HARMFUL = "harmful", _("insults or threatens somebody")
    SECRET = "secret", _("holds what must stay secret, such as a password or a customer")
    ASKED = "asked", _("was taken back by its writer")


def random_salt() -> str:
    """64 hexadecimal digits."""
    return secrets.token_hex(32)


class ReleasedComments(models.Model):
    """What people wrote to one open question, in random order; an artefact apart from figures.

    ``digests`` has one entry for each comment that was released, in the order of the digits, and
    never changes. ``withdrawn`` has a digest and a reason for each that is not shown any more; its
    text is gone. ``withheld`` counts by reason what was never released.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="released_comments")
    item = models.CharField(max_length=60)
    texts = models.JSONField(default=list)
    salt = models.CharField(max_length=64, default=random_salt)
    digests = models.JSONField(default=list)
    withheld = models.JSONField(default=dict)
    withdrawn = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "item"], name="released_comments_once_for_item"
            )
        ]

    def __str__(self) -> str:
        return f"Comments on {self.item} in {self.round}"

    def digest_of(self, text: str) -> str:
        """Names a comment without telling it: HMAC-SHA256 under the salt, 64 hex digits.

        The item is part of it. Two comments with the same words have the same digest.
        """
        message = f"{self.item}\0{text}".encode()
        return hmac.new(self.salt.encode(), message, hashlib.sha256).hexdigest()


class WithheldComment(models.Model):
    """A comment of a closed round that will not be released; gone when the round is.

    ``comment`` is its random id on the answers side, which was made at closing and joins to
    nothing else.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="withheld_comments")
    comment = models.CharField(max_length=64)
    reason = models.CharField(max_length=12, choices=CommentReason.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "comment"], name="comment_withheld_once")
        ]

    def __str__(self) -> str:
        return f"Withheld comment of {self.round}"
