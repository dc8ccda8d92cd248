"""Finding an invitation by the secret of its link."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questionnaires.models import InvitationSecret
from questionnaires.queries.invitations import invitation_by_secret, secret_digest
from tests.open_rounds import make_open_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def test_a_secret_opens_its_own_invitation() -> None:
    asked = make_open_round()
    names = []
    for secret in asked.secrets:
        invitation = invitation_by_secret(secret)
        assert invitation is not None
        assert invitation.person is not None
        names.append(invitation.person.name)
    assert names == ["Ada", "Bela", "Cleo", "Dani", "Edda", "Finn", "Gro", "Hale"]


def test_a_further_secret_opens_the_same_invitation() -> None:
    asked = make_open_round()
    first = invitation_by_secret(asked.secrets[0])
    assert first is not None
    InvitationSecret.objects.create(invitation=first, digest=secret_digest("reminder"))
    assert invitation_by_secret("reminder") == first
    assert invitation_by_secret(asked.secrets[0]) == first


@pytest.mark.parametrize("secret", ["", "unknown", "é\x00", "x" * 5_000])
def test_any_other_text_opens_nothing(secret: str) -> None:
    make_open_round()
    assert invitation_by_secret(secret) is None


def test_the_stored_digest_is_not_a_secret_itself() -> None:
    asked = make_open_round()
    assert invitation_by_secret(secret_digest(asked.secrets[0])) is None


def test_every_secret_costs_one_query_and_reads_no_person() -> None:
    asked = make_open_round()
    for secret in (asked.secrets[0], "unknown"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            invitation = invitation_by_secret(secret)
            if invitation:
                assert invitation.round.programme.title
                assert invitation.collection_unit.title
        assert len(queries) == 1
        assert "questionnaires_person" not in queries[0]["sql"]
