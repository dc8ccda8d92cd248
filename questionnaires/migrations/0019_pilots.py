"""Pilots: links for testers, times as counts without rows of anybody, notes of interviews."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import questionnaires.models.rounds

NEVER_SAMPLED = {
    "questionnaires_pilot": ["times"],
    "questionnaires_pilotlink": ["digest", "sent"],
}


def take_no_samples(apps, schema_editor):
    """As in 0005: what the server samples outlives the rows."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table, columns in NEVER_SAMPLED.items():
            for column in columns:
                cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')


class Migration(migrations.Migration):

    dependencies = [("questionnaires", "0018_trends_decided_and_versions_reviewed")]

    operations = [
        migrations.CreateModel(
            name="Pilot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(default=questionnaires.models.rounds.random_id, editable=False, max_length=32, unique=True)),
                ("title", models.CharField(max_length=100)),
                ("told", models.TextField(blank=True, max_length=1000, validators=[django.core.validators.MaxLengthValidator(1000)])),
                ("content", models.JSONField(help_text="The instrument as it is tried out.")),
                ("sha256", models.CharField(help_text="Of the version when it was made.", max_length=64)),
                (
                    "links_made",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(50),
                        ]
                    ),
                ),
                ("made_by", models.CharField(help_text="User name.", max_length=150)),
                ("made_on", models.DateField()),
                ("ends_on", models.DateField(help_text="The last day on which its links open anything.")),
                ("times", models.JSONField(blank=True, default=dict)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("sent", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("medians", models.JSONField(blank=True, default=dict)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pilots",
                        to="questionnaires.questionsetversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("made_on"))),
                        name="pilot_ends_after_it_is_made",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("times", {}), _connector="OR"),
                        name="pilot_that_ended_has_no_times",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PilotLink",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("sent", models.BooleanField(default=False)),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="questionnaires.pilot",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PilotNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(default=questionnaires.models.rounds.random_id, editable=False, max_length=32, unique=True)),
                ("item", models.CharField(max_length=60)),
                ("text", models.TextField(max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)])),
                ("written_by", models.CharField(help_text="User name.", max_length=150)),
                ("written_on", models.DateField()),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="questionnaires.pilot",
                    ),
                ),
            ],
            options={"ordering": ["pilot", "pk"]},
        ),
        migrations.RunPython(
            take_no_samples, migrations.RunPython.noop, hints={"model_name": "pilot"}
        ),
    ]
