"""Answers on SQLite files in the folder given, and says as JSON what order their bytes tell.

Run by ``tests/questionnaires/services/test_responses.py``; a program, because the databases of the
test run lie in memory.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from unittest.mock import patch

PEOPLE = 12


def main(folder: Path) -> None:
    """Twelve people answer, one after the other; without the rewriting, then with it."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "surveyapp.settings", "CANDOR_DATA_DIR": str(folder)}
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import django

    django.setup()
    from django.core.management import call_command

    spare_nothing()
    for database in ("default", "answers"):
        call_command("migrate", database=database, verbosity=0)
    responses = "questionnaires.services.responses"
    with (
        patch(f"{responses}.forget_order_of_arrival"),
        patch(f"{responses}.forget_order_of_answering"),
    ):
        without = order_of(folder, "2027-spring")
    print(json.dumps({"without": without, "with": order_of(folder, "2027-autumn")}))


def spare_nothing() -> None:
    """However slow this machine is, each answer is followed by a rewriting that is left in."""
    from questionnaires.services import erasing
    from questionnaires.services.rewriting_budget import RewritingBudget

    for alias in erasing.BUDGETS:
        erasing.BUDGETS[alias] = RewritingBudget(at_once=3600)


def order_of(folder: Path, code: str) -> dict[str, bool | list[str]]:
    """Whether places in the file are in the order of arrival, and in that of the keys.

    ``logs`` are the databases whose write-ahead log holds something.
    """
    from django.db import connections

    from questionnaires.models import Response, Round
    from tests.rounds import answer, opened

    round_ = opened(code, Round.Mode.OPEN)
    arrived: list[str] = []
    for _ in range(PEOPLE):
        answer(round_, 1, comments={"best_thing": "Quiet mornings."})
        responses = Response.objects.filter(round_id=round_.public_id).exclude(pk__in=arrived)
        arrived.append(responses.get().pk)
    Round.objects.filter(pk=round_.pk).update(status=Round.Status.CLOSED)
    by_invitation = opened(f"{code}-2")
    connections["default"].close()
    answer(by_invitation, 1)
    logs = [
        name
        for name in ("answers", "people")
        if (folder / f"{name}.sqlite3-wal").stat().st_size > 0
    ]
    Round.objects.filter(pk=by_invitation.pk).update(status=Round.Status.CLOSED)
    connections["answers"].close()  # the last connection empties the log into the file
    content = (folder / "answers.sqlite3").read_bytes()
    # The index lies before the table or after it; its entries are the ones side by side.
    places = {key: content.rfind((round_.public_id + key).encode()) for key in arrived}
    assert all(place > 0 for place in places.values())
    falling = sorted(places.values(), reverse=True)
    return {
        "logs": logs,
        "arrival": [places[key] for key in arrived] == falling,
        "keys": [places[key] for key in sorted(arrived)] == falling,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
