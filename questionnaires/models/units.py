"""Units: the tree of the organisation, kept as paths (``Platform/Payments``)."""

from __future__ import annotations

from django.db import models


class Unit(models.Model):
    """A department or team. ``path`` joins the titles from the top with ``/``."""

    path = models.CharField(max_length=300, unique=True)
    title = models.CharField(max_length=100)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path
