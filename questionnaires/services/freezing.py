"""Freezing: database triggers that refuse to change the rules of an opened round.

Services refuse before, with a reason and an entry in the log; the triggers are for whoever comes
past them, with a console or a mistake in code. Whoever owns the tables can remove a trigger as
well: the fingerprint of the manifest, which everybody was shown, then no longer matches
(:mod:`questionnaires.services.verification`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from django.db import connections, router, transaction
from django.db.migrations import Migration
from django.db.models import Model

from questionnaires.models import (
    CollectedRound,
    CollectionUnit,
    QuestionSetVersion,
    Round,
    StoredRelease,
)

#: A trigger whose name begins so is ours.
PREFIX = "candor_"
_OPENED = "old.status <> 'draft'"
_OF_AN_OPENED_ROUND = (
    "EXISTS (SELECT 1 FROM questionnaires_round AS r WHERE r.id IN (%s) AND r.status <> 'draft')"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What cannot be done to the rows of a table, in SQL that both engines read.

    Where ``when`` holds (empty: always), the columns ``fixed`` cannot change, those in ``emptied``
    can only be emptied, and nothing is written for which ``never`` holds. ``old`` and ``new`` are
    the row before and after. ``message`` is what whoever tries is told.
    """

    name: str
    model: type[Model]
    message: str
    when: str = ""
    fixed: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    never: str = ""
    event: str = "UPDATE"


