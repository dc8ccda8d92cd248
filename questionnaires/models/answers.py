"""The answers side, database ``answers``: no name, time, address, order or key of the other side.

On SQLite the tables of responses and comments have no hidden row id, so rows lie in the order of
their random keys (see the migration that makes them, and system check ``surveyapp.E004``).
"""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from analysis.instrument import Instrument, instrument_from_json


def random_key() -> str:
    """64 hexadecimal digits without meaning."""
    return secrets.token_hex(32)


class CollectedRound(models.Model):
    """What this side needs to know of a round, copied at opening so that it never has to ask."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    id = models.CharField(max_length=32, primary_key=True, help_text=_("Round.public_id"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    manifest = models.JSONField()
    content = models.JSONField(help_text=_("The instrument."))
    #: Signs receipts in anonymous mode; emptied when the round closes.
    receipt_key = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.id

    @property
    def instrument(self) -> Instrument:
        """What is asked, as a value."""
        return instrument_from_json(self.content)

    @property
    def is_open(self) -> bool:
        """Whether answers are accepted."""
        return self.status == self.Status.OPEN


class Response(models.Model):
    """Ratings of one person: option codes by item code. Destroyed when the round closes."""

    id = models.CharField(max_length=64, primary_key=True, default=random_key)
    round = models.ForeignKey(
        CollectedRound, on_delete=models.PROTECT, related_name="responses", db_index=False
    )
    unit = models.CharField(max_length=300, blank=True)
    answers = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["round", "id"], name="response_by_round_and_key")]

    def __str__(self) -> str:
        return "Response"


class SpentToken(models.Model):
    """A ballot that was handed in: nothing of the response that came with it.

    ``id`` is the SHA-256 of its message, which the receipt names. ``body`` is the SHA-256 of
    message and answers, so that sending again is told apart from answering twice; the message holds
    32 random bytes that only the device knew, so that guessed answers cannot be tried on it.
    """

    id = models.CharField(max_length=64, primary_key=True)
    round = models.ForeignKey(
        CollectedRound, on_delete=models.PROTECT, related_name="spent_tokens", db_index=False
    )
    body = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["round", "id"], name="spent_token_by_round_and_key")]

    def __str__(self) -> str:
        return "SpentToken"


class Comment(models.Model):
    """Words of one person on one question, apart from the ratings, with a coarser unit."""

    id = models.CharField(max_length=64, primary_key=True, default=random_key)
    round = models.ForeignKey(
        CollectedRound, on_delete=models.PROTECT, related_name="comments", db_index=False
    )
    item = models.CharField(max_length=60)
    unit = models.CharField(max_length=300, blank=True)
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["round", "item", "id"], name="comment_by_item_and_key")]

    def __str__(self) -> str:
        return "Comment"


class StoredTally(models.Model):
    """The counts of a closed round, as :meth:`analysis.tally.Tally.as_json` writes them."""

    round = models.OneToOneField(
        CollectedRound, on_delete=models.PROTECT, primary_key=True, related_name="tally"
    )
    content = models.JSONField()

    def __str__(self) -> str:
        return f"Tally of {self.round_id}"
