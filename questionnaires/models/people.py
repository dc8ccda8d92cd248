"""People who can be invited. Nothing here knows what anybody answered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.question_sets import code_validator
from questionnaires.models.units import Unit


class Attribute(models.Model):
    """Something known of people beside their unit, declared so that response rates can use it.

    Site, kind of contract, tenure in bands. It serves nothing but response rates: no answer is
    ever counted by it.
    """

    code = models.CharField(max_length=60, unique=True, validators=[code_validator])
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Person(models.Model):
    """A member of the organisation."""

    class Standing(models.TextChoices):
        """Who is asked: staff alone. The others are known, and left out of the head count."""

        STAFF = "staff", _("staff")
        CONTRACTOR = "contractor", _("contractor")
        ON_LEAVE = "on-leave", _("on leave")

    name = models.CharField(max_length=200)
    mail = models.EmailField(unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="people")
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.STAFF)
    #: Does not want to be asked, in any round: never mailed, left out of the head count.
    declined = models.BooleanField(default=False)
    attributes = models.JSONField(
        default=dict, blank=True, help_text=_("Category by the code of a declared attribute.")
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name
