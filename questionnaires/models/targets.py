"""Outcome targets: which figure is to be where in a later round, said before it is known."""

from __future__ import annotations

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.programmes import Programme
from questionnaires.models.question_sets import code_validator
from questionnaires.models.rounds import Round, random_id


class OutcomeTarget(models.Model):
    """A figure of the whole organisation, from what a release tells to what is to be found later.

    ``from_value`` is the figure in the release that ``release_sha256`` names; pages show it from
    the newest release of the round, which may have corrected it. Both values are favourable shares
    from 0 to 1, means in the units of a scale of numbers, or scores of a delivery metric from 0 to
    10. ``due`` is the code of a round that need not be there yet. Once that one is released nothing
    but the note changes any more.
    """

    class Kind(models.TextChoices):
        CONSTRUCT = "construct", _("construct")
        ITEM = "item", _("question")
        METRIC = "metric", _("delivery metric")

    #: Names it in addresses and in the log.
    code = models.CharField(max_length=32, unique=True, default=random_id, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    round = models.ForeignKey(
        Round,
        on_delete=models.CASCADE,
        related_name="targets",
        help_text=_("The released round that it starts from."),
    )
    release_sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    measure = models.CharField(
        max_length=60, help_text=_("Code of the construct or question, or name of the metric.")
    )
    from_value = models.FloatField()
    to_value = models.FloatField()
    due = models.CharField(max_length=60, validators=[code_validator])
    by = models.CharField(max_length=200, blank=True, help_text=_("Who works on it: a team."))
    objective = models.CharField(
        max_length=200, blank=True, help_text=_("The objective or key result that it belongs to.")
    )
    note = models.TextField(
        blank=True,
        max_length=2_000,
        validators=[MaxLengthValidator(2_000)],  # of a text, only forms look at the other
    )
    set_on = models.DateField()
    changed_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    dropped_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["programme", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "measure", "due"],
                condition=models.Q(dropped_on__isnull=True),
                name="target_once_for_measure_and_round",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.due}"

    @property
    def is_dropped(self) -> bool:
        """Whether it was given up."""
        return self.dropped_on is not None
