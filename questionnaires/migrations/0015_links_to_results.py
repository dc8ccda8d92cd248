"""Links to the results of a round that expire, and a rule of rounds that says so before."""

import django.db.models.deletion
from django.db import migrations, models

import questionnaires.models.rounds

RESULTS_FOR = [
    ("asked", "everybody who is asked"),
    ("link", "people with a role, and whoever gets a link that expires"),
    ("roles", "people with a role only"),
]


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0014_marks_on_comments")]

    operations = [
        migrations.AlterField(
            "round",
            "results_for",
            models.CharField(
                choices=RESULTS_FOR,
                default="roles",
                help_text="Who reads the results on this site, once they are released.",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="ResultsLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=questionnaires.models.rounds.random_id,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "made_for",
                    models.CharField(
                        blank=True,
                        help_text="Whom it is for: a group or a meeting.",
                        max_length=100,
                    ),
                ),
                ("made_by", models.CharField(help_text="User name.", max_length=150)),
                ("made_on", models.DateField()),
                (
                    "expires_on",
                    models.DateField(help_text="The last day on which it opens something."),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=150)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results_links",
                        to="questionnaires.round",
                    ),
                ),
            ],
            options={
                "ordering": ["round", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_on__gte", models.F("made_on"))),
                        name="results_link_expires_after_it_is_made",
                    )
                ],
            },
        ),
    ]
