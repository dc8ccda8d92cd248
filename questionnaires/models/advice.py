"""Advice that an author overruled, with the reason."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.question_sets import QuestionSet


class OverruledAdvice(models.Model):
    """A note that something is meant as it is, kept for all versions of a question set.

    ``digest`` names what was judged (``questionnaires.advice``): where that changes, the note holds
    no longer and the advice is given again.
    """

    MOST_CHARACTERS = 500

    question_set = models.ForeignKey(
        QuestionSet, on_delete=models.CASCADE, related_name="overruled_advice"
    )
    rule = models.CharField(max_length=40)
    place = models.CharField(max_length=100, help_text=_("The path of what was judged."))
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=MOST_CHARACTERS)
    actor = models.CharField(max_length=150)
    on = models.DateField(auto_now=True)

    class Meta:
        ordering = ["place", "rule"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "rule", "place", "digest"],
                name="advice_overruled_once_in_question_set",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} at {self.place}: {self.note}"

    @property
    def key(self) -> tuple[str, str, str]:
        """What :attr:`questionnaires.advice.values.Advice.key` names."""
        return self.rule, self.place, self.digest
