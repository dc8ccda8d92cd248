"""Advice overruled with a note: kept across versions, gone when what was judged changes."""

from __future__ import annotations

import pytest

from questionnaires.advice.judging import advice_on
from questionnaires.advice.values import Advice, Circumstances, Rule
from questionnaires.models import AuditEntry, OverruledAdvice, QuestionSetVersion
from questionnaires.queries.advice import overruled_for
from questionnaires.services.advice import overrule_advice, take_up_advice
from questionnaires.services.draft_items import ChangeText
from questionnaires.services.editing import edit_version
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import (
    import_question_set,
    publish_version,
    start_next_version,
)
from tests.question_sets import SMALL

pytestmark = pytest.mark.django_db

BAD = "Builds are fast and reliable."


@pytest.fixture
def draft() -> QuestionSetVersion:
    version = import_question_set(source=SMALL, filename="small.yaml", actor="ann")
    reword(version, BAD)
    return version


def reword(version: QuestionSetVersion, text: str) -> None:
    edit_version(
        version=version,
        base_sha256=version.sha256,
        change=ChangeText("deploy_ease", text, "", None),
        actor="ann",
    )
    version.refresh_from_db()


def given(version: QuestionSetVersion) -> Advice | None:
    """The advice on the reworded question, unless a note overrules it."""
    notes = overruled_for(version)
    for advice in advice_on(version.instrument, Circumstances()):
        if advice.rule is Rule.DOUBLE_BARRELLED and advice.key not in notes:
            return advice
    return None


def overruled(version: QuestionSetVersion, note: str = "They go together here.") -> OverruledAdvice:
    advice = given(version)
    assert advice is not None
    return overrule_advice(version=version, advice=advice, note=note, actor="ann")


def test_a_note_overrules_it_and_the_log_says_so(draft: QuestionSetVersion) -> None:
    note = overruled(draft, " They  go\ttogether here. ")
    assert given(draft) is None
    assert (note.note, note.actor, note.place) == (
        "They go together here.",
        "ann",
        "items.deploy_ease",
    )
    entry = AuditEntry.objects.get(action="overrule advice")
    assert (entry.actor, entry.detail["rule"]) == ("ann", "double-barrelled")
    assert entry.detail["note"] == "They go together here."


def test_another_text_gets_the_advice_and_the_old_text_keeps_its_note(
    draft: QuestionSetVersion,
) -> None:
    overruled(draft)
    reword(draft, "Builds are fast and stable.")
    assert given(draft) is not None
    reword(draft, BAD)
    assert given(draft) is None


def test_it_is_kept_in_the_next_version(draft: QuestionSetVersion) -> None:
    overruled(draft)
    publish_version(version=draft, actor="ann")
    draft.refresh_from_db()
    following = start_next_version(version=draft, actor="ann")
    assert following.number == 2
    assert given(following) is None


def test_another_question_set_gets_the_advice(draft: QuestionSetVersion) -> None:
    overruled(draft)
    other = SMALL.replace("code: small-set", "code: other-set")
    second = import_question_set(source=other, filename="other.yaml", actor="ann")
    reword(second, BAD)
    assert given(second) is not None


def test_twice_is_another_note(draft: QuestionSetVersion) -> None:
    advice = given(draft)
    assert advice is not None
    for note in ("One.", "Two."):
        overrule_advice(version=draft, advice=advice, note=note, actor="ann")
    assert [one.note for one in OverruledAdvice.objects.all()] == ["Two."]


def test_it_is_taken_up_again_once(draft: QuestionSetVersion) -> None:
    note = overruled(draft)
    take_up_advice(version=draft, overruled=note, actor="bob")
    assert given(draft) is not None
    take_up_advice(version=draft, overruled=note, actor="bob")
    assert AuditEntry.objects.filter(action="take up advice", actor="bob").count() == 1


@pytest.mark.parametrize("note", ["", " \n\t", "\0", "x" * 501])
def test_a_note_is_needed_and_bounded(draft: QuestionSetVersion, note: str) -> None:
    with pytest.raises(ServiceError):
        overruled(draft, note)
    assert not OverruledAdvice.objects.exists()
    assert not AuditEntry.objects.filter(action="overrule advice").exists()


def test_a_published_version_is_left_alone(draft: QuestionSetVersion) -> None:
    note = overruled(draft)
    advice = next(
        a for a in advice_on(draft.instrument, Circumstances()) if a.rule is Rule.DOUBLE_BARRELLED
    )
    publish_version(version=draft, actor="ann")
    draft.refresh_from_db()
    with pytest.raises(ServiceError, match="published"):
        overrule_advice(version=draft, advice=advice, note="Late.", actor="ann")
    with pytest.raises(ServiceError, match="published"):
        take_up_advice(version=draft, overruled=note, actor="ann")
    assert OverruledAdvice.objects.get().note == "They go together here."
