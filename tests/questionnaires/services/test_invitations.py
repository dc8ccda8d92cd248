"""Links: only digests are stored, as many for everybody; and no more mail for who wants none."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.db.models import Count

from questionnaires.models import AuditEntry, Invitation, InvitationSecret, Person, Round
from questionnaires.queries.invitations import invitation_by_secret
from questionnaires.services.errors import ServiceError
from questionnaires.services.invitations import (
    IssuedLink,
    choose_mails,
    issue_links,
    level_digests,
    secret_digest,
)
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import open_round
from tests.rounds import TODAY, answer, draft, everything_stored, opened, roster

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def secret_of(link: IssuedLink) -> str:
    return urlsplit(link.url).path.strip("/").rpartition("/")[2]


def test_everybody_gets_a_link_of_128_bits_or_more_and_only_its_digest_is_stored() -> None:
    round_ = opened()
    links = issue_links(round=round_, actor="ann")
    assert len(links) == 38
    secrets = {secret_of(link) for link in links}
    assert len(secrets) == 38
    assert all(re.fullmatch(r"[\w-]{32}", secret) for secret in secrets)  # 32 * 6 = 192 bits
    stored = everything_stored("default")
    for link in links:
        assert secret_digest(secret_of(link)) in stored  # what could leak is there
        assert secret_of(link) not in stored
    first = next(link for link in links if link.mail == "ops-build-1@example.org")
    found = invitation_by_secret(secret_of(first))
    assert found == Invitation.objects.get(round=round_, person__mail=first.mail)


def test_links_made_anew_do_not_end_earlier_ones() -> None:
    round_ = opened()
    before, after = (issue_links(round=round_, actor="ann") for _ in range(2))
    for link in (before[0], after[0]):
        assert invitation_by_secret(secret_of(link)) is not None
    assert secret_of(before[0]) != secret_of(after[0])


def test_who_has_answered_gets_no_link_unless_the_list_would_tell() -> None:
    round_ = opened()
    answer(round_, 6)
    assert len(issue_links(round=round_, actor="ann")) == 32
    assert len(issue_links(round=round_, actor="ann", everybody=True)) == 38


def test_who_has_left_gets_no_link() -> None:
    round_ = opened()
    import_roster(data=roster({"Ops/Build": 5}), actor="ann", confirm_shrink=True)
    assert len(issue_links(round=round_, actor="ann")) == 5


def test_links_are_refused_unless_the_round_is_open_and_confidential() -> None:
    with pytest.raises(ServiceError, match="while a round is open"):
        issue_links(round=draft(), actor="ann")
    with pytest.raises(ServiceError, match="one open link for all"):
        issue_links(round=opened("open-link", Round.Mode.OPEN), actor="ann")
    assert not InvitationSecret.objects.exists()


def test_whoever_gets_a_link_or_not_has_as_many_digests() -> None:
    round_ = opened()
    answer(round_, 6)
    issue_links(round=round_, actor="ann")
    counted = Invitation.objects.filter(round=round_).annotate(digests=Count("secrets"))
    assert set(counted.values_list("digests", "used")) == {(1, False), (1, True)}


def test_levelling_gives_digests_that_open_nothing_and_takes_none_away() -> None:
    round_ = opened()
    links = issue_links(round=round_, actor="ann")
    first = Invitation.objects.filter(round=round_).earliest("pk")
    for number in range(2):
        InvitationSecret.objects.create(invitation=first, digest=f"{number}" * 64)
    level_digests(round=round_)
    counted = Invitation.objects.filter(round=round_).annotate(digests=Count("secrets"))
    assert set(counted.values_list("digests", flat=True)) == {3}
    assert all(invitation_by_secret(secret_of(link)) for link in links)
    level_digests(round=round_)
    assert InvitationSecret.objects.count() == 3 * 38
    Round.objects.filter(pk=round_.pk).update(status=Round.Status.CLOSED)
    InvitationSecret.objects.filter(invitation=first).delete()
    level_digests(round=round_)
    assert InvitationSecret.objects.count() == 3 * 37


def test_what_a_holder_chooses_is_stored_is_taken_back_and_is_not_logged() -> None:
    round_ = opened()
    acts = AuditEntry.objects.count()
    invitation = Invitation.objects.filter(round=round_).earliest("pk")
    for no_reminders, declined in ((True, True), (True, False), (False, False)):
        choose_mails(invitation=invitation, no_reminders=no_reminders, declined=declined)
        invitation.refresh_from_db()
        assert invitation.no_reminders is no_reminders
        assert Person.objects.filter(declined=True).count() == declined
        assert Invitation.objects.filter(no_reminders=True).count() == no_reminders
    assert AuditEntry.objects.count() == acts


def test_who_declined_is_left_out_when_a_later_round_opens() -> None:
    round_ = opened()
    invitation = Invitation.objects.filter(round=round_).earliest("pk")
    choose_mails(invitation=invitation, no_reminders=False, declined=True)
    Round.objects.filter(pk=round_.pk).update(status=Round.Status.CLOSED)
    later = open_round(round=draft("2027-autumn"), actor="test", today=TODAY)
    assert (round_.population, later.population) == (38, 37)
    assert not later.invitations.filter(person=invitation.person).exists()
