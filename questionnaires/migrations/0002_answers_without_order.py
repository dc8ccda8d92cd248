"""On SQLite, rebuild the tables of answers WITHOUT ROWID.

A plain SQLite table keeps a hidden row id in order of insertion, whatever its key; order alone
links most answers of a small team to people. Without it, rows lie in the order of random keys.
"""

from django.db import migrations


def drop_row_ids(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "sqlite" or connection.alias != "answers":
        return
    for table in ("questionnaires_response", "questionnaires_comment"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
            create = cursor.fetchone()[0]
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type = 'index' "
                "AND sql IS NOT NULL",
                [table],
            )
            indexes = [row[0] for row in cursor.fetchall()]
            cursor.execute(f'ALTER TABLE "{table}" RENAME TO "{table}_old"')
            for name in [sql.split('"')[1] for sql in indexes]:
                cursor.execute(f'DROP INDEX "{name}"')
            cursor.execute(f"{create} WITHOUT ROWID")
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "{table}_old"')
            cursor.execute(f'DROP TABLE "{table}_old"')
            for sql in indexes:
                cursor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_what_is_asked_and_answered")]

    operations = [
        migrations.RunPython(
            drop_row_ids, migrations.RunPython.noop, hints={"model_name": "response"}
        )
    ]
