"""Actions: what was said in a round, and what is done about it."""

from __future__ import annotations

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.rounds import Round, random_id
from questionnaires.models.targets import OutcomeTarget


class Action(models.Model):
    """One thing that was said and what came of it, told to everybody who was asked.

    Both are the words of whoever runs the round. It is a draft until ``published_on``.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        DECIDED_AGAINST = "decided_against", _("decided against")

    #: Names it in addresses and in the log.
    code = models.CharField(max_length=32, unique=True, default=random_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="actions")
    said = models.CharField(max_length=500, help_text=_("What was said, in a sentence or two."))
    construct = models.CharField(
        max_length=60,
        blank=True,
        help_text=_("Code of the construct of the questions that it is about."),
    )
    target = models.ForeignKey(
        OutcomeTarget,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        help_text=_("What it is meant to change, where that is to be seen in a later round."),
    )
    state = models.CharField(max_length=20, choices=State.choices, default=State.PLANNED)
    done = models.TextField(
        max_length=2_000,
        validators=[MaxLengthValidator(2_000)],  # of a text, only forms look at the other
        help_text=_("What is done about it, or why it is not."),
    )
    by = models.CharField(max_length=200, blank=True, help_text=_("Who does it: a team."))
    on = models.DateField(null=True, blank=True, help_text=_("Done on that day, or planned for."))
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["round", "pk"]

    def __str__(self) -> str:
        return self.said

    @property
    def is_published(self) -> bool:
        """Whether everybody who was asked can read it."""
        return self.published_on is not None
