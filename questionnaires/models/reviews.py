"""What a second person said of a draft before it was published."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.question_sets import QuestionSetVersion


class VersionReview(models.Model):
    """Asked for by one person, answered by another, of exactly the draft that ``sha256`` names.

    ``remarks`` are by the codes of items.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waits for review")
        APPROVED = "approved", _("approved")
        CHANGES = "changes", _("changes asked for")

    version = models.ForeignKey(
        QuestionSetVersion, on_delete=models.CASCADE, related_name="reviews"
    )
    sha256 = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(auto_now_add=True)
    request = models.CharField(max_length=1000, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    reviewer = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    remark = models.CharField(max_length=2000, blank=True)
    remarks = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["version", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=models.Q(outcome="waiting"),
                name="one_review_waits_for_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_outcome_display()}"
