"""The re-linking attacker on whole rounds, on files or servers of its own; says what he found.

As JSON. Run by ``tests/questionnaires/services/test_relinking.py``; a program, because the
databases of the test run lie in memory or belong to other tests as well. Behind the folder stands
what to try.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

Said = dict[str, Any]


def set_up(folder: Path) -> Path:
    """Django on the databases of the environment; the log of all that the site writes."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "surveyapp.settings"
    import django

    django.setup()
    log = folder / "site.log"
    folder.mkdir(exist_ok=True)
    logging.basicConfig(filename=log, level=logging.DEBUG, force=True)
    return log


def migrate() -> None:
    """Tables for both sides, wherever they are."""
    from django.core.management import call_command

    for database in ("default", "answers"):
        call_command("migrate", database=database, verbosity=0)


def attacked(field: Any, folder: Path, log: Path, *, write_ahead_log: bool = True) -> Said:
    """The best method on a copy of everything, beside what chance allows."""
    from tests.attackers.evidence import copy_of
    from tests.attackers.order import Success, methods

    evidence = copy_of(folder, log)
    tried = [
        method
        for method in methods(evidence, field.public_id, field.known)
        if write_ahead_log or not method.uses_log
    ]
    return asdict(Success.of(tried, field.known, field.truth))


def open_round(folder: Path, log: Path) -> Said:
    """Sixty people: with the order kept, after the daily rewriting, and as it is served."""
    from django.core.management import call_command

    from questionnaires.services.aborting import abort_round
    from tests.attackers.field import everybody_answers
    from tests.attackers.weakened import order_kept

    with order_kept():
        field = everybody_answers("2027-a", seed=1)
    said = {"order kept": attacked(field, folder, log)}
    call_command("rewrite_answers", stdout=StringIO())
    said["rewritten once a day"] = attacked(field, folder, log)
    abort_round(round=field.round, actor="test")
    field = everybody_answers("2027-b", seed=2)
    said["rewritten after each answer"] = attacked(field, folder, log)
    said["the same, without the write-ahead log"] = attacked(
        field, folder, log, write_ahead_log=False
    )
    call_command("rewrite_answers", stdout=StringIO())
    said["rewritten after each answer and once a day"] = attacked(field, folder, log)
    return said


def weakened(folder: Path, log: Path) -> Said:
    """Sixty people, for each thing that a careless build keeps."""
    from django.core.management import call_command

    from questionnaires.services.aborting import abort_round
    from tests.attackers.field import everybody_answers
    from tests.attackers.weakened import digest_kept, number_the_rows, order_kept, times_kept

    said: Said = {}
    for seed, build in enumerate((digest_kept, times_kept), start=11):
        with order_kept(), build():
            field = everybody_answers(f"2027-{seed}", seed)
        call_command("rewrite_answers", stdout=StringIO())
        said[build.__name__] = attacked(field, folder, log)
        abort_round(round=field.round, actor="test")
    number_the_rows()
    with order_kept():
        field = everybody_answers("2027-13", 13)
    said["order_kept"] = attacked(field, folder, log)
    return said


def one_side(folder: Path, log: Path) -> Said:
    """Both sides in one database and each draw in one transaction with its response."""
    from tests.attackers.field import everybody_answers
    from tests.attackers.weakened import one_transaction

    with one_transaction():
        field = everybody_answers("2027-a", seed=3)
    return {"one_transaction": attacked(field, folder, log)}


def guessed(folder: Path, log: Path) -> Said:
    """True answers, guessed, against the stored hashes: as it is, and without the message."""
    from questionnaires.services.aborting import abort_round
    from tests.attackers.evidence import copy_of
    from tests.attackers.field import everybody_answers
    from tests.attackers.guessing import confirmed
    from tests.attackers.weakened import body_without_message, order_kept

    said: Said = {}
    for name, build in (("as it is", nullcontext), ("without message", body_without_message)):
        with order_kept(), build():
            field = everybody_answers(f"2027-{name[:2]}", seed=4)
        guesses = {person: (field.answers[person], field.sent[person]) for person in field.truth}
        found = confirmed(copy_of(folder, log), field.public_id, field.known, guesses)
        said[name] = {"guessed": len(guesses), "confirmed": len(found)}
        abort_round(round=field.round, actor="test")
    return said


def closed(folder: Path, log: Path) -> Said:
    """What is read and reckoned before the close, after the release, and where rows were kept."""
    from questionnaires.services.closing import close_round
    from questionnaires.services.releasing import release_round
    from tests.attackers.closed_rounds import found_in
    from tests.attackers.field import everybody_answers
    from tests.attackers.weakened import order_kept, responses_kept

    said: Said = {}
    for name, build in (("as it is", nullcontext), ("responses kept", responses_kept)):
        with order_kept():  # so that there is more to destroy
            field = everybody_answers(f"2027-{name[:2]}", seed=5)
        if build is nullcontext:
            said["open"] = found_in(field, folder, log)
        with build():
            close_round(round=field.round, actor="test")
        release_round(round=field.round, actor="test")
        said[name] = found_in(field, folder, log)
    return said


def every_day(folder: Path, log: Path) -> Said:
    """Both databases copied on each evening of a field period."""
    from tests.attackers.daily_copies import on_files

    return on_files(folder, log)


TRIALS: dict[str, Callable[[Path, Path], Said]] = {
    trial.__name__: trial for trial in (open_round, weakened, one_side, guessed, closed, every_day)
}


def main(folder: Path, trial: str) -> None:
    """One trial."""
    log = set_up(folder)
    from tests.attackers.weakened import one_database

    with one_database() if trial == "one_side" else nullcontext():
        if trial == "one_side":
            migrate()
        print(json.dumps(TRIALS[trial](folder, log)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
