"""Opens an anonymous round in the databases of the environment; says as JSON what links open it.

A program: it gets the settings of a server on another machine.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> dict[str, object]:
    """The public id of the round, its units with their keys; secret and unit of each link."""
    from questionnaires.models import Invitation
    from questionnaires.services.invitations import issue_links
    from tests.devices import opened_anonymous

    round_ = opened_anonymous()
    units = dict(
        Invitation.objects.filter(round=round_).values_list("person__mail", "collection_unit__path")
    )
    links = issue_links(round=round_, actor="test")
    return {
        "public_id": round_.public_id,
        "units": (round_.manifest or {})["units"],
        "links": [
            (link.url.partition("#")[2].partition(".")[0], units[link.mail]) for link in links
        ],
    }


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "surveyapp.settings"
    import django

    django.setup()
    from django.core.management import call_command

    for database in ("default", "answers"):
        call_command("migrate", database=database, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(json.dumps(main()))
