"""Migrates new databases, forward and back, and says as JSON which triggers are there after each.

Run by ``tests/questionnaires/services/test_freezing.py``; a program, because it rebuilds tables.
Its databases are those of its environment: SQLite files, or new databases of the test servers.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

ALIASES = ("default", "answers")
PLANTED = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "{newest}")]
    operations = [
        migrations.AlterField("round", "title", models.CharField(max_length=210)),
        migrations.AlterField("collectionunit", "title", models.CharField(max_length=210)),
        migrations.AlterField("questionsetversion", "number", models.BigIntegerField()),
        migrations.AlterField("storedrelease", "number", models.BigIntegerField()),
        migrations.AlterField("collectedround", "status", models.CharField(max_length=11)),
    ]
"""


def main(folder: Path) -> dict[str, Any]:
    """Every migration of the app, one after the other, back again, and one that changes tables."""
    from django.db.migrations.loader import MigrationLoader

    names = sorted(MigrationLoader(None).disk_migrations)
    ours = [name for app, name in names if app == "questionnaires"]
    # Not back to before 0002, which leaves a table as it made it and could not make it again.
    steps = [(name, migrated(name)) for name in [*ours, *reversed(ours[1:-1]), ours[-1]]]
    said = {"names": ours, "steps": steps, "rebuilt": rebuilt()}
    return said | {"planted": planted(folder, ours[-1])}


def migrated(name: str) -> dict[str, Any]:
    """Which triggers are there after migrating to this migration, and what is wrong with them."""
    from django.core.management import call_command

    for alias in ALIASES:
        call_command("migrate", "questionnaires", name, database=alias, verbosity=0)
    return state()


def state() -> dict[str, Any]:
    """The triggers of both databases as somebody sees them who asks the databases."""
    from django.db import connections

    from questionnaires.services.freezing import problems_of_triggers

    there: list[str] = []
    for alias in ALIASES:
        with connections[alias].cursor() as cursor:
            if connections[alias].vendor == "sqlite":
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            else:
                cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            there += [name for (name,) in cursor.fetchall()]
    problems = [problem for alias in ALIASES for problem in problems_of_triggers(alias)]
    return {"there": sorted(there), "problems": problems}


def rebuilt() -> dict[str, Any]:
    """Django changes a column of a table; then ``migrate``, which has nothing to do."""
    from django.core.management import call_command
    from django.db import connection, models

    from questionnaires.models import CollectionUnit

    before = CollectionUnit._meta.get_field("title")
    after = models.CharField(max_length=210)
    after.set_attributes_from_name("title")
    after.model = CollectionUnit
    with connection.schema_editor() as editor:
        editor.alter_field(CollectionUnit, before, after)
    meanwhile = state()
    call_command("migrate", verbosity=0)
    return {"meanwhile": meanwhile, "afterwards": state()}


def planted(folder: Path, newest: str) -> dict[str, Any]:
    """A migration changes columns of every table with triggers. Which were there meanwhile?"""
    from django.apps import apps
    from django.conf import settings
    from django.db.models.signals import post_migrate

    import questionnaires.migrations
    from questionnaires.services import freezing

    package = folder / "planted"
    package.mkdir()
    (package / "__init__.py").write_text(f"__path__ += {list(questionnaires.migrations.__path__)}")
    (package / "9999_planted.py").write_text(PLANTED.format(newest=newest))
    sys.path.insert(0, str(folder))
    settings.MIGRATION_MODULES = {"questionnaires": "planted"}
    before = columns()
    afterwards = migrated("9999_planted")
    changed = columns() != before
    # The way back without what puts them back.
    post_migrate.disconnect(freezing.freeze_again, sender=apps.get_app_config("questionnaires"))
    without = migrated(newest)
    return {"afterwards": afterwards, "changed": changed, "without": without}


def columns() -> str:
    """The type of a column that the planted migration changes."""
    from django.db import connection

    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, "questionnaires_round")
    return str(next(column for column in described if column.name == "title"))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "surveyapp.settings"
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import django

    django.setup()
    print(json.dumps(main(Path(sys.argv[1]))))
