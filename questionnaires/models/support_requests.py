"""What people ask the platform team for: counts by topic, unit and month, and never a request.

No row stands for a request or for a person who made one. What the platform team found in working
with teams is its own words.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.programmes import Programme
from questionnaires.models.rounds import random_id


class SupportImport(models.Model):
    """A file that was imported into a programme: of requests, or of findings.

    ``requesters`` is the number of different people who asked; ``busiest`` of them, a tenth, sent
    ``from_busiest`` of ``with_requester`` requests. All four are ``None`` where the file does not
    tell, and where a tenth would be fewer than three people.
    """

    class Kind(models.TextChoices):
        REQUESTS = "requests", _("support requests")
        FINDINGS = "findings", _("findings from working with teams")

    #: Names it in addresses and in the log.
    code = models.CharField(max_length=32, unique=True, default=random_id, editable=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="support_imports"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_on = models.DateField()
    rows = models.PositiveIntegerField()
    first_month = models.DateField()
    last_month = models.DateField()
    requesters = models.PositiveIntegerField(null=True, blank=True)
    busiest = models.PositiveIntegerField(null=True, blank=True)
    from_busiest = models.PositiveIntegerField(null=True, blank=True)
    with_requester = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["programme", "first_month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "sha256"], name="support_file_imported_once"
            )
        ]

    def __str__(self) -> str:
        return self.filename


class SupportCount(models.Model):
    """Requests on one topic from one unit in one month; ``month`` is its first day.

    ``unit`` is the path that the unit had when it was imported; empty where nobody knows it.
    """

    support_import = models.ForeignKey(
        SupportImport, on_delete=models.CASCADE, related_name="counts"
    )
    topic = models.CharField(max_length=60)
    unit = models.CharField(max_length=300, blank=True)
    month = models.DateField()
    requests = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["support_import", "topic", "unit", "month"], name="support_counted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic}, {self.month:%Y-%m}: {self.requests}"


class TeamFinding(models.Model):
    """What was found in working with a team, in the words of whoever worked there."""

    support_import = models.ForeignKey(
        SupportImport, on_delete=models.CASCADE, related_name="findings"
    )
    on = models.DateField()
    topic = models.CharField(max_length=60)
    unit = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=2_000)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on}: {self.topic}"


class SupportTopic(models.Model):
    """Where a topic belongs: the code of a construct, or empty for none of them.

    There is no row for a topic of which nobody has decided it.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="support_topics"
    )
    name = models.CharField(max_length=60)
    construct = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["programme", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"], name="support_topic_once_in_programme"
            )
        ]

    def __str__(self) -> str:
        return self.name
