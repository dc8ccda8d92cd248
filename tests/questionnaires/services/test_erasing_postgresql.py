"""What the files of PostgreSQL tell: no order of answers or of people, and nothing deleted."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, connections
from django.db.models import Model

from questionnaires.models import (
    Comment,
    Invitation,
    InvitationSecret,
    Pilot,
    Response,
    Round,
    SpentToken,
)
from questionnaires.queries.pilots import pilot_link_by_secret, timed_sections
from questionnaires.services import erasing, pilots, responses, spent_tokens
from questionnaires.services.aborting import abort_round
from questionnaires.services.closing import close_round
from questionnaires.services.erasing import (
    UnfinishedError,
    erase_deleted_rows,
    forget_order_of_answering,
    forget_order_of_arrival,
    rewrite_in_random_order,
)
from questionnaires.services.invitations import issue_links
from questionnaires.services.pilots import make_pilot, take_times
from questionnaires.services.responses import answer_invitation, confidential_response_id
from questionnaires.services.rewriting_budget import RewritingBudget
from tests.devices import Device, opened_anonymous, people_of
from tests.relation_files import bytes_of, bytes_of_database, bytes_of_log, row_versions, superuser
from tests.rounds import ANSWERS, TODAY, answer, opened, version

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]
PEOPLE = 12
Rows = list[tuple[str | int, int]]


@pytest.fixture(autouse=True)
def budgets_unspent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tests before this one rewrote leaves it its own share."""
    for alias in erasing.BUDGETS:
        monkeypatch.setitem(erasing.BUDGETS, alias, RewritingBudget(at_once=3600))


@pytest.fixture
def not_rewritten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "forget_order_of_arrival", lambda: None)
    monkeypatch.setattr(responses, "forget_order_of_answering", lambda: None)


