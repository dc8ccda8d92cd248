"""Invitations: who may answer a round, and whether they did; never what, never when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.people import Person
from questionnaires.models.rounds import CollectionUnit, Round


class Invitation(models.Model):
    """One answer of one person. ``used`` has no time beside it, on purpose."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="invitations"
    )
    collection_unit = models.ForeignKey(
        CollectionUnit, on_delete=models.CASCADE, related_name="invitations"
    )
    used = models.BooleanField(default=False)
    #: In anonymous mode: the SHA-256 of the blinded value that was signed, so that there is one;
    #: until then a random text of the same length.
    ballot = models.CharField(max_length=64, blank=True)
    #: The person wants no reminder of this round; nobody is shown this.
    no_reminders = models.BooleanField(default=False)
    #: As at opening; emptied when the round closes or the person is deleted.
    attributes = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person"], name="invitation_once_for_person_and_round"
            )
        ]

    def __str__(self) -> str:
        return f"Invitation to {self.round}"


class InvitationSecret(models.Model):
    """The SHA-256 of a secret in a link. Each link sent has its own; all of them stay valid."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="secrets")
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"Link of {self.invitation}"


class Mailing(models.Model):
    """One run of mails of a round: how many, never who. Without a time, on purpose."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        REMINDER = "reminder", _("reminder")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="mailings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sent = models.PositiveIntegerField(default=0)
    finished = models.BooleanField(default=False)

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"], name="mailing_number_unique_in_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number} of {self.round}"


class Delivery(models.Model):
    """One mail of a run, so that none is sent twice; deleted when the run is finished."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("handed to the mail server")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused by the mail server")

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "invitation"], name="delivery_once_for_mailing_and_invitation"
            )
        ]

    def __str__(self) -> str:
        return f"A mail of {self.mailing}"
