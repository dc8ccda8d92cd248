"""Links to the results of a round without an account: each expires, each can be ended."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.rounds import Round, random_id


class ResultsLink(models.Model):
    """A link that somebody with a role made for one released round, open until a day.

    Only the SHA-256 of its secret is stored. Nothing says who opened it, when, or how often.
    """

    #: Names it in addresses of people with a role and in the log.
    code = models.CharField(max_length=32, unique=True, default=random_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="results_links")
    digest = models.CharField(max_length=64, unique=True)
    made_for = models.CharField(
        max_length=100, blank=True, help_text=_("Whom it is for: a group or a meeting.")
    )
    made_by = models.CharField(max_length=150, help_text=_("User name."))
    made_on = models.DateField()
    expires_on = models.DateField(help_text=_("The last day on which it opens something."))
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("made_on")),
                name="results_link_expires_after_it_is_made",
            )
        ]

    def __str__(self) -> str:
        return f"Link to {self.round}"