def answer_one_by_one(round_: Round, words: int = 20) -> list[Invitation]:
    """Twelve people, in the order in which they answer."""
    people = Invitation.objects.filter(round=round_).select_related("round", "collection_unit")
    arriving = list(people.order_by("?")[:PEOPLE])
    for invitation in arriving:
        text = secrets.token_hex(words // 2)
        answer_invitation(invitation=invitation, answers=ANSWERS, comments={"best_thing": text})
    return arriving


def rows_of(model: type[Model], alias: str) -> Rows:
    """Key and writer of each row, as the rows lie in the file."""
    query = f"SELECT id, xmin::text::bigint FROM {model._meta.db_table} ORDER BY ctid"  # noqa: S608
    with connections[alias].cursor() as cursor:
        cursor.execute(query)
        rows: Rows = cursor.fetchall()
    return rows


def in_order_of_writing(rows: Rows) -> list[str | int]:
    return [key for key, _writer in sorted(rows, key=lambda row: row[1])]


def writers(rows: Rows) -> int:
    return len({writer for _key, writer in rows})


# Order


@pytest.mark.usefixtures("not_rewritten")
def test_without_rewriting_the_rows_tell_who_said_what() -> None:
    """What the other tests are there for: three tables, put side by side, name everybody."""
    round_ = opened()
    forget_order_of_answering()  # what earlier tests rolled back lies in the file as well
    arrived = answer_one_by_one(round_)
    answers, words = rows_of(Response, "answers"), rows_of(Comment, "answers")
    used = set(Invitation.objects.filter(used=True).values_list("pk", flat=True))
    people = [row for row in rows_of(Invitation, "default") if row[0] in used]
    expected = [confidential_response_id(round_, invitation) for invitation in arrived]
    assert in_order_of_writing(answers) == expected
    assert in_order_of_writing(people) == [invitation.pk for invitation in arrived]
    # A response and the words that came with it were written by the same transaction.
    assert {writer for _key, writer in answers} == {writer for _key, writer in words}
    assert writers(answers) == PEOPLE
    # Of the mark the old version still lies in the file as well.
    assert sum(1 for _made, ended in row_versions(Invitation) if ended) == PEOPLE


def test_rows_lie_in_the_order_of_their_keys_as_if_written_at_once() -> None:
    answer_one_by_one(opened())
    for model, alias, count in (
        (Response, "answers", PEOPLE),
        (Comment, "answers", PEOPLE),
        (Invitation, "default", Invitation.objects.count()),
    ):
        rows = rows_of(model, alias)
        assert len(rows) == count
        assert writers(rows) == 1
        assert [key for key, _writer in rows] == sorted(key for key, _writer in rows)
    assert Invitation.objects.filter(used=True).count() == PEOPLE


def test_tokens_and_ballots_tell_no_order_either() -> None:
    """Written in one transaction with its response, a token would name it."""
    round_ = opened_anonymous()
    people = people_of(round_)
    for person in people:
        Device(person).send(comments={"best_thing": "Quiet mornings"})
    for model, alias, count in (
        (Response, "answers", len(people)),
        (SpentToken, "answers", len(people)),
        (Comment, "answers", len(people)),
        (Invitation, "default", Invitation.objects.count()),
    ):
        rows = rows_of(model, alias)
        assert len(rows) == count
        assert writers(rows) == 1
        assert [key for key, _writer in rows] == sorted(key for key, _writer in rows)
        assert {ended for _made, ended in row_versions(model)} == {0}


@pytest.mark.usefixtures("not_rewritten")
def test_without_rewriting_a_token_names_its_response(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spent_tokens, "forget_order_of_arrival", lambda: None)
    round_ = opened_anonymous()
    for person in people_of(round_):
        Device(person).send()
    response_of = {writer: key for key, writer in rows_of(Response, "answers")}
    named = {key: response_of[writer] for key, writer in rows_of(SpentToken, "answers")}
    assert len(set(named.values())) == len(people_of(round_))


def test_the_files_hold_one_version_of_each_row() -> None:
    answer_one_by_one(opened())
    for model in (Response, Comment, Invitation):
        versions = list(row_versions(model))
        assert len(versions) == model._default_manager.count()
        assert len({made for made, _ended in versions}) == 1
        assert {ended for _made, ended in versions} == {0}


def numbers_of_long_values() -> list[int]:
    """The numbers under which long comments are stored, in the order of the comments' keys."""
    with superuser("answers") as connection:
        found = connection.execute(
            "SELECT pg_column_toast_chunk_id(text)::bigint FROM questionnaires_comment ORDER BY id"
        ).fetchall()
    return [number for (number,) in found if isinstance(number, int)]


@pytest.mark.parametrize("forgets", [True, False])
def test_of_a_pilot_one_state_of_its_counts_is_left(
    forgets: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two states that follow each other would tell what one tester sent."""
    if not forgets:
        monkeypatch.setattr(pilots, "forget_earlier_states", lambda *_models: None)
    made = make_pilot(version=version(), title="x", links=5, actor="test", today=TODAY)
    for secret in made.secrets:
        link = pilot_link_by_secret(secret, today=TODAY)
        assert link is not None
        timed = timed_sections(link.pilot.instrument)
        take_times(link=link, seconds=dict.fromkeys(timed, 40))
    left = len(list(row_versions(Pilot)))
    assert (left == 1) if forgets else (left > 1)


def test_long_comments_are_numbered_by_their_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = opened()
    with monkeypatch.context() as patch:
        patch.setattr(responses, "forget_order_of_arrival", lambda: None)
        answer_one_by_one(round_, words=9_000)
    before = numbers_of_long_values()
    assert len(before) == PEOPLE
    assert before != sorted(before)
    forget_order_of_arrival()
    assert numbers_of_long_values() == sorted(numbers_of_long_values())


def test_content_survives_rewriting() -> None:
    round_ = opened()
    answer(round_, 8, comments={"best_thing": "Quiet mornings, „ruhig“, 朝"})
    responses_before = sorted(Response.objects.values_list())
    comments_before = sorted(Comment.objects.values_list())
    people = sorted(Invitation.objects.values_list("pk", "person", "used"))
    forget_order_of_arrival()
    forget_order_of_answering()
    assert sorted(Response.objects.values_list()) == responses_before
    assert sorted(Comment.objects.values_list()) == comments_before
    assert sorted(Invitation.objects.values_list("pk", "person", "used")) == people
    # Keys and what points to them still hold.
    with pytest.raises(DatabaseError):
        Response.objects.create(round_id="nowhere", answers={})
    with pytest.raises(DatabaseError):
        Invitation.objects.bulk_create([Invitation.objects.all()[0]])


# Others at the same time


@contextmanager
def another(alias: str, *statements: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A session of somebody else, in the middle of a transaction."""
    with superuser(alias) as connection:
        connection.execute("BEGIN")
        for statement in statements:
            connection.execute(statement)
        yield connection
        connection.execute("ROLLBACK")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT FROM questionnaires_collectedround FOR UPDATE",
        "LOCK TABLE questionnaires_response IN ACCESS SHARE MODE",
        "LOCK TABLE questionnaires_comment IN ROW EXCLUSIVE MODE",
    ],
    ids=["answering", "reading", "deleting"],
)
def test_an_order_that_cannot_be_forgotten_now_is_forgotten_with_the_next(statement: str) -> None:
    round_ = opened()
    answer(round_, 3)
    Response.objects.create(round_id=round_.public_id, unit="", answers={})
    with another("answers", statement):
        forget_order_of_arrival()
        assert writers(rows_of(Response, "answers")) == 2
    answer(round_, 1)
    assert writers(rows_of(Response, "answers")) == 1


