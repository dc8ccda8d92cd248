"""Freezing: what cannot be changed, by whom, and that no migration thaws it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connections, router, transaction
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from questionnaires.models import (
    CollectedRound,
    CollectionUnit,
    Programme,
    QuestionSet,
    QuestionSetVersion,
    Round,
    StoredRelease,
)
from questionnaires.services.aborting import abort_round
from questionnaires.services.closing import close_round
from questionnaires.services.field_periods import extend_field_period
from questionnaires.services.freezing import (
    RULES,
    install_triggers,
    problems_of_triggers,
    remove_triggers,
)
from questionnaires.services.releasing import correct_release, release_round
from questionnaires.services.verification import verify_round
from tests.devices import Device, opened_anonymous, people_of
from tests.frozen import overrule, thawed
from tests.programs import environment
from tests.relation_files import superuser
from tests.rounds import TODAY, answer, draft, opened, version

BOTH = ["default", "answers"]
pytestmark = pytest.mark.django_db(databases=BOTH)
whole = pytest.mark.django_db(transaction=True, databases=BOTH)
PROJECT = Path(__file__).resolve().parents[3]

FROZEN = "candor: the rules of an opened round are frozen"
UNITS = "candor: the units of an opened round are frozen"
BACK = "candor: the state of a round never goes back"
PUBLISHED = "candor: a published version of a question set never changes"


def another_version() -> int:
    return version().pk


def another_programme() -> int:
    return Programme.objects.create(code="other", title="Other").pk


def another_question_set() -> int:
    return QuestionSet.objects.create(code="other", title="Other").pk


def another_round() -> int:
    return draft("later").pk


#: What somebody might write over a frozen column; functions make what a key has to point to.
ATTEMPTS: dict[tuple[type[Model], str], dict[str, Any]] = {
    (Round, FROZEN): {
        "public_id": "f" * 32,
        "programme": another_programme,
        "code": "other",
        "title": "Other",
        "version": another_version,
        "mode": Round.Mode.OPEN,
        "k": 4,
        "full_detail": True,
        "kept_responses_days": 30,
        "population": 3,
        "purpose": "Other",
        "responsible": "",
        "audience": "Other",
        "results_for": Round.ResultsFor.ROLES,
        "opened_on": date(2026, 1, 1),
        "manifest": {"k": 4},
        "manifest_sha256": "0" * 64,
        "response_key": "1" * 64,
    },
    (CollectionUnit, UNITS): {
        "round": another_round,
        "path": "Other",
        "title": "Other",
        "members": 3,
        "pooled": ["Ops/Build"],
        "signing_key": "other",
    },
    (QuestionSetVersion, PUBLISHED): {
        "question_set": another_question_set,
        "number": 9,
        "status": QuestionSetVersion.Status.DRAFT,
        "source": "other",
        "content": {},
        "sha256": "0" * 64,
    },
    (CollectedRound, FROZEN): {
        "id": "f" * 32,
        "manifest": {"k": 4},
        "content": {},
        "receipt_key": "other",
    },
}
CASES = [
    (model, field, value, told)
    for (model, told), fields in ATTEMPTS.items()
    for field, value in fields.items()
]


def by_statement(model: type[Model], pk: Any, field: str, value: Any) -> int:
    """As somebody does at a console."""
    connection = connections[router.db_for_write(model)]
    column = model._meta.get_field(field)
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {table} SET "{column.column}" = %s WHERE {key} = %s',  # type: ignore[union-attr]  # noqa: S608
            [column.get_db_prep_save(value, connection), pk],  # type: ignore[union-attr]
        )
        return int(cursor.rowcount)


def by_queryset(model: type[Model], pk: Any, field: str, value: Any) -> int:
    """As code does that knows nothing of services."""
    return int(model._default_manager.filter(pk=pk).update(**{field: value}))


WAYS = {"statement": by_statement, "queryset": by_queryset}
Way = Callable[[type[Model], Any, str, Any], int]


def tried(way: Way, model: type[Model], pk: Any, field: str, value: Any) -> int:
    with transaction.atomic(using=router.db_for_write(model)):
        return way(model, pk, field, value)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(
    ("model", "field", "value", "told"),
    CASES,
    ids=[f"{model.__name__}-{field}" for model, field, _value, _told in CASES],
)
def test_what_is_frozen_is_refused_with_the_rule(
    way: Way, model: type[Model], field: str, value: Any, told: str
) -> None:
    opened()
    new = value() if callable(value) else value
    row = model._default_manager.order_by("pk")[:1]
    (before,) = row.values()
    pk = before[model._meta.pk.attname]
    with pytest.raises(IntegrityError, match=told):
        tried(way, model, pk, field, new)
    assert model._default_manager.filter(pk=pk).values().get() == before
    with thawed():  # nothing else would have kept it
        assert tried(way, model, pk, field, new) == 1


def test_every_column_of_every_rule_is_tried_and_is_there() -> None:
    tried_here = {
        (model, model._meta.get_field(field).column)  # type: ignore[union-attr]
        for model, field, _value, _told in CASES
    }
    named = {(rule.model, name) for rule in RULES for name in (*rule.fixed, *rule.emptied)}
    assert named - {(CollectedRound, "status")} == tried_here
    for rule in RULES:
        columns = {field.column for field in rule.model._meta.concrete_fields}
        assert {*rule.fixed, *rule.emptied} <= columns
    for alias in BOTH:
        rules = {
            f"candor_{rule.name}" for rule in RULES if router.db_for_write(rule.model) == alias
        }
        remove_triggers(alias)
        assert problems_of_triggers(alias) == sorted(f"{name} (missing)" for name in rules)
        install_triggers(alias)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_keys_are_emptied_and_never_replaced(way: Way) -> None:
    round_ = opened_anonymous()
    unit = CollectionUnit.objects.filter(round=round_)[0]
    assert unit.signing_key
    assert CollectedRound.objects.get().receipt_key
    for model, pk, field, told in (
        (CollectionUnit, unit.pk, "signing_key", UNITS),
        (CollectedRound, round_.public_id, "receipt_key", FROZEN),
    ):
        with pytest.raises(IntegrityError, match=told):
            tried(way, model, pk, field, "other")
        assert tried(way, model, pk, field, "") == 1
        with pytest.raises(IntegrityError, match=told):
            tried(way, model, pk, field, "other")


#: Where each state can lead. An unlikely way is no way back, and left to services.
LEADS = {
    "draft": {"draft", "open", "closed", "released", "aborted"},
    "open": {"open", "closed", "released", "aborted"},
    "closed": {"closed", "released", "aborted"},
    "released": {"released"},
    "aborted": {"aborted"},
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("before", Round.Status.values)
def test_the_state_of_a_round_never_goes_back(way: Way, before: str) -> None:
    round_ = draft()
    for after in Round.Status.values:
        overrule(Round.objects.all(), status=before)
        if after in LEADS[before]:
            assert tried(way, Round, round_.pk, "status", after) == 1
            continue
        with pytest.raises(IntegrityError, match=BACK):
            tried(way, Round, round_.pk, "status", after)
        assert Round.objects.get().status == before


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_closed_round_takes_no_answers_again(way: Way) -> None:
    round_ = opened()
    assert tried(way, CollectedRound, round_.public_id, "status", "closed") == 1
    with pytest.raises(IntegrityError, match="candor: a closed round takes no answers any more"):
        tried(way, CollectedRound, round_.public_id, "status", "open")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_draft_changes_as_one_likes(way: Way) -> None:
    round_, unpublished = draft(), version(published=False)
    unit = CollectionUnit.objects.create(round=round_, path="Ops", title="Ops", members=8)
    for model, pk in (
        (Round, round_.pk),
        (CollectionUnit, unit.pk),
        (QuestionSetVersion, unpublished.pk),
    ):
        for one, field, value, _told in CASES:
            if one is model and field not in ("round", "status"):
                new = value() if callable(value) else value
                assert tried(way, model, pk, field, new) == 1


def test_an_opened_round_gets_no_unit() -> None:
    round_, later = opened(), draft("later")
    moved = CollectionUnit.objects.create(round=later, path="Sham", title="Sham", members=8)
    sham = {"path": "Sham", "title": "Sham", "members": 8}
    with pytest.raises(IntegrityError, match=UNITS), transaction.atomic():
        CollectionUnit.objects.create(round=round_, **sham)
    with pytest.raises(IntegrityError, match=UNITS), transaction.atomic():
        CollectionUnit.objects.bulk_create([CollectionUnit(round=round_, **sham)])
    with pytest.raises(IntegrityError, match=UNITS), transaction.atomic():
        CollectionUnit.objects.filter(pk=moved.pk).update(round=round_)
    assert not round_.collection_units.filter(path="Sham").exists()


# The lives that a round can have


@whole
def test_a_round_that_is_opened_extended_closed_released_and_corrected() -> None:
    round_ = opened_anonymous(closes_on=TODAY)
    for person in people_of(round_)[:10]:
        Device(person).send()
    later = date(2027, 4, 30)
    extend_field_period(round=round_, closes_on=later, actor="ann", today=TODAY)
    close_round(round=round_, actor="ann", today=TODAY)
    stored = release_round(round=Round.objects.get(), actor="ann", today=TODAY)
    withdrawn = ["release_at_will"]
    correct_release(round=Round.objects.get(), reason="Typo", withdrawn=withdrawn, actor="ann")
    assert StoredRelease.objects.count() == 2
    assert all(check.holds for check in verify_round(Round.objects.get()))
    for way in WAYS.values():
        with pytest.raises(IntegrityError, match="candor: a release never changes"):
            tried(way, StoredRelease, stored.pk, "content", "{}")
    assert StoredRelease.objects.get(pk=stored.pk).content == stored.content


@whole
@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_a_round_that_is_aborted_and_one_that_keeps_responses(mode: str) -> None:
    aborted = opened("2027-a", mode)
    answer(aborted, 6)
    assert abort_round(round=aborted, actor="ann", today=TODAY).is_aborted
    kept = opened("2027-b", mode, kept_responses_days=10)
    answer(kept, 6)
    close_round(round=kept, actor="ann", today=TODAY)
    assert release_round(round=Round.objects.get(pk=kept.pk), actor="ann", today=TODAY).pk


# Those who have the rights


def failed(round_: Round) -> str:
    checks = verify_round(Round.objects.get(pk=round_.pk))
    return " ".join(check.what for check in checks if not check.holds)


def test_who_removes_the_triggers_is_found_out_by_the_manifest() -> None:
    round_ = opened()
    assert failed(round_) == ""
    remove_triggers("default")
    assert "candor_round_rules (missing)" in problems_of_triggers("default")
    Round.objects.update(k=4)
    assert "rules of the round are those of the manifest" in failed(round_)
    Round.objects.update(manifest={**(round_.manifest or {}), "k": 4})
    assert "fingerprint that everybody was shown" in failed(round_)
    connections["default"].check_constraints()
    install_triggers("default")
    assert problems_of_triggers("default") == []


@whole
@pytest.mark.postgresql
def test_a_superuser_passes_triggers_that_are_there_and_not_the_manifest() -> None:
    round_ = opened()
    with superuser("default") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE questionnaires_round SET k = 4")
    assert problems_of_triggers("default") == []
    assert "rules of the round are those of the manifest" in failed(round_)


# Triggers as such


def test_where_all_is_there_installing_costs_two_questions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for alias in BOTH:
        with django_assert_num_queries(2, using=alias):
            install_triggers(alias)


def test_a_trigger_of_an_earlier_version_is_removed() -> None:
    with connections["default"].cursor() as cursor:
        if connections["default"].vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER candor_earlier BEFORE UPDATE ON questionnaires_round "
                "BEGIN SELECT RAISE(ABORT, 'earlier'); END"
            )
        else:
            cursor.execute(
                "CREATE FUNCTION candor_earlier() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN RAISE EXCEPTION 'earlier'; END$$"
            )
            cursor.execute(
                "CREATE TRIGGER candor_earlier BEFORE UPDATE ON questionnaires_round "
                "FOR EACH ROW EXECUTE FUNCTION candor_earlier()"
            )
    assert problems_of_triggers("default") == ["candor_earlier (of no rule)"]
    install_triggers("default")
    assert problems_of_triggers("default") == []
    draft()
    Round.objects.update(k=9)


@pytest.mark.postgresql
@pytest.mark.parametrize("what", ["DISABLE TRIGGER USER", "ENABLE REPLICA TRIGGER candor_release"])
def test_a_trigger_that_is_switched_off_counts_as_altered(what: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE questionnaires_storedrelease {what}")
    assert problems_of_triggers("default") == ["candor_release (altered)"]
    install_triggers("default")
    assert problems_of_triggers("default") == []


def test_triggers_are_there_after_every_migration_whatever_it_does(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(PROJECT / "tests" / "migrate_frozen.py"), str(tmp_path)],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    every = sorted(f"candor_{rule.name}" for rule in RULES)
    whole_state = {"there": every, "problems": []}
    assert [name for name, _state in said["steps"]][: len(said["names"])] == said["names"]
    for name, state in said["steps"]:
        assert (name, state) == (name, whole_state)
    # SQLite drops the triggers of a table that Django makes anew; PostgreSQL makes none anew.
    of_units = {"candor_unit_added", "candor_unit_rules"}
    lost = of_units if connections["default"].vendor == "sqlite" else set()
    assert set(every) - set(said["rebuilt"]["meanwhile"]["there"]) == lost
    assert {problem.split()[0] for problem in said["rebuilt"]["meanwhile"]["problems"]} == lost
    assert said["rebuilt"]["afterwards"] == whole_state
    assert said["planted"]["changed"]
    assert said["planted"]["afterwards"] == whole_state
    # Without the receiver nothing would have put them back.
    assert said["planted"]["without"]["there"] == []
