"""Closes a round on SQLite files in the folder given, and says as JSON what their bytes hold.

With ``abort`` behind the folder the round is aborted instead. Run by ``test_closing.py`` and
``test_aborting.py`` in ``tests/questionnaires/services``; a program, because the databases of the
test run lie in memory.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def main(folder: Path, *, abort: bool) -> None:
    """Plant answers, look for them, close, look again."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "surveyapp.settings", "CANDOR_DATA_DIR": str(folder)}
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import django

    django.setup()
    from django.core.management import call_command

    for database in ("default", "answers"):
        call_command("migrate", database=database, verbosity=0)
    print(json.dumps(close_and_look(folder, abort=abort)))


def close_and_look(folder: Path, *, abort: bool) -> dict[str, Any]:
    """What is found before and after."""
    from questionnaires.models import InvitationSecret, Response
    from questionnaires.services import erasing
    from questionnaires.services.aborting import abort_round
    from questionnaires.services.closing import close_round
    from questionnaires.services.erasing import UnfinishedError
    from questionnaires.services.invitations import issue_links
    from tests.rounds import ANSWERS, answer, opened

    end = abort_round if abort else close_round
    round_ = opened()
    issue_links(round=round_, actor="test")
    answer(round_, 20)
    rare = {**ANSWERS, "change_fail": "97", "recommend": "10"}
    answer(round_, 1, rare, {"best_thing": "Zanzibar lighthouse keepers"})
    planted = Response.objects.get(answers=rare)
    in_answers = {
        "answer": '"change_fail": "97", "recommend": "10"',
        "comment": "Zanzibar lighthouse keepers",
        "response id": planted.pk,
    }
    in_people = {
        "response key": round_.response_key,
        "link digest": InvitationSecret.objects.order_by("?")[:1].get().digest,
    }
    found: dict[str, Any] = {
        "in the answers files before": look(folder, "answers", in_answers),
        "in the people files before": look(folder, "people", in_people),
    }
    erasing.PATIENCE_SECONDS = 0.5
    reader = sqlite3.connect(folder / "answers.sqlite3")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM questionnaires_response").fetchall()
    try:
        end(round=round_, actor="test")
    except UnfinishedError:
        found["in the answers files while a reader holds them"] = "unfinished"
    reader.close()
    end(round=round_, actor="test")
    found["in the answers files after"] = look(folder, "answers", in_answers)
    found["in the people files after"] = look(folder, "people", in_people)
    return found


def look(folder: Path, name: str, markers: Mapping[str, str]) -> list[str]:
    """Which markers stand in the database file or its logs."""
    files = sorted(folder.glob(f"{name}.sqlite3*"))
    assert files
    content = b"".join(file.read_bytes() for file in files)
    return [marker for marker, text in markers.items() if text.encode() in content]


if __name__ == "__main__":
    main(Path(sys.argv[1]), abort="abort" in sys.argv[2:])
