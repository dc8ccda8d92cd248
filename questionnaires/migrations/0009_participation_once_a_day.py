"""Participation as counted once a day, and how many ballots of a unit were issued again."""

from django.db import migrations, models


def take_no_samples(apps, schema_editor):
    """As in 0005: what the server samples outlives what closing takes away."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql" or connection.alias != "default":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            'ALTER TABLE "questionnaires_round" ALTER COLUMN "participation" SET STATISTICS 0'
        )


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0008_ballots_signed_unseen")]

    operations = [
        migrations.AddField("round", "participation", models.JSONField(blank=True, null=True)),
        migrations.AddField("collectionunit", "reissued", models.PositiveIntegerField(default=0)),
        migrations.RunPython(
            take_no_samples, migrations.RunPython.noop, hints={"model_name": "round"}
        ),
    ]
