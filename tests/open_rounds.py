"""An open round with invited people, for tests of answering."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from analysis.instrument import Instrument, instrument_as_json
from questionnaires.models import (
    CollectedRound,
    CollectionUnit,
    Invitation,
    InvitationSecret,
    Person,
    Programme,
    QuestionSet,
    QuestionSetVersion,
    Round,
    Unit,
)
from questionnaires.queries.invitations import secret_digest
from tests.instruments import all_scales

NAMES = ("Ada", "Bela", "Cleo", "Dani", "Edda", "Finn", "Gro", "Hale")


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round and, in confidential mode, the secrets that were sent, one a person."""

    round: Round
    collected: CollectedRound
    secrets: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The address of the survey: of the first person, or of everybody."""
        if self.secrets:
            return f"/s/{self.secrets[0]}/"
        return f"/s/open/{self.round.public_id}/"

    def invitation(self, secret: str) -> Invitation:
        """The invitation that a secret opens."""
        link = InvitationSecret.objects.get(digest=secret_digest(secret))
        return Invitation.objects.select_related("round", "collection_unit").get(
            pk=link.invitation_id
        )


def make_open_round(
    *,
    mode: Round.Mode = Round.Mode.CONFIDENTIAL,
    instrument: Instrument | None = None,
    kept_responses_days: int = 0,
) -> OpenRound:
    """An open round; in confidential mode of eight people in Platform/Payments."""
    content = instrument_as_json(instrument or all_scales())
    question_set = QuestionSet.objects.create(code="all-scales", title="Developer experience")
    version = QuestionSetVersion.objects.create(
        question_set=question_set, number=1, content=content, sha256="0" * 64, status="published"
    )
    manifest = {"round": "2027-spring", "mode": mode.value, "k": 5}
    round_ = Round.objects.create(
        programme=Programme.objects.create(code="devex", title="Developer experience"),
        code="2027-spring",
        title="Spring 2027",
        position=1,
        version=version,
        mode=mode,
        kept_responses_days=kept_responses_days,
        closes_on=date(2027, 4, 21),
        purpose="To find out what slows your work down, and to fix the worst of it first.",
        responsible="Platform team, platform@example.org",
        audience="After the release, everybody with a role here.",
        opened_on=date(2027, 4, 7),
        manifest=manifest,
        manifest_sha256="7d" * 32,
        response_key=secrets.token_hex(32),
    )
    collected = CollectedRound.objects.create(
        id=round_.public_id, manifest=manifest, content=content
    )
    invited = invite_eight(round_) if mode is Round.Mode.CONFIDENTIAL else ()
    # Last, because an opened round gets no units.
    round_.status = Round.Status.OPEN
    round_.save(update_fields=["status"])
    return OpenRound(round_, collected, invited)


def invite_eight(round_: Round) -> tuple[str, ...]:
    """Eight people of one team get a link each."""
    top = Unit.objects.create(path="Platform", title="Platform")
    team = Unit.objects.create(path="Platform/Payments", title="Payments", parent=top)
    unit = CollectionUnit.objects.create(
        round=round_, path=team.path, title=team.title, members=len(NAMES)
    )
    invited = []
    for name in NAMES:
        person = Person.objects.create(name=name, mail=f"{name}@example.org", unit=team)
        invitation = Invitation.objects.create(round=round_, person=person, collection_unit=unit)
        invited.append(secrets.token_urlsafe(24))
        InvitationSecret.objects.create(invitation=invitation, digest=secret_digest(invited[-1]))
    return tuple(invited)
