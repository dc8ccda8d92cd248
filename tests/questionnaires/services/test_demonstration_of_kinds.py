"""The small programme of the demonstration: every kind is asked, shown, and made once."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.estimates import Estimate, estimate_item
from analysis.instrument import ScaleKind
from analysis.release import load_release
from questionnaires.models import CollectedRound, ReleasedComments, Response, Round
from questionnaires.services.demonstration_of_kinds import PEOPLE, load_demonstration_of_kinds

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

TODAY = date(2026, 11, 23)
NEW_KINDS = {ScaleKind.AMOUNT, ScaleKind.SLIDER, ScaleKind.RANKING}


def test_every_new_kind_is_asked_shown_and_made_once() -> None:
    made = load_demonstration_of_kinds(today=TODAY)
    asked = made.open.version.instrument
    scales = [item.scale for item in asked.items]
    assert {scale.kind for scale in scales} >= NEW_KINDS | {ScaleKind.MULTIPLE, ScaleKind.SINGLE}
    options = [option for scale in scales for option in scale.options]
    assert any(option.say for option in options)
    assert any(option.exclusive for option in options)
    assert any(scale.unipolar for scale in scales)
    assert {scale.ranks for scale in scales if scale.kind is ScaleKind.RANKING} == {None, 3}
    assert any(section.is_shuffled for section in asked.sections)
    (repeating,) = (item for item in asked.items if item.repeats)
    assert "{works_at|" in repeating.written_help
    for texts in asked.translations.values():
        assert "{works_at|" in texts[f"items.{repeating.code}.help"]
    assert set(asked.translations) == {"de", "es"}
    (released,) = made.released
    release = load_release(released.releases.get().content)
    assert release.organisation.answers == PEOPLE
    for item in asked.items:
        assert isinstance(estimate_item(release, "", item.code), Estimate), item.code
    waited = estimate_item(release, "", "waits_for")
    assert isinstance(waited, Estimate)
    assert waited.pairs, "what was chosen together"
    assert ReleasedComments.objects.filter(round=released, item="waits_for").exists()
    assert Response.objects.count() == 0
    assert made.open.is_open
    again = load_demonstration_of_kinds(today=date(2027, 1, 9))
    assert (again.released, again.open) == (made.released, made.open)
    assert Round.objects.count() == CollectedRound.objects.count() == 2
