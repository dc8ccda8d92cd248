"""What admins and analysts did; never what respondents did."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act of a person with a role, or of a command. Entries are only ever added."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=150, help_text=_("User name, or the command's name."))
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.actor}: {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses to change an entry."""
        if self.pk:
            raise ValidationError(_("An audit entry cannot change."))
        super().save(*args, **kwargs)
