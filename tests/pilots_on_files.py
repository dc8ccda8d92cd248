"""Testers send times on SQLite files; says as JSON which earlier states the files still hold.

Run by ``tests/questionnaires/services/test_pilots.py``; a program, because the databases of the
test run lie in memory. Two states that follow each other would tell what one tester sent.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from tests.edit_on_files import set_up

TODAY = date(2027, 4, 6)
SECONDS = (105, 215, 325, 435)


def files_hold(folder: Path, state: str) -> bool:
    """Whether any file of the folder holds these bytes."""
    return any(state.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def main(folder: Path) -> None:
    """Send one after the other, look into the files after each, then end the pilot."""
    from django.core.management import call_command

    from questionnaires.models import Pilot
    from questionnaires.queries.pilots import pilot_link_by_secret, timed_sections
    from questionnaires.services.pilots import end_pilot, make_pilot, take_times
    from tests.rounds import version

    call_command("migrate", verbosity=0)
    asked = version(published=False)
    made = make_pilot(version=asked, title="Colleagues", links=5, actor="ann", today=TODAY)
    states: list[str] = []
    held: list[list[bool]] = []
    for secret, seconds in zip(made.secrets, SECONDS, strict=False):
        link = pilot_link_by_secret(secret, today=TODAY)
        assert link is not None
        take_times(link=link, seconds=dict.fromkeys(timed_sections(asked.instrument), seconds))
        states.append(json.dumps(Pilot.objects.get().times))
        held.append([files_hold(folder, state) for state in states])
    end_pilot(pilot=made.pilot, actor="ann", today=TODAY)
    after = [files_hold(folder, state) for state in states]
    digests = [link for link in made.secrets if files_hold(folder, link)]
    print(json.dumps({"held": held, "after the end": after, "secrets": digests}))


if __name__ == "__main__":
    set_up(sys.argv[1])
    main(Path(sys.argv[1]))
