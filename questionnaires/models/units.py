"""Units: the tree of the organisation, kept as paths (``Platform/Payments``)."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Unit(models.Model):
    """A department or team. ``path`` joins the titles from the top with ``/``.

    A unit keeps its identity when it is renamed or moves; one without people is retired, not
    deleted, so that earlier rounds can still be told apart by it.
    """

    path = models.CharField(max_length=300, unique=True)
    title = models.CharField(max_length=100)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path


class UnitPath(models.Model):
    """A path that a unit had, up to and without the day ``until``."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="former_paths")
    path = models.CharField(max_length=300)
    until = models.DateField()

    class Meta:
        ordering = ["until", "pk"]

    def __str__(self) -> str:
        return f"{self.path} until {self.until}"


class UnitLead(models.Model):
    """Whoever leads a unit: results open at it. Nothing more is shown than to any viewer."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leads"
    )
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="leads")

    def __str__(self) -> str:
        return f"Lead of {self.unit}"
