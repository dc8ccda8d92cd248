"""How the columns of a survey tool's file were matched, for the next file of the same tool."""

from __future__ import annotations

from django.db import models

from questionnaires.models.programmes import Programme


class ImportMapping(models.Model):
    """What the last file of a tool asked in a programme.

    ``content`` is a mapping file: columns and what they ask, labels and the options they are. Of
    answers it holds nothing, and no label that may be one person's words.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="import_mappings"
    )
    preset = models.CharField(max_length=30)
    content = models.TextField()
    changed_on = models.DateField()

    class Meta:
        ordering = ["programme", "preset"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "preset"], name="import_mapping_once_in_programme"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.preset}"
