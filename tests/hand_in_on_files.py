"""Sixteen processes hand in three hundred ballots on SQLite files at once; says as JSON what came.

Run by ``tests/questionnaires/services/test_spent_tokens.py``; a program, because the databases of
the test run lie in memory and no two processes share them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.edit_on_files import set_up

PROCESSES = 16
TEAMS = {f"Ops/Team {n}": 30 for n in range(10)}


def race(folder: str) -> dict[str, Any]:
    """Open a round, and let each process answer for its share of the people.

    Before that all of them hand in the same ballot.
    """
    from django.core.management import call_command

    from questionnaires.models import Invitation, Response, SpentToken
    from tests.devices import Device, opened_anonymous

    for database in ("default", "answers"):
        call_command("migrate", database=database, verbosity=0)
    round_ = opened_anonymous(teams=TEAMS)
    first = Device(Invitation.objects.select_related("round", "collection_unit").order_by("pk")[0])
    ballot = first.draw()
    shared = json.dumps([ballot.unit, ballot.message.hex(), ballot.signature.hex()])
    processes = [
        subprocess.Popen(
            [sys.executable, __file__, folder, str(number), ballot.round, shared],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    said = [process.communicate()[0].split() for process in processes]
    if any(process.returncode for process in processes):
        sys.exit("a process failed")
    return {
        "responses": Response.objects.filter(round_id=round_.public_id).count(),
        "tokens": SpentToken.objects.count(),
        "used": Invitation.objects.filter(used=True).count(),
        "receipts": sum(int(count) for count, _shared in said),
        "receipts of the shared ballot": len({shared for _count, shared in said}),
    }


def answer(number: int, round_: str, shared: str) -> None:
    """Hand in what all hand in, then draw and hand in for every sixteenth person but the first."""
    from questionnaires.models import Invitation
    from questionnaires.services.spent_tokens import Ballot, hand_in_ballot
    from tests.devices import Device
    from tests.rounds import ANSWERS

    unit, message, signature = json.loads(shared)
    ballot = Ballot(round_, unit, bytes.fromhex(message), bytes.fromhex(signature))
    same = hand_in_ballot(ballot=ballot, answers=ANSWERS, comments={})
    people = Invitation.objects.select_related("round", "collection_unit").order_by("pk")[1:]
    receipts = [Device(person).send() for person in people[number::PROCESSES]]
    print(len(receipts), same.signature.hex())


if __name__ == "__main__":
    set_up(sys.argv[1])
    if sys.argv[2:]:
        answer(int(sys.argv[2]), *sys.argv[3:])
    else:
        print(json.dumps(race(sys.argv[1])))