def test_the_daily_rewriting_names_who_is_in_the_way_and_rewrites_the_other_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(erasing, "PATIENCE_SECONDS", 0.3)
    for alias in erasing.BUDGETS:  # as under a load of many answers a second
        monkeypatch.setitem(erasing.BUDGETS, alias, RewritingBudget(at_once=0, share=0))
    round_ = opened()
    answer(round_, 3)
    assert writers(rows_of(Response, "answers")) == 3
    assert writers(rows_of(Invitation, "default")) == 4
    with (
        another("answers", "LOCK TABLE questionnaires_response IN ACCESS SHARE MODE"),
        pytest.raises(UnfinishedError, match="the database “answers”, so it was not"),
    ):
        rewrite_in_random_order()
    assert writers(rows_of(Response, "answers")) == 3
    assert writers(rows_of(Invitation, "default")) == 1
    rewrite_in_random_order()
    assert writers(rows_of(Response, "answers")) == 1


def test_an_answer_does_not_wait_for_who_reads_the_invitations() -> None:
    round_ = opened()
    with another("default", "LOCK TABLE questionnaires_invitation IN ACCESS SHARE MODE"):
        answer(round_, 3)
        assert writers(rows_of(Invitation, "default")) == 4
    answer(round_, 1)
    assert writers(rows_of(Invitation, "default")) == 1


def test_nothing_is_rewritten_inside_a_transaction() -> None:
    from django.db import transaction

    round_ = opened()
    answer(round_, 2)
    Response.objects.create(round_id=round_.public_id, unit="", answers={})
    with transaction.atomic(using="answers"), transaction.atomic():
        forget_order_of_arrival()
        forget_order_of_answering()
        assert writers(rows_of(Response, "answers")) == 2
        with pytest.raises(RuntimeError, match="inside a transaction"):
            erase_deleted_rows()


def test_rewriting_while_many_answer_loses_nothing_and_ends_in_order() -> None:
    round_ = opened()
    waiting = list(
        Invitation.objects.filter(round=round_).select_related("round", "collection_unit")
    )
    count, failures = len(waiting), list[BaseException]()

    def work() -> None:
        try:
            while waiting:
                answer_invitation(invitation=waiting.pop(), answers=ANSWERS, comments={})
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert failures == []
    assert Response.objects.count() == count
    assert Invitation.objects.filter(used=True).count() == count
    # Whoever came last had nobody in the way.
    assert writers(rows_of(Response, "answers")) == 1
    assert writers(rows_of(Invitation, "default")) == 1


# Deleted rows


