"""Ballots issued again: few, logged by unit, and the same answer for whoever had drawn none."""

from __future__ import annotations

import secrets
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Count, Max

from analysis.exports.ballots import ballot_words
from analysis.exports.document import report_document
from analysis.nonresponse import NonresponseVerdict, nonresponse
from analysis.release import Ballots, load_release
from questionnaires.models import (
    AuditEntry,
    CollectionUnit,
    Invitation,
    InvitationSecret,
    Person,
    Round,
)
from questionnaires.services.aborting import abort_round
from questionnaires.services.ballots import BallotDrawnError
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.reissues import most_reissued, reissue_ballot
from questionnaires.services.releasing import release_round
from questionnaires.services.spent_tokens import hand_in_ballot
from questionnaires.services.verification import verify_round
from tests.devices import Device, opened_anonymous, people_of
from tests.rounds import ANSWERS, TODAY, answers_left, opened
from tests.surveyapp.personas import Persona, client_of

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

MAIL = "ops-build-1@example.org"
OTHER = "ops-build-2@example.org"


def unit() -> CollectionUnit:
    return CollectionUnit.objects.get(path="Ops/Build")


def invited(mail: str) -> Invitation:
    asked = Invitation.objects.select_related("round", "collection_unit")
    return asked.get(round__status=Round.Status.OPEN, person__mail=mail)


def digests(round_: Round) -> set[int]:
    counted = Invitation.objects.filter(round=round_).annotate(digests=Count("secrets"))
    return set(counted.values_list("digests", flat=True))


def test_somebody_whose_ballot_is_lost_draws_another_and_the_first_stays_good() -> None:
    round_ = opened_anonymous()
    lost = Device(invited(MAIL)).draw()
    with pytest.raises(BallotDrawnError):
        Device(invited(MAIL)).draw()
    link = reissue_ballot(round=round_, mail=" Ops-Build-1@example.org ", actor="ann")
    assert (link.mail, link.url.startswith(settings.BASE_URL)) == (MAIL, True)
    Device(invited(MAIL)).send()
    hand_in_ballot(ballot=lost, answers=ANSWERS, comments={})
    assert answers_left(round_) == (2, 0)
    assert Invitation.objects.filter(used=True).count() == 1
    assert unit().reissued == 1
    # One drawn, one issued again, two handed in: allowed, and no more.
    assert all(check.holds for check in verify_round(round_))
    CollectionUnit.objects.update(reissued=0)
    failed = [check.what for check in verify_round(round_) if not check.holds]
    assert failed == ["No more ballots were handed in than were drawn and issued again."]


def traces(round_: Round, mail: str, *, drawn: bool) -> dict[str, Any]:
    """All that is told and kept of issuing a ballot again."""
    invitation = invited(mail)
    if drawn:
        Device(invitation).draw()
        assert Invitation.objects.get(pk=invitation.pk).used
    link = reissue_ballot(round=round_, mail=mail, actor="ann")
    invitation.refresh_from_db()
    entry = AuditEntry.objects.filter(action="reissue ballot").latest("pk")
    return {
        "link": len(link.url),
        "row": (invitation.used, len(invitation.ballot)),
        "reissued": CollectionUnit.objects.get(pk=invitation.collection_unit_id).reissued,
        "digests": digests(round_),
        "log": (entry.actor, entry.subject, entry.detail),
    }


def test_who_had_drawn_a_ballot_cannot_be_told_from_who_had_not() -> None:
    drawn = traces(opened_anonymous("one"), MAIL, drawn=True)
    abort_rest()
    not_drawn = traces(opened_anonymous("two"), MAIL, drawn=False)
    assert drawn["log"][2] == {"unit": "Ops/Build", "reissued": 1}
    del drawn["log"], not_drawn["log"]
    assert drawn == not_drawn
    assert drawn["row"] == (False, 64)
    assert len(drawn["digests"]) == 1


def abort_rest() -> None:
    """The programme has one open round at a time."""
    Round.objects.filter(status=Round.Status.OPEN).update(status=Round.Status.CLOSED)


def test_the_numbers_of_digests_do_not_say_whose_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = opened_anonymous()
    asked = sorted(Invitation.objects.filter(round=round_).values_list("pk", flat=True))
    latest = InvitationSecret.objects.aggregate(latest=Max("pk", default=0))["latest"]
    # A shuffle that is known: whoever stood first stands last.
    monkeypatch.setattr(secrets.SystemRandom, "shuffle", lambda _self, rows: rows.reverse())
    reissue_ballot(round=round_, mail=MAIL, actor="ann")
    new = InvitationSecret.objects.filter(pk__gt=latest).order_by("pk")
    order = list(new.values_list("invitation_id", flat=True))
    assert sorted(order) == asked
    assert order[-1] == invited(MAIL).pk, "all of them went through the shuffle"


def test_the_log_names_the_unit_and_nobody() -> None:
    round_ = opened_anonymous()
    reissue_ballot(round=round_, mail=MAIL, actor="ann")
    with pytest.raises(ServiceError):
        reissue_ballot(round=round_, mail=OTHER, actor="ann")
    entries = AuditEntry.objects.filter(action__contains="reissue")
    assert [(entry.action, entry.detail) for entry in entries.order_by("pk")] == [
        ("reissue ballot", {"unit": "Ops/Build", "reissued": 1}),
        ("refused: reissue ballot", {"unit": "Ops/Build", "reissued": 1}),
    ]
    logged = str([(entry.subject, entry.detail) for entry in AuditEntry.objects.all()])
    assert "Ops/Build" in logged
    for person in Person.objects.all():
        assert person.mail not in logged
        assert f"{person.name}'" not in logged


