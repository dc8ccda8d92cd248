"""What is done about a round: written after the release, published, taken back, and logged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from questionnaires.models import Action, AuditEntry, Round
from questionnaires.queries.actions import all_actions, published_actions
from questionnaires.services.actions import (
    add_action,
    change_action,
    publish_action,
    remove_action,
    take_back_action,
)
from questionnaires.services.errors import ServiceError
from tests.frozen import overrule
from tests.releases import demo_release
from tests.rounds import TODAY, draft
from tests.stored import stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

SAID = "Builds take too long, says everybody."
DONE = "One build cache for all."


@pytest.fixture
def released() -> Round:
    return stored_round(demo_release(2))


def add(round_: Round, **fields: Any) -> Action:
    return add_action(round=round_, **{"said": SAID, "done": DONE, "actor": "ann", **fields})


def published(round_: Round) -> list[str]:
    return [action.said for action in published_actions(round_)]


def test_an_entry_is_a_draft_until_it_is_published_and_can_become_one_again(
    released: Round,
) -> None:
    action = add(released, said=f"  {SAID} ", by=" Team \n Build ", construct="feedback")
    assert (action.said, action.by, action.state) == (SAID, "Team Build", "planned")
    assert published(released) == []
    publish_action(action=action, actor="bo", today=TODAY)
    again = publish_action(action=action, actor="bo", today=date(2030, 1, 1))
    assert again.published_on == TODAY
    assert published(released) == [SAID]
    change_action(action=action, actor="bo", state=Action.State.DONE)
    assert published_actions(released).get().state == "done"
    take_back_action(action=action, actor="bo")
    take_back_action(action=action, actor="bo")
    assert published(released) == []
    assert all_actions(released).get().state == "done"


def test_entries_stand_in_the_order_in_which_they_were_added(released: Round) -> None:
    entries = [add(released, said=f"{n}.") for n in (2, 1, 3)]
    for action in reversed(entries):
        publish_action(action=action, actor="ann")
    change_action(action=entries[0], actor="ann", done="More.")
    assert published(released) == ["2.", "1.", "3."]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"said": "  "}, "blank"),
        ({"done": ""}, "blank"),
        ({"said": "x" * 501}, "at most 500 characters"),
        ({"done": "x" * 2001}, "at most 2000 characters"),
        ({"state": "perhaps"}, "not a valid choice"),
        ({"construct": "weather"}, "have no construct “weather”"),
    ],
)
def test_what_cannot_be_read_is_refused(released: Round, fields: dict[str, str], said: str) -> None:
    kept = add(released)
    with pytest.raises(ServiceError, match=said):
        add(released, **fields)
    with pytest.raises(ServiceError, match=said):
        change_action(action=kept, actor="ann", **fields)
    assert Action.objects.get().said == SAID
    with pytest.raises(ServiceError, match="published_on cannot be changed"):
        change_action(action=kept, actor="ann", published_on=TODAY)


@pytest.mark.parametrize("status", [s for s in Round.Status if s != Round.Status.RELEASED])
def test_nothing_is_written_before_the_release_and_nothing_shown(
    released: Round, status: str
) -> None:
    publish_action(action=add(released), actor="ann")
    assert published(released) == [SAID]
    overrule(Round.objects.all(), status=status)
    released.refresh_from_db()
    assert published(released) == []
    with pytest.raises(ServiceError, match="is not released"):
        add(released)


def test_of_a_draft_and_of_an_import_nothing_is_written(released: Round) -> None:
    with pytest.raises(ServiceError, match="is not released"):
        add(draft())
    overrule(Round.objects.filter(pk=released.pk), mode=Round.Mode.IMPORTED)
    with pytest.raises(ServiceError, match="was imported"):
        add(released)
    assert not Action.objects.exists()


def test_an_entry_is_removed_once_and_is_gone_for_whoever_still_looks_at_it(
    released: Round,
) -> None:
    action, kept = add(released), add(released, said="Another.")
    remove_action(action=action, actor="bo")
    remove_action(action=action, actor="bo")
    assert list(all_actions(released)) == [kept]
    for change in (publish_action, take_back_action):
        with pytest.raises(ServiceError, match="was removed meanwhile"):
            change(action=action, actor="ann")
    assert AuditEntry.objects.filter(action="remove action").count() == 1


def test_every_act_is_logged_and_no_word_of_it(released: Round) -> None:
    action = add(released)
    change_action(action=action, actor="bo", said="Secret words.", done=DONE)
    change_action(action=action, actor="bo", said="Secret words.")  # nothing new
    publish_action(action=action, actor="bo")
    take_back_action(action=action, actor="bo")
    remove_action(action=action, actor="bo")
    logged = [
        (entry.action, entry.subject, entry.detail) for entry in AuditEntry.objects.order_by("pk")
    ]
    own, subject = {"entry": action.code}, "engineering/2027-spring"
    assert logged == [
        ("add action", subject, own),
        ("change action", subject, {**own, "fields": ["said"]}),
        ("publish action", subject, own),
        ("take back action", subject, own),
        ("remove action", subject, own),
    ]
    assert "ecret" not in str(list(AuditEntry.objects.values()))
