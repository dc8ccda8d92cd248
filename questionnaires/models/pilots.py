"""Pilots: a question set tried out by a few people, of whom no answer is kept anywhere."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from analysis.instrument import Instrument, instrument_from_json
from questionnaires.models.question_sets import QuestionSetVersion
from questionnaires.models.rounds import random_id

#: How many links a pilot may have. Of fewer testers than five no time is told.
FEWEST_LINKS, MOST_LINKS = 5, 50
#: What the column takes: pilots that were made before five were asked for have fewer links.
_FEWEST_EVER = 3
#: Characters of what testers are told, and of a note.
MOST_TOLD, MOST_NOTE = 1000, 2000


class Pilot(models.Model):
    """A trial of the questions as they were on the day that it was made.

    ``times`` counts, while it runs, how often each number of seconds was sent for each section. It
    has no row of anybody: nothing says which times of two sections came together, from whom, in
    which order or when. When the pilot ends, ``medians`` are made of it and it is emptied.
    """

    #: Names it in addresses of authors and in the log.
    code = models.CharField(max_length=32, unique=True, default=random_id, editable=False)
    version = models.ForeignKey(QuestionSetVersion, on_delete=models.CASCADE, related_name="pilots")
    title = models.CharField(max_length=100)
    told = models.TextField(
        max_length=MOST_TOLD, blank=True, validators=[MaxLengthValidator(MOST_TOLD)]
    )
    content = models.JSONField(help_text=_("The instrument as it is tried out."))
    sha256 = models.CharField(max_length=64, help_text=_("Of the version when it was made."))
    links_made = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(_FEWEST_EVER), MaxValueValidator(MOST_LINKS)]
    )
    made_by = models.CharField(max_length=150, help_text=_("User name."))
    made_on = models.DateField()
    ends_on = models.DateField(help_text=_("The last day on which its links open anything."))
    times = models.JSONField(default=dict, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    #: How many links had sent times when it ended, and the medians of seconds by section.
    sent = models.PositiveSmallIntegerField(null=True, blank=True)
    medians = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["version", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("made_on")),
                name="pilot_ends_after_it_is_made",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(times={}),
                name="pilot_that_ended_has_no_times",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def instrument(self) -> Instrument:
        """What is tried out, as a value."""
        return instrument_from_json(self.content)

    @property
    def is_running(self) -> bool:
        """Whether it has not been ended; its last day may be over."""
        return self.ended_on is None

    @property
    def is_of_today(self) -> bool:
        """Whether the version still is what the pilot tries out."""
        return self.sha256 == self.version.sha256


class PilotLink(models.Model):
    """A link for one tester: the SHA-256 of its secret, and whether times were sent by it.

    Deleted when the pilot ends.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="links")
    sent = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "PilotLink"


class PilotNote(models.Model):
    """What an author learned from testers about one item, in the author's words."""

    code = models.CharField(max_length=32, unique=True, default=random_id, editable=False)
    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="notes")
    item = models.CharField(max_length=60)
    text = models.TextField(max_length=MOST_NOTE, validators=[MaxLengthValidator(MOST_NOTE)])
    written_by = models.CharField(max_length=150, help_text=_("User name."))
    written_on = models.DateField()

    class Meta:
        ordering = ["pilot", "pk"]

    def __str__(self) -> str:
        return f"{self.item}: {self.text}"

    def clean_fields(self, exclude: Any = None) -> None:
        """Tidies the ends before anything is checked."""
        self.text = self.text.strip()
        super().clean_fields(exclude=exclude)