@pytest.mark.parametrize("drawn", [True, False])
def test_a_unit_has_a_fiftieth_of_its_people_and_at_least_one(*, drawn: bool) -> None:
    round_ = opened_anonymous(teams={"Ops/Build": 100, "Ops/Cloud": 12})
    if drawn:
        Device(people_of(round_)[2]).draw()
    for number in (1, 2):
        reissue_ballot(round=round_, mail=f"ops-build-{number}@example.org", actor="ann")
    third = people_of(round_)[2].person
    assert third is not None
    before = Invitation.objects.filter(used=True).count()
    with pytest.raises(ServiceError, match=r"Ops/Build, 100 people, has no ballot left .*\(2 were"):
        reissue_ballot(round=round_, mail=third.mail, actor="ann")
    assert unit().reissued == most_reissued(100) == 2
    assert Invitation.objects.filter(used=True).count() == before == int(drawn)
    reissue_ballot(round=round_, mail="ops-cloud-1@example.org", actor="ann")


def test_only_ballots_of_an_open_anonymous_round() -> None:
    confidential = opened("one")
    with pytest.raises(ServiceError, match="is not anonymous: nobody has a ballot"):
        reissue_ballot(round=confidential, mail=MAIL, actor="ann")
    abort_rest()
    round_ = opened_anonymous("two")
    with pytest.raises(ServiceError, match=r"Nobody with the address nobody@example\.org"):
        reissue_ballot(round=round_, mail="nobody@example.org", actor="ann")
    abort_rest()
    with pytest.raises(ServiceError, match="Links are made while a round is open"):
        reissue_ballot(round=round_, mail=MAIL, actor="ann")
    assert not CollectionUnit.objects.exclude(reissued=0).exists()


def test_somebody_who_was_deleted_has_no_address_any_more() -> None:
    round_ = opened_anonymous()
    Person.objects.get(mail=MAIL).delete()
    with pytest.raises(ServiceError, match="Nobody with the address"):
        reissue_ballot(round=round_, mail=MAIL, actor="ann")


@pytest.mark.django_db(databases=["default", "answers"], transaction=True)
def test_an_aborted_round_keeps_the_number_and_nobody() -> None:
    round_ = opened_anonymous()
    reissue_ballot(round=round_, mail=MAIL, actor="ann")
    abort_round(round=round_, actor="ann")
    assert unit().reissued == 1
    assert not Invitation.objects.exists()


@pytest.mark.django_db(databases=["default", "answers"], transaction=True)
def test_a_whole_round_in_which_somebody_answers_twice() -> None:
    teams = {"Ops/Build": 12, "Ops/Cloud": 12}
    round_ = opened_anonymous(teams=teams)
    lost = Device(invited(MAIL)).draw()
    reissue_ballot(round=round_, mail=MAIL, actor="ann")
    for path in teams:
        for number, invitation in enumerate(people_of(round_, path)):
            Device(invitation).send({**ANSWERS, "release_at_will": str(1 + number % 5)})
    hand_in_ballot(ballot=lost, answers=ANSWERS, comments={})
    assert answers_left(round_) == (25, 0)
    closed = close_round(round=round_, actor="ann", today=TODAY)
    assert (closed.response_rates or {})["answered"] == 24
    assert len(closed.spent_tokens or ()) == 25
    released = load_release(release_round(round=closed, actor="ann", today=TODAY).content)
    assert released.ballots == Ballots(drawn=24, reissued=1, handed_in=25)
    build = released.group("Ops/Build")
    assert (build.invited, build.answers, build.reissued, build.response_rate) == (12, 13, 1, 1.0)
    assert ballot_words(released) == (
        "One ballot was issued again in Build, so one person may have answered twice."
    )
    assert nonresponse(released).verdict is NonresponseVerdict.EVERYBODY
    assert "Ballots" in report_document([released]).facts
    closed.refresh_from_db()
    assert [check.what for check in verify_round(closed) if not check.holds] == []
    page = unescape(client_of(Persona.VIEWER).get("/results/dx/2027-spring/").content.decode())
    assert "One ballot was issued again in Build, so one person may have answered twice." in page
    assert MAIL not in page
    Round.objects.update(spent_tokens=[*(closed.spent_tokens or ()), "f" * 64])
    closed.refresh_from_db()
    assert [check.what for check in verify_round(closed) if not check.holds] == [
        "No more ballots were handed in than were drawn and issued again."
    ]


@pytest.mark.django_db(databases=["default", "answers"], transaction=True)
def test_a_round_with_very_few_answers_can_be_verified() -> None:
    """How many drew a ballot is not kept then, only that they were fewer than k."""
    round_ = opened_anonymous()
    Device(invited(MAIL)).send()
    closed = close_round(round=round_, actor="ann", today=TODAY)
    assert (closed.response_rates or {})["answered"] is None
    assert all(check.holds for check in verify_round(closed))
