"""Programmes: the series that makes rounds comparable."""

from django.db import models

from questionnaires.models.question_sets import code_validator


class Programme(models.Model):
    """A survey that is repeated, say twice a year."""

    code = models.CharField(max_length=60, unique=True, validators=[code_validator])
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
