"""Four processes edit one draft on SQLite files at once; says as JSON what became of their edits.

Run by ``tests/questionnaires/services/test_editing.py``; a program, because the databases of the
test run lie in memory and no two processes share them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ITEMS = ("deploy_ease", "deploy_fear", "on_call", "woken")
EDITS = 5


def set_up(folder: str) -> None:
    """Django on the files of the folder."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "surveyapp.settings", "CANDOR_DATA_DIR": folder}
    for name in ("DATABASE_URL", "ANSWERS_DATABASE_URL"):
        os.environ.pop(name, None)
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import django

    django.setup()


def race(folder: str) -> dict[str, Any]:
    """Start the draft, and one process an item, each on the draft as it is at first."""
    from django.core.management import call_command

    from questionnaires.services.question_sets import import_question_set
    from tests.question_sets import SMALL

    call_command("migrate", verbosity=0)
    draft = import_question_set(source=SMALL, filename="small.yaml", actor="test")
    editors = [
        subprocess.Popen([sys.executable, __file__, folder, item, draft.sha256]) for item in ITEMS
    ]
    if any(editor.wait() for editor in editors):
        sys.exit("an editor failed")
    draft.refresh_from_db()
    numbers = list(draft.revisions.order_by("number").values_list("number", flat=True))
    return {
        "texts": [draft.instrument.item(item).text for item in ITEMS],
        "edits": draft.revisions.exclude(actor="").count(),
        "numbers": numbers,
    }


def edit(item: str, base_sha256: str) -> None:
    """Reword one item again and again, on what this process saw last."""
    from questionnaires.models import QuestionSetVersion
    from questionnaires.services.draft_items import ChangeText
    from questionnaires.services.editing import edit_version

    version = QuestionSetVersion.objects.get()
    for number in range(1, EDITS + 1):
        change = ChangeText(item, f"{item} {number}")
        done = edit_version(version=version, base_sha256=base_sha256, change=change, actor=item)
        base_sha256 = done.version.sha256


if __name__ == "__main__":
    set_up(sys.argv[1])
    if sys.argv[2:]:
        edit(*sys.argv[2:])
    else:
        print(json.dumps(race(sys.argv[1])))
