"""Invitations: who may answer a round, and whether they did; never what, never when."""

from __future__ import annotations

from django.db import models

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
