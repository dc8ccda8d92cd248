"""What authors decided of items that changed: whether their trends go on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.question_sets import QuestionSetVersion


class TrendDecision(models.Model):
    """Of one item of a published version: the same measure as before, or a new one.

    ``kinds`` says in what it differs from the version ``before``, by the names of
    ``questionnaires.formats.question_set_diff.Kind``; ``origin`` is the question set of that
    version where it is another one. Written once, when the version is published.
    """

    class Says(models.TextChoices):
        SAME = "same", _("the same measure")
        NEW = "new", _("a new measure")

    version = models.ForeignKey(
        QuestionSetVersion, on_delete=models.CASCADE, related_name="trend_decisions"
    )
    item = models.CharField(max_length=60)
    kinds = models.JSONField(default=list)
    before = models.PositiveIntegerField()
    origin = models.CharField(max_length=60, blank=True)
    says = models.CharField(max_length=4, choices=Says.choices)
    note = models.CharField(max_length=500, blank=True)
    actor = models.CharField(max_length=150)
    made_on = models.DateField()

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "item"], name="one_trend_decision_for_item_of_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.item}: {self.get_says_display()}"
