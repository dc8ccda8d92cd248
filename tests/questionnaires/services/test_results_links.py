"""Links to results: what is stored of them, when they open something, and when not."""

from __future__ import annotations

import base64
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import IntegrityError, transaction

from questionnaires.models import AuditEntry, ResultsLink, Round
from questionnaires.queries.invitations import secret_digest
from questionnaires.queries.results_links import (
    SECRET_LENGTH,
    results_links_of,
    round_by_results_link,
)
from questionnaires.services.errors import ServiceError
from questionnaires.services.results_links import (
    MOST_DAYS,
    USUAL_DAYS,
    MadeLink,
    end_results_link,
    make_results_link,
)
from tests.releases import demo_release
from tests.stored import stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

TODAY = date(2027, 5, 3)


def told(results_for: str = Round.ResultsFor.LINK, number: int = 2, **fields: Any) -> Round:
    return stored_round(
        demo_release(number),
        results_for=results_for,
        manifest={"results_for": results_for},
        **fields,
    )


def made(round_: Round, **fields: Any) -> MadeLink:
    return make_results_link(round=round_, actor="ann", today=TODAY, **fields)


def opens(secret: str, on: date = TODAY) -> Round | None:
    return round_by_results_link(secret, today=on)


def test_a_link_opens_its_round_until_its_last_day() -> None:
    round_ = told()
    link = made(round_, expires_on=TODAY + timedelta(days=3))
    for days in range(4):
        assert opens(link.secret, TODAY + timedelta(days=days)) == round_
    assert opens(link.secret, TODAY + timedelta(days=4)) is None


def test_it_lasts_two_weeks_unless_told_and_three_months_at_most() -> None:
    round_ = told()
    assert made(round_).link.expires_on == TODAY + timedelta(days=USUAL_DAYS)
    assert made(round_, expires_on=TODAY + timedelta(days=MOST_DAYS)).link.pk
    assert made(round_, expires_on=TODAY).link.pk
    for day in (TODAY + timedelta(days=MOST_DAYS + 1), TODAY - timedelta(days=1)):
        with pytest.raises(ServiceError, match="90 days at the latest"):
            made(round_, expires_on=day)
    assert ResultsLink.objects.count() == 3


def test_the_database_refuses_a_link_that_ends_before_it_begins() -> None:
    link = made(told()).link
    with pytest.raises(IntegrityError), transaction.atomic():
        ResultsLink.objects.filter(pk=link.pk).update(expires_on=TODAY - timedelta(days=1))


def test_a_secret_has_256_random_bits_and_only_its_digest_is_stored() -> None:
    round_ = told()
    links = [made(round_, made_for="Board") for _each in range(3)]
    secrets = {one.secret for one in links}
    assert len(secrets) == 3
    for one in links:
        assert len(one.secret) == SECRET_LENGTH
        assert len(base64.urlsafe_b64decode(one.secret + "=")) == 32
        assert one.link.digest == secret_digest(one.secret)
    stored = serializers.serialize("json", [*ResultsLink.objects.all(), *AuditEntry.objects.all()])
    assert links[0].link.digest in stored, "something of it is stored"
    assert not any(secret in stored for secret in secrets)


def test_the_log_names_the_link_and_its_day_and_neither_secret_digest_nor_whom_it_is_for() -> None:
    link = made(told(), made_for="Board")
    end_results_link(link=link.link, actor="ben", today=TODAY)
    ended, begun = AuditEntry.objects.order_by("-pk")[:2]
    assert (begun.actor, begun.action) == ("ann", "make results link")
    assert begun.detail == {"link": link.link.code, "expires_on": "2027-05-17"}
    assert (ended.actor, ended.action) == ("ben", "end results link")
    assert ended.detail == {"link": link.link.code}
    said = json.dumps([begun.detail, ended.detail, begun.subject, ended.subject])
    assert not any(one in said for one in (link.secret, link.link.digest, "Board"))


def test_an_ended_link_opens_nothing_at_once_and_the_others_stay() -> None:
    round_ = told()
    one, other = made(round_), made(round_)
    assert opens(one.secret) == round_
    end_results_link(link=one.link, actor="ben", today=TODAY)
    assert opens(one.secret) is None
    assert opens(other.secret) == round_
    entries = AuditEntry.objects.count()
    again = end_results_link(link=one.link, actor="cy", today=TODAY + timedelta(days=1))
    assert (again.ended_by, again.ended_on) == ("ben", TODAY)
    assert AuditEntry.objects.count() == entries


def test_what_is_nearly_a_secret_opens_nothing() -> None:
    link = made(told())
    assert opens(link.secret)
    for guess in (
        "", "x", link.secret[:-1], link.secret + "A", link.secret.swapcase(), link.link.digest,
        link.link.code, f" {link.secret}", "%" * SECRET_LENGTH, "\0" * SECRET_LENGTH,
        "\u00e9" * SECRET_LENGTH,
    ):  # fmt: skip
        assert opens(guess) is None, guess


def test_a_link_opens_its_own_round_and_no_other() -> None:
    first, second = told(), told(number=1)
    assert opens(made(first).secret) == first
    assert opens(made(second).secret) == second


@pytest.mark.parametrize("results_for", [Round.ResultsFor.ASKED, Round.ResultsFor.LINK])
def test_where_people_were_told_that_no_account_is_needed_links_may_be_made(
    results_for: str,
) -> None:
    assert made(told(results_for)).link.pk


def test_what_people_were_told_is_not_widened() -> None:
    """Nobody may learn afterwards of more readers than they were told."""
    for round_ in (
        told(Round.ResultsFor.ROLES),
        stored_round(demo_release(1)),  # from before there was a choice
        stored_round(demo_release(0), mode=Round.Mode.IMPORTED),
    ):
        with pytest.raises(ServiceError, match="nobody can widen that afterwards"):
            made(round_)
    assert not ResultsLink.objects.exists()


def test_a_link_of_a_round_whose_rule_does_not_allow_it_opens_nothing() -> None:
    """Whatever is in the table: the rule of the round is asked each time."""
    round_ = told(Round.ResultsFor.ROLES)
    secret = "A" * SECRET_LENGTH
    ResultsLink.objects.create(
        round=round_, digest=secret_digest(secret), made_by="x", made_on=TODAY, expires_on=TODAY
    )
    assert opens(secret) is None


def test_before_the_release_there_is_nothing_to_share() -> None:
    closed = told(number=1, status=Round.Status.CLOSED)
    with pytest.raises(ServiceError, match="nothing to read before the release"):
        made(closed)


def test_the_newest_are_listed_first_with_their_makers() -> None:
    round_ = told()
    made(round_, made_for="  Board \n meeting ")
    make_results_link(round=round_, actor="ben", today=TODAY)
    listed = [(one.made_by, one.made_for) for one in results_links_of(round_)]
    assert listed == [("ben", ""), ("ann", "Board meeting")]
