"""Links: only digests are stored, runs of mails are taken up where they stopped."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.core import serializers
from django.db import connection

from questionnaires.models import AuditEntry, Invitation, InvitationSecret, Person, Round
from questionnaires.queries.invitations import invitation_by_secret
from questionnaires.services.errors import ServiceError
from questionnaires.services.invitations import (
    FAILURES_IN_A_ROW,
    IssuedLink,
    Mailed,
    MailStage,
    issue_links,
    mail_links,
    mail_stage,
    secret_digest,
)
from questionnaires.services.roster import import_roster
from tests.rounds import answer, draft, opened, roster

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def secret_of(link: IssuedLink) -> str:
    return urlsplit(link.url).path.strip("/").rpartition("/")[2]


def everything_stored() -> str:
    """All rows of the people side as text."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- our own table names
            rows += cursor.fetchall()
    return str(rows)


def test_everybody_gets_a_link_of_128_bits_or_more_and_only_its_digest_is_stored() -> None:
    round_ = opened()
    links = issue_links(round=round_, actor="ann")
    assert len(links) == 38
    secrets = {secret_of(link) for link in links}
    assert len(secrets) == 38
    assert all(re.fullmatch(r"[\w-]{32}", secret) for secret in secrets)  # 32 * 6 = 192 bits
    stored = everything_stored()
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


class Post:
    """A mail server that can refuse addresses, or go away."""

    def __init__(self) -> None:
        self.sent: list[IssuedLink] = []
        self.refuses: set[str] = set()
        self.breaks_after: int | None = None

    def __call__(self, link: IssuedLink) -> None:
        if self.breaks_after is not None and len(self.sent) >= self.breaks_after:
            raise KeyboardInterrupt
        if link.mail in self.refuses:
            raise OSError("refused")
        self.sent.append(link)

    @property
    def counts(self) -> Counter[str]:
        return Counter(link.mail for link in self.sent)


def test_everybody_gets_one_mail_and_a_second_run_sends_none() -> None:
    round_, post = opened(), Post()
    seen: list[tuple[int, int]] = []
    result = mail_links(
        round=round_, actor="ann", send=post, progress=lambda n, of: seen.append((n, of))
    )
    assert result == Mailed(sent=38)
    assert set(post.counts.values()) == {1}
    assert seen[0] == (1, 38)
    assert seen[-1] == (38, 38)
    assert mail_links(round=round_, actor="ann", send=post) == Mailed(sent=0)
    assert invitation_by_secret(secret_of(post.sent[0])) is not None


def test_a_run_that_breaks_off_is_taken_up_where_it_stopped() -> None:
    round_, post = opened(), Post()
    assert mail_stage(round=round_) == MailStage.FIRST
    post.breaks_after = 10
    with pytest.raises(KeyboardInterrupt):
        mail_links(round=round_, actor="ann", send=post)
    assert len(post.sent) == 10
    assert InvitationSecret.objects.count() == 10
    assert mail_stage(round=round_) == MailStage.REST
    post.breaks_after = None
    assert mail_links(round=round_, actor="ann", send=post) == Mailed(sent=28)
    assert post.counts == dict.fromkeys(Person.objects.values_list("mail", flat=True), 1)
    assert mail_stage(round=round_) == MailStage.REMINDERS


def test_reminders_go_to_who_has_not_answered_and_are_taken_up_too() -> None:
    round_, post = opened(), Post()
    mail_links(round=round_, actor="ann", send=post)
    answer(round_, 8)
    answered = set(Invitation.objects.filter(used=True).values_list("person__mail", flat=True))
    post.breaks_after = 38 + 7
    with pytest.raises(KeyboardInterrupt):
        mail_links(round=round_, actor="ann", send=post, again=True)
    post.breaks_after = None
    mail_links(round=round_, actor="ann", send=post)
    assert {mail for mail, count in post.counts.items() if count == 1} == answered
    assert {mail for mail, count in post.counts.items() if count == 2} == set(
        Person.objects.exclude(mail__in=answered).values_list("mail", flat=True)
    )


def test_a_batch_stops_at_its_size_and_the_next_goes_on() -> None:
    round_, post = opened(), Post()
    assert mail_links(round=round_, actor="ann", send=post, at_most=30) == Mailed(30, 0, left=8)
    assert mail_links(round=round_, actor="ann", send=post, at_most=30) == Mailed(8)


def test_an_address_that_is_refused_has_no_digest_and_is_tried_again() -> None:
    round_, post = opened(), Post()
    post.refuses = {"ops-build-3@example.org"}
    assert mail_links(round=round_, actor="ann", send=post) == Mailed(37, failed=1, left=1)
    assert InvitationSecret.objects.count() == 37
    post.refuses = set()
    assert mail_links(round=round_, actor="ann", send=post) == Mailed(1)
    assert set(post.counts.values()) == {1}


def test_a_mail_server_that_is_away_is_not_asked_for_everybody() -> None:
    round_, post = opened(), Post()
    post.refuses = set(Person.objects.values_list("mail", flat=True))
    result = mail_links(round=round_, actor="ann", send=post)
    assert result == Mailed(0, failed=FAILURES_IN_A_ROW, left=38)
    assert not InvitationSecret.objects.exists()


def test_the_audit_log_names_nobody_who_was_reminded() -> None:
    round_, post = opened(), Post()
    answer(round_, 5)
    mail_links(round=round_, actor="ann", send=post)
    issue_links(round=round_, actor="ann")
    log = serializers.serialize("json", AuditEntry.objects.all())
    assert "mail links" in log
    assert not [p for p in Person.objects.all() if p.mail in log or f'"{p.name}"' in log]
    details = AuditEntry.objects.filter(action__contains="link").values_list("detail", flat=True)
    assert list(details) == [{}, {}]  # nor how many have not answered
