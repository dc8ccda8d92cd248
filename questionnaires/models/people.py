"""People who can be invited. Nothing here knows what anybody answered."""

from django.db import models

from questionnaires.models.units import Unit


class Person(models.Model):
    """A member of the organisation."""

    name = models.CharField(max_length=200)
    mail = models.EmailField(unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="people")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name
