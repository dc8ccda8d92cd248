"""Anonymous mode: a ballot for each invitation, signed unseen, and a token for each one handed in."""

import django.db.models.deletion
from django.db import migrations, models

MODES = [
    ("anonymous", "anonymous"),
    ("confidential", "confidential, not anonymous"),
    ("open", "open link, no head count"),
    ("imported", "imported from a file"),
]
NEVER_SAMPLED = {
    "default": {
        "questionnaires_collectionunit": ["signing_key"],
        "questionnaires_invitation": ["ballot"],
    },
    "answers": {
        "questionnaires_collectedround": ["receipt_key"],
        "questionnaires_spenttoken": ["id", "round_id", "body"],
    },
}


def drop_row_ids(apps, schema_editor):
    """As in 0002: a hidden row id would tell the order of arrival."""
    connection = schema_editor.connection
    if connection.vendor != "sqlite" or connection.alias != "answers":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'questionnaires_spenttoken' "
            "AND sql IS NOT NULL ORDER BY type DESC"
        )
        create, *indexes = [sql for (sql,) in cursor.fetchall()]
        cursor.execute("DROP TABLE questionnaires_spenttoken")
        cursor.execute(f"{create} WITHOUT ROWID")
        for sql in indexes:
            cursor.execute(sql)


def take_no_samples(apps, schema_editor):
    """As in 0005: what the server samples outlives the rows."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table, columns in NEVER_SAMPLED[connection.alias].items():
            for column in columns:
                cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0007_comments_withheld_and_withdrawn")]

    operations = [
        migrations.AlterField(
            "round",
            "mode",
            models.CharField(choices=MODES, default="confidential", max_length=12),
        ),
        migrations.AddField("round", "spent_tokens", models.JSONField(blank=True, null=True)),
        migrations.AddField("collectionunit", "signing_key", models.TextField(blank=True)),
        migrations.AddField("invitation", "ballot", models.CharField(blank=True, max_length=64)),
        migrations.AddField("collectedround", "receipt_key", models.TextField(blank=True)),
        migrations.CreateModel(
            name="SpentToken",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spent_tokens",
                        to="questionnaires.collectedround",
                    ),
                ),
                ("body", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["round", "id"], name="spent_token_by_round_and_key")
                ],
            },
        ),
        migrations.RunPython(
            drop_row_ids, migrations.RunPython.noop, hints={"model_name": "spenttoken"}
        ),
        migrations.RunPython(
            take_no_samples, migrations.RunPython.noop, hints={"model_name": "invitation"}
        ),
        migrations.RunPython(
            take_no_samples, migrations.RunPython.noop, hints={"model_name": "spenttoken"}
        ),
    ]
