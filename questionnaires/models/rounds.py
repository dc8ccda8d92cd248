"""Rounds: one field period of one question-set version, with rules frozen at opening."""

from __future__ import annotations

import secrets

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.models.programmes import Programme
from questionnaires.models.question_sets import QuestionSetVersion, code_validator

K_DEFAULT = 5
K_FLOOR = 4
#: Ten years; what lies further off is a slip of the finger.
LONGEST_KEPT_DAYS = 3650


def random_id() -> str:
    """32 hexadecimal digits: names a round to the outside and to the answers database."""
    return secrets.token_hex(16)


class Round(models.Model):
    """Draft, open, closed, released; never backwards. An open round can be aborted instead."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        RELEASED = "released", _("released")
        ABORTED = "aborted", _("aborted")

    class Mode(models.TextChoices):
        """How answers are kept from people. ``anonymous``: by ballots that are signed unseen."""

        ANONYMOUS = "anonymous", _("anonymous")
        CONFIDENTIAL = "confidential", _("confidential, not anonymous")
        OPEN = "open", _("open link, no head count")
        IMPORTED = "imported", _("imported from a file")

    class ResultsFor(models.TextChoices):
        """Who reads the results on this site, once they are released."""

        ASKED = "asked", _("everybody who is asked")
        LINK = "link", _("people with a role, and whoever gets a link that expires")
        ROLES = "roles", _("people with a role only")

    #: Where people were told that the results may be read without an account, so that a link to
    #: them may be made, and the next rounds be compared with this one behind it.
    FOR_LINKS = (ResultsFor.ASKED, ResultsFor.LINK)
    #: Modes in which everybody who is asked has a link of their own, which counts once.
    PERSONAL = (Mode.ANONYMOUS, Mode.CONFIDENTIAL)

    public_id = models.CharField(max_length=32, unique=True, default=random_id, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rounds")
    code = models.CharField(max_length=60, validators=[code_validator])
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField(help_text=_("Place in the programme, oldest first."))
    version = models.ForeignKey(QuestionSetVersion, on_delete=models.PROTECT, related_name="rounds")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.ANONYMOUS)
    k = models.PositiveIntegerField(default=K_DEFAULT, validators=[MinValueValidator(K_FLOOR)])
    full_detail = models.BooleanField(
        default=False,
        help_text=_("Whether groups of k to 9 answers are told in full and not as a band."),
    )
    kept_responses_days = models.PositiveIntegerField(
        default=0,
        help_text=_("Days that responses are kept after release; 0 destroys them at closing."),
    )
    purpose = models.TextField(
        blank=True, max_length=2_000, help_text=_("Why this round is asked and what comes of it.")
    )
    responsible = models.CharField(
        blank=True, max_length=300, help_text=_("Who answers for the round, with an address.")
    )
    audience = models.TextField(
        blank=True, max_length=2_000, help_text=_("Who gets to see the results, and when.")
    )
    #: Unless somebody chose otherwise before the round opened, nobody but them: so it was for
    #: rounds from before there was a choice, and for those that were asked elsewhere.
    results_for = models.CharField(
        max_length=10,
        choices=ResultsFor.choices,
        default=ResultsFor.ROLES,
        help_text=_("Who reads the results on this site, once they are released."),
    )
    closes_on = models.DateField(null=True, blank=True, help_text=_("Announced last day."))
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    aborted_on = models.DateField(null=True, blank=True)
    population = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Head count at opening; empty behind an open link.")
    )
    manifest = models.JSONField(null=True, blank=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    #: How many have answered, as it is told while the round is open; counted once a day, emptied
    #: when it closes.
    participation = models.JSONField(null=True, blank=True)
    #: People asked and people who answered, by attribute and category; written once, at closing,
    #: with categories below k merged.
    response_rates = models.JSONField(null=True, blank=True)
    #: SHA-256 of every spent token, sorted, once the round is closed: a receipt is one of them.
    spent_tokens = models.JSONField(null=True, blank=True)
    #: Makes response ids in confidential mode; emptied when the round closes.
    response_key = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["programme", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"], name="round_code_unique_in_programme"
            ),
            models.UniqueConstraint(
                fields=["programme", "position"], name="round_position_unique_in_programme"
            ),
            models.CheckConstraint(condition=models.Q(k__gte=K_FLOOR), name="round_k_at_least_4"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.title}, {self.title}"

    @property
    def is_draft(self) -> bool:
        """Whether its rules can still change."""
        return self.status == self.Status.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether answers are accepted."""
        return self.status == self.Status.OPEN

    @property
    def is_personal(self) -> bool:
        """Whether everybody who is asked has a link of their own."""
        return self.mode in self.PERSONAL

    @property
    def is_released(self) -> bool:
        """Whether there is something to show."""
        return self.status == self.Status.RELEASED

    @property
    def is_read_by_asked(self) -> bool:
        """Whether everybody who was asked may read the results: released, and told so before."""
        return self.is_released and self.results_for == self.ResultsFor.ASKED

    @property
    def is_read_by_link(self) -> bool:
        """Whether links to the results may be made: released, and told so before."""
        return self.is_released and self.results_for in self.FOR_LINKS

    @property
    def is_aborted(self) -> bool:
        """Whether it ended without results."""
        return self.status == self.Status.ABORTED

    @property
    def is_close_unfinished(self) -> bool:
        """Whether closing broke off and has to be done again."""
        return self.status == self.Status.CLOSED and self.closed_on is None

    @property
    def is_abort_unfinished(self) -> bool:
        """Whether aborting broke off and has to be done again."""
        return self.is_aborted and self.aborted_on is None


class CollectionUnit(models.Model):
    """People counted together in a round: a unit, or small units pooled with siblings."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="collection_units")
    path = models.CharField(max_length=300)
    title = models.CharField(max_length=200)
    members = models.PositiveIntegerField()
    pooled = models.JSONField(default=list, help_text=_("Paths of the units pooled here."))
    #: Signs the ballots of its people in anonymous mode; emptied when the round closes.
    signing_key = models.TextField(blank=True)
    #: Ballots that were issued again to people who had lost theirs.
    reissued = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "path"], name="collection_unit_path_unique_in_round"
            )
        ]

    def __str__(self) -> str:
        return self.path
