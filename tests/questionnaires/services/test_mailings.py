"""Runs of mails: everybody once, whatever breaks, and nothing that tells who was reminded."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core import serializers
from django.db import connection
from django.db.models import Count

from questionnaires.models import (
    AuditEntry,
    Delivery,
    Invitation,
    InvitationSecret,
    Mailing,
    Person,
    Round,
)
from questionnaires.queries.invitations import invitation_by_secret
from questionnaires.queries.mailings import MailingState, latest_mailing
from questionnaires.services import mailings
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.invitations import IssuedLink, choose_mails, issue_links
from questionnaires.services.mailings import (
    FAILURES_IN_A_ROW,
    Again,
    HandOver,
    Outcome,
    RunResult,
    run_mailing,
)
from questionnaires.services.one_at_a_time import BusyError, one_at_a_time
from tests.rounds import answer, draft, opened

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
whole = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

EVERYBODY = 38
State = Delivery.State


class Crash(BaseException):
    """What nobody catches: the process is killed, the machine goes out."""


class Post:
    """A mail server. ``behave`` says what it does with the n-th mail, from 1."""

    def __init__(self, behave: Callable[[int, IssuedLink], Outcome] | None = None) -> None:
        self.taken: list[IssuedLink] = []
        self.asked = 0
        self.behave = behave or (lambda n, link: Outcome.SENT)

    def write(self, link: IssuedLink) -> HandOver:
        def hand_over() -> Outcome:
            self.asked += 1
            outcome = self.behave(self.asked, link)
            if outcome is Outcome.SENT:
                self.taken.append(link)
            return outcome

        return hand_over

    @property
    def counts(self) -> Counter[str]:
        return Counter(link.mail for link in self.taken)


def invite(round_: Round, post: Post, **more: Any) -> RunResult:
    return run_mailing(round=round_, kind="invitation", actor="ann", write=post.write, **more)


def remind(round_: Round, post: Post, **more: Any) -> RunResult:
    return run_mailing(round=round_, kind="reminder", actor="ann", write=post.write, **more)


def state_of(round_: Round) -> MailingState:
    state = latest_mailing(round_)
    assert state is not None
    return state


def digests(round_: Round) -> set[int]:
    """How many digests an invitation has: one number where they say nothing."""
    counted = Invitation.objects.filter(round=round_).annotate(digests=Count("secrets"))
    return set(counted.values_list("digests", flat=True))


def everybodys_mail() -> dict[str, int]:
    return dict.fromkeys(Person.objects.values_list("mail", flat=True), 1)


# Everybody, once


def test_everybody_gets_one_mail_with_a_link_that_works_and_only_counts_stay() -> None:
    round_, post = opened(), Post()
    seen: list[tuple[int, int]] = []
    result = invite(round_, post, progress=lambda n, of: seen.append((n, of)))
    assert post.counts == everybodys_mail()
    assert seen == [(n, EVERYBODY) for n in range(1, EVERYBODY + 1)]
    assert not result.stopped
    assert (result.state.done, result.state.sent_exactly) == (EVERYBODY, EVERYBODY)
    mailing = Mailing.objects.get()
    assert (mailing.sent, mailing.finished) == (EVERYBODY, True)
    assert not Delivery.objects.exists()
    for link in post.taken:
        secret = link.url.strip("/").rpartition("/")[2]
        invitation = invitation_by_secret(secret)
        assert invitation is not None
        assert invitation.person is not None
        assert invitation.person.mail == link.mail
        assert link.opt_out_url == f"{link.url}opt-out/"


def test_some_at_a_time_the_next_go_on() -> None:
    round_, post = opened(), Post()
    assert invite(round_, post, at_most=30).state.waiting == 8
    assert not Mailing.objects.get().finished
    assert invite(round_, post, at_most=30).state.done == EVERYBODY
    assert post.counts == everybodys_mail()
    assert Mailing.objects.get().sent == EVERYBODY


def test_turns_come_in_random_order() -> None:
    round_ = opened()
    invite(round_, Post(), at_most=1)
    rows = Delivery.objects.order_by("pk").values_list("invitation_id", flat=True)
    by_invitation = sorted(rows)
    assert len(by_invitation) == EVERYBODY
    assert list(rows) != by_invitation  # by chance once in 38!


@whole
def test_no_transaction_is_open_while_the_mail_server_is_waited_for() -> None:
    round_ = opened()
    seen: set[tuple[bool, str]] = set()

    def look(_n: int, link: IssuedLink) -> Outcome:
        state = Delivery.objects.get(invitation__person__mail=link.mail).state
        seen.add((connection.in_atomic_block, state))
        return Outcome.SENT

    invite(round_, Post(look))
    assert seen == {(False, State.SENDING)}


# Whatever breaks


def crash_before(number: int) -> Callable[[int, IssuedLink], Outcome]:
    """The process ends while the mail server has the n-th mail, which it did not take."""

    def behave(n: int, _link: IssuedLink) -> Outcome:
        if n == number:
            raise Crash
        return Outcome.SENT

    return behave


@pytest.mark.parametrize("number", [1, 2, 20, EVERYBODY])
@pytest.mark.parametrize("taken", [True, False])
def test_a_crash_in_mid_send_leaves_one_mail_in_doubt_and_all_others_go_out_once(
    number: int, *, taken: bool
) -> None:
    round_, post = opened(), Post()

    def behave(n: int, link: IssuedLink) -> Outcome:
        if n == number:
            if taken:
                post.taken.append(link)
            raise Crash
        return Outcome.SENT

    post.behave = behave
    with pytest.raises(Crash):
        invite(round_, post)
    assert Delivery.objects.filter(state=State.SENDING).count() == 1
    before = state_of(round_)
    assert (before.doubtful, before.waiting) == (1, EVERYBODY - number)
    if before.waiting:
        invite(round_, post)
    after = state_of(round_)
    assert (after.waiting, after.doubtful, after.mailing.sent) == (0, 1, EVERYBODY - 1)
    assert after.is_open_question
    assert max(post.counts.values()) == 1
    assert post.counts.total() == EVERYBODY - 1 + taken
    # Not again unasked, and then with one more.
    with pytest.raises(ServiceError, match="What can be sent now is a reminder"):
        invite(round_, post)
    done = invite(round_, post, again=Again(doubtful=True)).state
    assert (done.doubtful, done.mailing.sent, done.mailing.finished) == (0, EVERYBODY, True)
    assert post.counts.total() == EVERYBODY + taken
    assert digests(round_) == {2}


@pytest.mark.parametrize("step", ["link_to", "_claim", "_note", "_settle"])
def test_a_crash_at_any_other_step_sends_nothing_twice(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_, post = opened(), Post()
    real = getattr(mailings, step)
    calls = 0

    def breaks(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == (1 if step == "_settle" else 7):
            raise Crash
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(mailings, step, breaks)
        with pytest.raises(Crash):
            invite(round_, post)
    state = state_of(round_)
    in_doubt = 1 if step == "_note" else 0  # sent, and nobody wrote it down
    assert state.doubtful == in_doubt
    if state.waiting:
        state = invite(round_, post).state
    assert post.counts == everybodys_mail()
    assert state.mailing.sent + state.doubtful == EVERYBODY


@pytest.mark.parametrize("seed", range(8))
def test_any_course_of_events_ends_with_each_mail_counted_once(seed: int) -> None:
    """Mails taken, refused, postponed, in doubt, and crashes, in any order."""
    events = random.Random(seed)  # noqa: S311 -- a course of events
    round_, post = opened(), Post()

    def behave(_n: int, link: IssuedLink) -> Outcome:
        drawn = events.choices([*Outcome, "crash", "taken, then a crash"], [20, 2, 4, 1, 1, 1])[0]
        if drawn == "taken, then a crash":
            post.taken.append(link)
        if not isinstance(drawn, Outcome):
            raise Crash
        return drawn

    post.behave = behave
    refused: set[str] = set()
    for _attempt in range(200):
        try:
            state = invite(round_, post).state
        except Crash:
            state = state_of(round_)
        refused |= set(
            Delivery.objects.filter(state=State.REFUSED).values_list(
                "invitation__person__mail", flat=True
            )
        )
        if not state.waiting:
            break
    assert state.waiting == 0
    assert state.mailing.sent + state.doubtful + state.refused == EVERYBODY
    assert state.refused == len(refused)
    assert max(post.counts.values()) == 1
    assert state.mailing.sent <= post.counts.total() <= state.mailing.sent + state.doubtful
    post.behave = lambda n, link: Outcome.SENT
    before = post.counts.total()
    repeated = state.doubtful + state.refused
    if repeated:
        state = invite(round_, post, again=Again(doubtful=True, refused=True)).state
    assert (state.mailing.sent, state.mailing.finished) == (EVERYBODY, True)
    assert post.counts.total() == before + repeated
    assert not Delivery.objects.exists()
    assert len(digests(round_)) == 1


def test_a_mail_server_that_never_says_that_it_has_a_mail_is_left_alone_at_once() -> None:
    round_ = opened()
    post = Post(lambda n, link: Outcome.DOUBTFUL if n == 3 else Outcome.SENT)
    result = invite(round_, post)
    assert result.stopped
    assert (result.state.doubtful, result.state.waiting, post.asked) == (1, EVERYBODY - 3, 3)
    result = invite(round_, post)
    assert not result.stopped
    assert (result.state.doubtful, result.state.waiting) == (1, 0)


def test_a_mail_server_that_takes_nothing_is_asked_a_few_times_and_the_next_run_goes_on() -> None:
    round_, post = opened(), Post(lambda n, link: Outcome.POSTPONED)
    result = invite(round_, post)
    assert result.stopped
    assert (post.asked, result.state.waiting) == (FAILURES_IN_A_ROW, EVERYBODY)
    assert not InvitationSecret.objects.exists()  # no link that nobody got
    post.behave = lambda n, link: Outcome.SENT
    assert invite(round_, post).state.mailing.finished
    assert post.counts == everybodys_mail()


def test_a_mail_server_that_postpones_now_and_then_is_not_left_alone() -> None:
    round_ = opened()
    post = Post(lambda n, link: Outcome.POSTPONED if n % 3 else Outcome.SENT)
    result = invite(round_, post)
    assert not result.stopped
    assert post.asked == EVERYBODY
    assert result.state.waiting == EVERYBODY - EVERYBODY // 3


def test_refused_addresses_are_a_number_and_are_tried_again_when_asked() -> None:
    round_ = opened()
    bad = {"ops-build-3@example.org", "product-data-1@example.org"}
    post = Post(lambda n, link: Outcome.REFUSED if link.mail in bad else Outcome.SENT)
    state = invite(round_, post).state
    assert (state.done, state.refused_told, state.sent_exactly) == (EVERYBODY, 2, EVERYBODY - 2)
    # Only their rows are left.
    left = Delivery.objects.values_list("invitation__person__mail", "state")
    assert set(left) == {(mail, State.REFUSED) for mail in bad}
    assert digests(round_) == {1}
    asked = post.asked
    with pytest.raises(ServiceError, match="a reminder"):
        invite(round_, post)
    assert post.asked == asked
    post.behave = lambda n, link: Outcome.SENT
    assert invite(round_, post, again=Again(refused=True)).state.mailing.finished
    assert post.counts == everybodys_mail()
    assert digests(round_) == {2}


def test_a_mail_server_that_refuses_everybody_is_left_alone() -> None:
    round_, post = opened(), Post(lambda n, link: Outcome.REFUSED)
    result = invite(round_, post)
    assert result.stopped
    assert (result.state.refused, result.state.waiting) == (3, EVERYBODY - 3)
    post.behave = lambda n, link: Outcome.SENT
    assert invite(round_, post, again=Again(refused=True)).state.mailing.finished
    assert post.counts == everybodys_mail()


# Two at once


def test_nobody_else_sends_meanwhile() -> None:
    round_ = opened()

    def behave(_n: int, _link: IssuedLink) -> Outcome:
        with pytest.raises(BusyError, match="being sent at this moment"):
            invite(round_, Post())
        return Outcome.SENT

    post = Post(behave)
    invite(round_, post, at_most=2)
    assert post.asked == 2
    with one_at_a_time():  # the lock is free again
        pass


def test_a_row_that_somebody_else_took_is_not_sent() -> None:
    """As if there were no lock: between reading a row and taking it, another run sends it."""
    round_, post = opened(), Post()
    taken_by_others: list[str] = []

    def write(link: IssuedLink) -> HandOver:
        if not taken_by_others:
            row = Delivery.objects.filter(invitation__person__mail=link.mail)
            row.update(state=State.SENDING)
            taken_by_others.append(link.mail)
        return post.write(link)

    run_mailing(round=round_, kind="invitation", actor="ann", write=write)
    assert post.counts == {mail: 1 for mail in everybodys_mail() if mail not in taken_by_others}


# Reminders: who needs one, and what nobody can tell


def test_a_reminder_goes_to_who_has_not_answered_and_wants_it() -> None:
    round_, post = opened(), Post()
    invite(round_, post)
    answer(round_, 8)
    answered = set(Invitation.objects.filter(used=True).values_list("person__mail", flat=True))
    others = list(Invitation.objects.filter(round=round_, used=False).order_by("pk"))
    choose_mails(invitation=others[0], no_reminders=True, declined=False)
    choose_mails(invitation=others[1], no_reminders=False, declined=True)
    left = others[2].person
    assert left is not None
    silent = {invitation.person.mail for invitation in others[:3] if invitation.person}
    left.delete()
    post = Post()
    state = remind(round_, post).state
    expected = everybodys_mail().keys() - answered - silent
    assert len(expected) == EVERYBODY - 8 - 3
    assert post.counts == dict.fromkeys(expected, 1)
    assert (state.done, state.mailing.sent, state.mailing.finished) == (EVERYBODY, 27, True)
    assert not Delivery.objects.exists()


def test_everybody_has_a_row_and_in_the_end_as_many_digests() -> None:
    """Whoever has answered is gone through like everybody; also where the run is broken off."""
    round_ = opened()
    invite(round_, Post())
    answer(round_, 10)
    post = Post(crash_before(9))
    with pytest.raises(Crash):
        remind(round_, post)
    assert Delivery.objects.count() == EVERYBODY
    assert Delivery.objects.exclude(state=State.WAITING).filter(invitation__used=False).exists()
    remind(round_, post)
    assert digests(round_) == {2}
    remind(round_, post, again=Again(doubtful=True))
    assert digests(round_) == {3}
    assert not Delivery.objects.exists()


def test_in_a_run_each_person_had_their_turn_or_not_whether_they_have_answered_or_not() -> None:
    """A row that is passed over looks like one that was sent."""
    round_ = opened()
    invite(round_, Post())
    answer(round_, 19)
    remind(round_, Post(), at_most=30)
    states = set(Delivery.objects.values_list("state", "invitation__used"))
    assert {(State.SENT, True), (State.SENT, False)} <= states
    assert {state for state, _used in states} == {State.SENT, State.WAITING}
    had_their_turn = Delivery.objects.filter(state=State.SENT).values("invitation")
    turned = Invitation.objects.filter(pk__in=had_their_turn).annotate(links=Count("secrets"))
    assert set(turned.values_list("links", "used")) == {(2, True), (2, False)}


def test_a_reminder_does_not_tell_whether_it_met_a_bad_address() -> None:
    """Else the one person with a bad address is known to have answered, or not to have."""
    told = []
    bad = "ops-build-10@example.org"  # the first by address
    for answers in (False, True):
        round_ = opened(f"spring-{answers}".lower())
        post = Post(lambda n, link: Outcome.REFUSED if link.mail == bad else Outcome.SENT)
        invite(round_, post)
        if answers:
            answer(round_, 1)
        assert Invitation.objects.get(round=round_, person__mail=bad).used is answers
        state = remind(round_, post).state
        told.append(
            (
                state.done,
                state.refused_told,
                state.is_open_question,
                state.mailing.finished,
                state.sent_exactly,
            )
        )
        assert not Delivery.objects.filter(mailing__round=round_).exists()
        assert digests(round_) == {2}
        Round.objects.filter(pk=round_.pk).update(status=Round.Status.CLOSED)
    assert told[0] == told[1]


def test_the_audit_log_tells_neither_names_nor_numbers() -> None:
    round_ = opened()
    answer(round_, 5)
    issue_links(round=round_, actor="ann")
    post = Post(lambda n, link: Outcome.DOUBTFUL if n == 2 else Outcome.SENT)
    invite(round_, post)
    invite(round_, post, again=Again(doubtful=True))
    remind(round_, Post())
    log = AuditEntry.objects.filter(action__startswith="mail").order_by("pk")
    assert list(log.values_list("actor", "action", "detail")) == [
        ("ann", "mail invitation", {"run": 1}),
        ("ann", "mail again", {"doubtful": True, "refused": False}),
        ("ann", "mail reminder", {"run": 2}),
    ]
    text = serializers.serialize("json", AuditEntry.objects.all())
    assert not [p for p in Person.objects.all() if p.mail in text or f'"{p.name}"' in text]


# What can begin, and when


def test_what_cannot_begin_now_is_refused_and_says_what_can() -> None:
    with pytest.raises(ServiceError, match="while a round is open"):
        invite(draft(), Post())
    with pytest.raises(ServiceError, match="one open link for all"):
        invite(opened("open-link", Round.Mode.OPEN), Post())
    assert not Mailing.objects.exists()


def test_invitations_come_before_reminders_and_each_run_ends_before_the_next() -> None:
    round_, post = opened(), Post()
    with pytest.raises(ServiceError, match=r"Nobody in .* has a link yet"):
        remind(round_, post)
    invite(round_, post, at_most=5)
    with pytest.raises(ServiceError, match="run of mails before, invitation, is not at its end"):
        remind(round_, post)
    invite(round_, post)
    with pytest.raises(ServiceError, match=r"Everybody in .* was invited"):
        invite(round_, post)
    with pytest.raises(ServiceError, match="no mail to send again"):
        remind(round_, post, again=Again(doubtful=True))
    remind(round_, post, at_most=5)
    with pytest.raises(ServiceError, match="run of mails before, reminder"):
        invite(round_, post)
    assert Mailing.objects.count() == 2


def test_links_that_were_given_out_otherwise_can_be_followed_by_either() -> None:
    round_ = opened()
    issue_links(round=round_, actor="ann", everybody=True)
    post = Post()
    assert remind(round_, post).state.mailing.sent == EVERYBODY
    assert post.counts == everybodys_mail()


def test_a_form_that_is_sent_twice_begins_no_second_run() -> None:
    round_, post = opened(), Post()
    invite(round_, post, seen=0)
    remind(round_, post, seen=1)
    with pytest.raises(ServiceError, match="Mails were sent meanwhile"):
        remind(round_, post, seen=1)
    assert Mailing.objects.count() == 2
    remind(round_, post, seen=2)
    assert Mailing.objects.count() == 3


def test_the_next_run_gives_up_what_was_left_over() -> None:
    round_, post = opened(), Post(crash_before(EVERYBODY))
    with pytest.raises(Crash):
        invite(round_, post)
    assert state_of(round_).is_open_question
    remind(round_, Post())
    assert list(Mailing.objects.order_by("number").values_list("sent", "finished")) == [
        (EVERYBODY - 1, True),
        (EVERYBODY, True),
    ]
    assert not Delivery.objects.exists()


@whole
def test_a_round_that_closes_meanwhile_ends_its_mails_and_gets_no_new_digests() -> None:
    round_ = opened()
    post = Post()

    def behave(n: int, _link: IssuedLink) -> Outcome:
        if n == 5:
            close_round(round=round_, actor="ann")
        return Outcome.SENT

    post.behave = behave
    with pytest.raises(ServiceError, match="closed meanwhile"):
        invite(round_, post)
    assert post.asked == 5
    assert not Delivery.objects.exists()
    assert not InvitationSecret.objects.exists()
