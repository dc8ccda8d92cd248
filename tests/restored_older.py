"""Restores SQLite files that no longer fit the other side; says as JSON what the commands say.

Run by ``tests/surveyapp/test_backup_commands.py``; a program, because the databases of the test run
are not to be wiped.
"""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.backup_and_restore import set_up, wipe

NAME = "dx/2027-spring"


def main(folder: Path) -> dict[str, Any]:
    """Closed since, answered since, answers lost, opened since."""
    from tests.devices import opened_anonymous

    said: dict[str, Any] = {}
    run("backup", folder / "before")
    opened_anonymous()
    said |= opened_since(folder / "before")
    opened_anonymous()
    said |= answered_since(folder / "answered")
    said |= closed_since(folder / "answered")
    said |= answers_lost(folder)
    return said


def opened_since(folder: Path) -> dict[str, Any]:
    """People from before the round: nobody knows the answers any more."""
    from questionnaires.models import CollectedRound, Response, SpentToken

    send(0, 3)
    public_id = CollectedRound.objects.get().pk
    wipe("default")
    refused = run("restore", folder)
    (people,) = folder.glob("people-*.sqlite3")
    said = run("restore", people)
    before = Response.objects.count(), SpentToken.objects.count()
    asked = run("destroy_answers", public_id)
    run("destroy_answers", public_id, confirm=public_id)
    left = CollectedRound.objects.count() + Response.objects.count() + SpentToken.objects.count()
    return {
        "both at once": refused,
        "opened since": said.replace(public_id, "ID"),
        "asked first": asked.replace(public_id, "ID"),
        "answers before": before,
        "answers left": left,
    }


def answered_since(folder: Path) -> dict[str, Any]:
    """People from before some answers: more ballots were handed in than drawn."""
    send(0, 12)
    run("backup", folder)
    send(12, 16)
    wipe("default")
    return {"answered since": run("restore", folder)}


def closed_since(folder: Path) -> dict[str, Any]:
    """People from before the close: it is closed again, and the figures are the same."""
    from questionnaires.models import CollectionUnit, Invitation

    run("close_round", NAME)
    run("release_round", NAME)
    figures = released_figures()
    wipe("default")
    said = run("restore", folder)
    again = run("close_round", NAME)
    keys = CollectionUnit.objects.exclude(signing_key="").count() + Invitation.objects.count()
    verified = run("verify_round", NAME)
    run("release_round", NAME)
    return {
        "closed since": said,
        "closed again": again,
        "keys and invitations left": keys,
        "verified": verified,
        "figures are the same": released_figures() == figures,
        "groups": len(figures),
    }


def answers_lost(folder: Path) -> dict[str, Any]:
    """The answers of an open round are lost with their disk: it can be ended."""
    from questionnaires.models import Round
    from tests.devices import opened_anonymous
    from tests.rounds import programme

    opened_anonymous("2027-autumn", programme=programme())
    run("backup", folder / "lost")
    wipe("default")
    wipe("answers")
    restored = run("restore", folder / "lost")
    name = "dx/2027-autumn"
    refused = run("abort_round", name, confirm="2027-autumn")
    run("abort_round", name, confirm="2027-autumn", answers_lost=True)
    return {
        "answers lost": restored,
        "refused": refused,
        "status": Round.objects.get(code="2027-autumn").status,
    }


def send(first: int, last: int) -> None:
    """These of the invited answer, in the order of their addresses."""
    from questionnaires.models import Invitation
    from tests.devices import Device

    people = Invitation.objects.select_related("round", "collection_unit")
    for person in people.order_by("person__mail")[first:last]:
        Device(person).send()


def released_figures() -> dict[str, Any]:
    """What the newest release tells of each group, but for who was asked and answered."""
    from questionnaires.models import StoredRelease

    content = json.loads(StoredRelease.objects.latest("pk").content)
    return {group["path"]: group["items"] for group in content["groups"]}


def run(command: str, *arguments: object, **options: Any) -> str:
    """What a command says, its error included."""
    from django.core.management import CommandError, call_command

    out = StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=out, **options)
    except CommandError as error:
        out.write(f"ERROR {error}")
    return out.getvalue()


if __name__ == "__main__":
    set_up()
    print(json.dumps(main(Path(sys.argv[1]))))