RULES = (
    Rule(
        "round_rules",
        Round,
        "the rules of an opened round are frozen",
        when=_OPENED,
        fixed=(
            *("public_id", "programme_id", "code", "title", "version_id"),
            *("mode", "k", "full_detail", "kept_responses_days", "population"),
            *("purpose", "responsible", "audience", "results_for", "opened_on"),
            *("manifest", "manifest_sha256"),
        ),
        emptied=("response_key",),
    ),
    Rule(
        "round_status",
        Round,
        "the state of a round never goes back",
        when="new.status <> old.status",
        never=(
            "new.status = 'draft' OR old.status IN ('released', 'aborted') "
            f"OR new.status = 'open' AND {_OPENED}"
        ),
    ),
    Rule(
        "unit_added",
        CollectionUnit,
        "the units of an opened round are frozen",
        never=_OF_AN_OPENED_ROUND % "new.round_id",
        event="INSERT",
    ),
    Rule(
        "unit_rules",
        CollectionUnit,
        "the units of an opened round are frozen",
        when=_OF_AN_OPENED_ROUND % "old.round_id, new.round_id",
        fixed=("round_id", "path", "title", "members", "pooled"),
        emptied=("signing_key",),
    ),
    Rule(
        "version",
        QuestionSetVersion,
        "a published version of a question set never changes",
        when="old.status = 'published'",
        fixed=("question_set_id", "number", "status", "source", "content", "sha256"),
    ),
    Rule("release", StoredRelease, "a release never changes", never="1 = 1"),
    Rule(
        "collected_rules",
        CollectedRound,
        "the rules of an opened round are frozen",
        fixed=("id", "manifest", "content"),
        emptied=("receipt_key",),
    ),
    Rule(
        "collected_status",
        CollectedRound,
        "a closed round takes no answers any more",
        when="old.status = 'closed'",
        fixed=("status",),
    ),
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule on one engine: how it is made and removed, and what the database then says of it."""

    name: str
    table: str
    making: tuple[str, ...]
    text: str


def install_triggers(alias: str) -> None:
    """Afterwards every rule about this database holds in it. Costs two questions where it did."""
    if not problems_of_triggers(alias):
        return
    with transaction.atomic(using=alias):
        found = _found(alias)
        wanted = {trigger.name: trigger for trigger in _wanted(alias)}
        stale = {name: table for name, (table, text) in found.items() if name not in wanted}
        for trigger in wanted.values():
            if trigger.name in found and found[trigger.name][1] != trigger.text:
                stale[trigger.name] = found[trigger.name][0]
        _remove(alias, stale)
        missing = [one for name, one in wanted.items() if name in stale or name not in found]
        with connections[alias].cursor() as cursor:
            for statement in (statement for trigger in missing for statement in trigger.making):
                cursor.execute(statement)


def remove_triggers(alias: str) -> None:
    """Afterwards no rule holds in this database: for migrations, which put them back."""
    with transaction.atomic(using=alias):
        _remove(alias, {name: table for name, (table, _text) in _found(alias).items()})


def problems_of_triggers(alias: str) -> list[str]:
    """What is not as it should be, such as ``candor_version (missing)``; sorted."""
    found = {name: text for name, (_table, text) in _found(alias).items()}
    wanted = {trigger.name: trigger.text for trigger in _wanted(alias)}
    kinds = {
        "missing": wanted.keys() - found.keys(),
        "altered": {name for name in wanted.keys() & found.keys() if wanted[name] != found[name]},
        "of no rule": found.keys() - wanted.keys(),
    }
    return sorted(f"{name} ({kind})" for kind, names in kinds.items() for name in names)


def make_way(*, using: str, plan: Sequence[tuple[Migration, bool]] = (), **kwargs: Any) -> None:
    """Before migrating: SQLite renames no table, and drops no column, that a trigger names."""
    if any(migration.app_label == Round._meta.app_label for migration, _backwards in plan):
        remove_triggers(using)


def freeze_again(*, using: str, **kwargs: Any) -> None:
    """After migrating: the triggers are there, whatever the migrations did."""
    install_triggers(using)


def _wanted(alias: str) -> Iterator[Trigger]:
    """What should be there, as far as the tables have the columns yet (or still)."""
    rules = [rule for rule in RULES if router.db_for_write(rule.model) == alias]
    vendor = connections[alias].vendor
    columns = _columns(alias, {rule.model._meta.db_table for rule in rules})
    for rule in rules:
        condition = _condition(rule, columns.get(rule.model._meta.db_table, frozenset()), vendor)
        if condition:
            yield _ENGINES[vendor].trigger(rule, condition)


def _condition(rule: Rule, columns: AbstractSet[str], vendor: str) -> str:
    """Under which the rule is broken, or nothing where the table is not made yet."""
    if not columns:
        return ""
    differs = _ENGINES[vendor].differs
    refused = [f"new.{name} {differs} old.{name}" for name in rule.fixed if name in columns]
    refused += [
        f"new.{name} <> '' AND new.{name} {differs} old.{name}"
        for name in rule.emptied
        if name in columns
    ]
    refused += [rule.never] if rule.never else []
    return " AND ".join(f"({part})" for part in (rule.when, " OR ".join(refused)) if part)


def _trigger_on_sqlite(rule: Rule, condition: str) -> Trigger:
    name, table = PREFIX + rule.name, rule.model._meta.db_table
    text = (
        f"CREATE TRIGGER {name} BEFORE {rule.event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'candor: {rule.message}'); END"
    )
    return Trigger(name, table, (text,), text)


def _trigger_on_postgresql(rule: Rule, condition: str) -> Trigger:
    """The condition stands in a function: one in the trigger would keep columns from changing."""
    name, table = PREFIX + rule.name, rule.model._meta.db_table
    body = (
        f"BEGIN IF {condition} THEN RAISE EXCEPTION USING "
        f"MESSAGE = 'candor: {rule.message}', ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN new; END"
    )
    function = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
    text = (
        f"CREATE TRIGGER {name} BEFORE {rule.event} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    return Trigger(name, table, (function, text), f"{text} {body}")


@dataclass(frozen=True, slots=True)
class _Engine:
    """What the two kinds of database do differently.

    ``found`` asks for name, table and text of each trigger whose name begins with the prefix,
    ``columns`` for the tables and their columns.
    """

    trigger: Callable[[Rule, str], Trigger]
    differs: str
    found: str
    columns: str
    removing: tuple[str, ...]


_ENGINES: Mapping[str, _Engine] = {
    "sqlite": _Engine(
        trigger=_trigger_on_sqlite,
        differs="IS NOT",
        found=(
            "SELECT name, tbl_name, sql FROM sqlite_master "
            "WHERE type = 'trigger' AND name GLOB 'candor_*'"
        ),
        columns=(
            "SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c "
            "WHERE t.type = 'table'"
        ),
        removing=("DROP TRIGGER {name}",),
    ),
    "postgresql": _Engine(
        trigger=_trigger_on_postgresql,
        differs="IS DISTINCT FROM",
        # One that is disabled is there and does nothing.
        found=(
            "SELECT t.tgname, c.relname, CASE WHEN t.tgenabled IN ('O', 'A') "
            "THEN pg_get_triggerdef(t.oid, true) || ' ' || f.prosrc ELSE 'disabled' END "
            "FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid "
            "JOIN pg_proc AS f ON f.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid) "
            "AND starts_with(t.tgname, 'candor_')"
        ),
        columns=(
            "SELECT t.relname, c.attname FROM pg_class AS t "
            "JOIN pg_attribute AS c ON c.attrelid = t.oid "
            "WHERE t.relkind = 'r' AND pg_table_is_visible(t.oid) "
            "AND c.attnum > 0 AND NOT c.attisdropped"
        ),
        removing=("DROP TRIGGER {name} ON {table}", "DROP FUNCTION IF EXISTS {name}() CASCADE"),
    ),
}


def _found(alias: str) -> dict[str, tuple[str, str]]:
    """Table and text of each trigger of ours in the database, by its name."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(_ENGINES[connection.vendor].found)
        return {name: (table, text) for name, table, text in cursor.fetchall()}


def _columns(alias: str, tables: AbstractSet[str]) -> dict[str, set[str]]:
    connection = connections[alias]
    columns: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ENGINES[connection.vendor].columns)
        for table, column in cursor.fetchall():
            if table in tables:
                columns.setdefault(table, set()).add(column)
    return columns


def _remove(alias: str, triggers: Mapping[str, str]) -> None:
    """``triggers`` are names with their tables, as the database gave them."""
    connection = connections[alias]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name, table in triggers.items():
            for statement in _ENGINES[connection.vendor].removing:
                cursor.execute(statement.format(name=quote(name), table=quote(table)))
