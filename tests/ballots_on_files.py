"""Ballots on SQLite files in the folder given; says as JSON what their bytes tell.

Run by ``tests/questionnaires/services/test_spent_tokens.py``; a program, because the databases of
the test run lie in memory.
"""

from __future__ import annotations

import hashlib
import json
import sys
from contextlib import ExitStack
from itertools import combinations
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.close_on_files import look
from tests.edit_on_files import set_up
from tests.order_on_files import spare_nothing

PEOPLE = 12
SERVICES = "questionnaires.services"
#: What a careless build would leave out.
CARE = (
    f"{SERVICES}.spent_tokens.forget_order_of_arrival",
    f"{SERVICES}.ballots.forget_order_of_answering",
)


def main(folder: Path) -> dict[str, Any]:
    """Twelve people answer: nothing rewritten, with rows that grow, and rightly."""
    from django.core.management import call_command

    spare_nothing()
    for database in ("default", "answers"):
        call_command("migrate", database=database, verbosity=0)
    # In this order: rows that grow stay on their page while the table is new and has room there.
    said = {
        "rows grow": answered(folder, "2027-a", grow=True),
        "nothing rewritten": answered(folder, "2027-b", *CARE),
        "rightly": answered(folder, "2027-c"),
    }
    return said | closed(folder)


def answered(folder: Path, code: str, *left_out: str, grow: bool = False) -> list[str]:
    """Of what the places in the files tell the order of arrival."""
    from django.db import connections

    from questionnaires.models import Invitation, Response, Round
    from tests.devices import Device, opened_anonymous

    with ExitStack() as stack:
        for name in left_out:
            stack.enter_context(patch(name))
        if grow:
            stack.enter_context(patch(f"{SERVICES}.rounds.nobodys_ballot", str))
        round_ = opened_anonymous(code)
        asked = Invitation.objects.select_related("round", "collection_unit")
        tokens, responses, ballots = [], list[str](), []
        for person in asked.filter(round=round_).order_by("?")[:PEOPLE]:
            device = Device(person)
            tokens.append(device.send().digest)
            ballots.append(hashlib.sha256(device.blinding.blinded).hexdigest())
            new = Response.objects.filter(round_id=round_.public_id).exclude(pk__in=responses)
            responses.append(new.get().pk)
    Round.objects.filter(pk=round_.pk).update(status=Round.Status.ABORTED)
    for alias in ("answers", "default"):
        connections[alias].close()  # the last connection empties the log into the file
    inside = (folder / "answers.sqlite3").read_bytes(), (folder / "people.sqlite3").read_bytes()
    found = {"tokens": (inside[0], tokens), "responses": (inside[0], responses)}
    return [
        name
        for name, (content, arrived) in (found | {"ballots": (inside[1], ballots)}).items()
        if tells_order(content, round_.public_id if name != "ballots" else "", arrived)
    ]


def tells_order(content: bytes, before: str, arrived: list[str]) -> bool:
    """Whether places rise or fall with the order of arrival, but for five of the 66 pairs.

    Of 12! orders, fewer than one in 50,000 do so by chance.
    """
    places = [content.rfind((before + key).encode()) for key in arrived]
    assert all(place > 0 for place in places)
    rising = sum(one < other for one, other in combinations(places, 2))
    return min(rising, PEOPLE * (PEOPLE - 1) // 2 - rising) <= 5


def closed(folder: Path) -> dict[str, Any]:
    """What of a ballot and its answers is in the files before and after closing."""
    from questionnaires.models import CollectedRound, CollectionUnit, Response, SpentToken
    from questionnaires.services.closing import close_round
    from tests.devices import Device, opened_anonymous, people_of

    CollectionUnit.objects.update(signing_key="")  # the same keys, of rounds that did not close
    round_ = opened_anonymous("2027-d")
    for person in people_of(round_)[1:9]:
        Device(person).send()
    device = Device(people_of(round_)[0])
    rare = "Zanzibar lighthouse keepers"
    receipt = device.send(comments={"best_thing": rare})
    unit = CollectionUnit.objects.get(pk=device.invitation.collection_unit_id)
    key = CollectedRound.objects.get(pk=round_.public_id).receipt_key
    in_answers = {
        "comment": rare,
        "response": Response.objects.filter(round_id=round_.public_id)[0].pk,
        "hash of the answers": SpentToken.objects.get(pk=receipt.digest).body,
        "token": receipt.digest,
        "receipt key": key.splitlines()[1],
    }
    in_people = {
        "blinded value": hashlib.sha256(device.blinding.blinded).hexdigest(),
        "signing key": unit.signing_key.splitlines()[5],
        "token": receipt.digest,
    }
    before = look(folder, "answers", in_answers), look(folder, "people", in_people)
    close_round(round=round_, actor="test")
    after = look(folder, "answers", in_answers), look(folder, "people", in_people)
    return {"before": before, "after": after}


if __name__ == "__main__":
    set_up(sys.argv[1])
    print(json.dumps(main(Path(sys.argv[1]))))