def planted(round_: Round) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What one answer leaves on either side, in bytes that stand nowhere else."""
    issue_links(round=round_, actor="test")
    answer(round_, 20)
    rare = {**ANSWERS, "change_fail": "97", "recommend": "10"}
    answer(round_, 1, rare, {"best_thing": "Zanzibar lighthouse keepers"})
    response = Response.objects.get(answers=rare)
    link = InvitationSecret.objects.order_by("?")[0]
    return (
        {"comment": b"Zanzibar lighthouse keepers", "response id": response.pk.encode()},
        {"response key": round_.response_key.encode(), "link digest": link.digest.encode()},
    )


def found(markers: dict[str, bytes], content: bytes) -> list[str]:
    return [name for name, marker in markers.items() if marker in content]


@pytest.mark.parametrize("end", [close_round, abort_round])
def test_after_its_end_no_file_and_no_log_holds_a_byte_of_an_answer(
    end: Callable[..., object],
) -> None:
    round_ = opened()
    in_answers, in_people = planted(round_)
    assert found(in_answers, bytes_of_database("answers")) == ["comment", "response id"]
    assert found(in_answers, bytes_of_log("answers")) == ["comment", "response id"]
    assert found(in_people, bytes_of_database("default")) == ["response key", "link digest"]
    assert found(in_people, bytes_of_log("default")) == ["response key", "link digest"]
    end(round=round_, actor="test", today=TODAY)
    assert found(in_answers, bytes_of_database("answers")) == []
    assert found(in_answers, bytes_of_log("answers")) == []
    assert found(in_people, bytes_of_database("default")) == []
    assert found(in_people, bytes_of_log("default")) == []


def test_deleting_alone_leaves_the_bytes_where_they_were() -> None:
    """What the test above would miss if it looked at rows."""
    in_answers, _in_people = planted(opened())
    Response.objects.all().delete()
    Comment.objects.all().delete()
    assert found(in_answers, bytes_of(Response)) == ["response id"]
    assert found(in_answers, bytes_of(Comment)) == ["comment"]
    erase_deleted_rows()
    assert found(in_answers, bytes_of_database("answers")) == []


@pytest.mark.parametrize("alias", ["answers", "default"])
@pytest.mark.parametrize(
    "statements",
    [
        ["LOCK TABLE questionnaires_{table} IN ACCESS SHARE MODE"],
        ["SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SELECT FROM django_migrations"],
        ["SELECT pg_current_xact_id()"],
    ],
    ids=["reads the table", "has an old snapshot", "has written something"],
)
def test_a_transaction_in_the_way_is_reported_and_the_close_finished_later(
    alias: str, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "PATIENCE_SECONDS", 0.3)
    round_ = opened()
    in_answers, in_people = planted(round_)
    table = "storedtally" if alias == "answers" else "invitationsecret"
    with another(alias, *(statement.format(table=table) for statement in statements)):
        with pytest.raises(UnfinishedError, match=f"“{alias}”"):
            close_round(round=round_, actor="test", today=TODAY)
        assert Round.objects.get(pk=round_.pk).closed_on is None
    close_round(round=round_, actor="test", today=TODAY)
    assert found(in_answers, bytes_of_database("answers")) == []
    assert found(in_people, bytes_of_database("default")) == []


def test_a_transaction_that_begins_afterwards_is_not_waited_for() -> None:
    round_ = opened()
    planted(round_)
    ended = threading.Event()

    def read_something_else() -> None:
        while not ended.is_set():
            with another("answers", "SELECT count(*) FROM django_migrations"):
                ended.wait(0.02)

    reader = threading.Thread(target=read_something_else)
    reader.start()
    try:
        close_round(round=round_, actor="test", today=TODAY)
    finally:
        ended.set()
        reader.join(timeout=30)
    assert Round.objects.get(pk=round_.pk).closed_on == TODAY


def test_without_the_right_to_empty_the_log_the_round_closes_all_the_same() -> None:
    round_ = opened()
    in_answers, _in_people = planted(round_)
    with superuser("answers") as connection:
        connection.execute("REVOKE EXECUTE ON FUNCTION pg_switch_wal() FROM candor")
    try:
        close_round(round=round_, actor="test", today=TODAY)
        assert found(in_answers, bytes_of_database("answers")) == []
        assert found(in_answers, bytes_of_log("answers")) == ["comment", "response id"]
    finally:
        with superuser("answers") as connection:
            connection.execute("GRANT EXECUTE ON FUNCTION pg_switch_wal() TO candor")


# Samples


def sampled() -> str:
    """What the server noted of the columns of the answers' tables."""
    with superuser("answers") as connection:
        return str(
            connection.execute(
                "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats "
                "WHERE tablename LIKE 'questionnaires\\_%' OR tablename = 'django_migrations'"
            ).fetchall()
        )


def test_the_server_takes_no_samples_of_answers() -> None:
    round_ = opened()
    answer(round_, 20, comments={"best_thing": "Zanzibar lighthouse keepers"})
    text = "ALTER TABLE questionnaires_comment ALTER COLUMN text SET STATISTICS"
    with superuser("answers") as connection:
        connection.execute(f"{text} 100")
        connection.execute("ANALYZE questionnaires_comment")
    assert "Zanzibar" in sampled()
    with superuser("answers") as connection:
        # The samples outlive the rows.
        connection.execute("DELETE FROM questionnaires_comment")
        connection.execute("ANALYZE questionnaires_comment")
        assert "Zanzibar" in sampled()
        connection.execute(
            "DELETE FROM pg_statistic WHERE starelid = 'questionnaires_comment'::regclass"
        )
        connection.execute(f"{text} 0")
    answer(round_, 5, comments={"best_thing": "Zanzibar lighthouse keepers"})
    with superuser("answers") as connection:
        connection.execute("ANALYZE")
    assert "auth" in sampled()
    for told in ("Zanzibar", "release_at_will", "Ops/Build", *ids_of_responses()):
        assert told not in sampled()


def ids_of_responses() -> list[str]:
    ids = list(Response.objects.values_list("pk", flat=True))
    assert len(ids) == 25
    return ids
