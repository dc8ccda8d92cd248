"""Programmes: the series that makes rounds comparable."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.question_sets import code_validator


class Programme(models.Model):
    """A survey that is repeated, say twice a year."""

    code = models.CharField(max_length=60, unique=True, validators=[code_validator])
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Event(models.Model):
    """Something that happened in the organisation, drawn as a mark into charts of a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="events")
    on = models.DateField()
    title = models.CharField(max_length=60, help_text=_("A few words: “new CI”."))

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "on", "title"], name="event_once_for_programme_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.title}"
