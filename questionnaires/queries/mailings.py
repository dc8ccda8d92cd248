"""Runs of mails: how far they are, in numbers that tell nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from questionnaires.models import Delivery, Invitation, Mailing, Person, Round


@dataclass(frozen=True, slots=True)
class MailingState:
    """A run and how far it is. ``people`` is everybody who was invited, whether written to or not.

    In a reminder everybody is gone through, and who has answered or wants no mail is passed over.
    So ``done`` of ``people`` says nothing about how many have answered.
    """

    mailing: Mailing
    people: int
    waiting: int = 0
    #: Handed to the mail server, which never said that it has them.
    doubtful: int = 0
    #: Not taken by the mail server for their address.
    refused: int = 0

    @property
    def done(self) -> int:
        """People whose turn is over, however it went."""
        return self.people - self.waiting

    @property
    def is_reminder(self) -> bool:
        """Whether who gets a mail depends on who has answered."""
        return self.mailing.kind == Mailing.Kind.REMINDER

    @property
    def refused_told(self) -> int:
        """How many addresses were refused. Of a reminder none are told.

        Where one address is known to be bad, a reminder that meets it would say that its owner has
        not answered, and one that does not, that they have.
        """
        return 0 if self.is_reminder else self.refused

    @property
    def is_open_question(self) -> bool:
        """Whether somebody has to say what becomes of some mails."""
        return not self.waiting and bool(self.doubtful or self.refused_told)

    @property
    def sent_exactly(self) -> int | None:
        """How many mails were sent; ``None`` of a reminder, and where anybody was passed over.

        No rounded number either: participation is told as it was counted once a day, and a run of
        mails would count it at any moment.
        """
        if self.is_reminder:
            return None
        settled = self.mailing.sent + self.doubtful + self.refused_told
        return self.mailing.sent if not self.waiting and settled == self.people else None


@dataclass(frozen=True, slots=True)
class MailChoices:
    """What the holder of a link has said about mail."""

    no_reminders: bool
    declined: bool


def mailings_of(round: Round) -> list[MailingState]:
    """The runs of a round, newest first, in one query."""
    state = Delivery.State
    counted = Mailing.objects.filter(round=round).annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=state.WAITING)),
        doubtful=Count("deliveries", filter=Q(deliveries__state=state.SENDING)),
        refused=Count("deliveries", filter=Q(deliveries__state=state.REFUSED)),
    )
    return [
        MailingState(
            mailing=mailing,
            people=round.population or 0,
            waiting=mailing.waiting,
            doubtful=mailing.doubtful,
            refused=mailing.refused,
        )
        for mailing in counted.order_by("-number")
    ]


def latest_mailing(round: Round) -> MailingState | None:
    """The newest run of a round; all others are finished."""
    return next(iter(mailings_of(round)), None)


def mail_choices(invitation: Invitation) -> MailChoices:
    """What the holder of a link has said, without their name."""
    declined = Person.objects.filter(invitations=invitation, declined=True).exists()
    return MailChoices(no_reminders=invitation.no_reminders, declined=declined)
