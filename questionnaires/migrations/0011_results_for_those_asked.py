"""Who reads the results is a rule of a round; what is done about them is written down.

Every round that is there keeps what its people were told: results are for people with a role.
"""

import django.db.models.deletion
from django.core.validators import MaxLengthValidator
from django.db import migrations, models

import questionnaires.models.rounds

RESULTS_FOR = [("asked", "everybody who is asked"), ("roles", "people with a role only")]
STATES = [
    ("planned", "planned"),
    ("under_way", "under way"),
    ("done", "done"),
    ("decided_against", "decided against"),
]


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0010_anonymous_by_default")]

    operations = [
        migrations.AddField(
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
            name="Action",
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
                (
                    "said",
                    models.CharField(
                        help_text="What was said, in a sentence or two.", max_length=500
                    ),
                ),
                (
                    "construct",
                    models.CharField(
                        blank=True,
                        help_text="Code of the construct of the questions that it is about.",
                        max_length=60,
                    ),
                ),
                ("state", models.CharField(choices=STATES, default="planned", max_length=20)),
                (
                    "done",
                    models.TextField(
                        help_text="What is done about it, or why it is not.",
                        max_length=2000,
                        validators=[MaxLengthValidator(2000)],
                    ),
                ),
                (
                    "by",
                    models.CharField(blank=True, help_text="Who does it: a team.", max_length=200),
                ),
                (
                    "on",
                    models.DateField(
                        blank=True, help_text="Done on that day, or planned for.", null=True
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="questionnaires.round",
                    ),
                ),
            ],
            options={"ordering": ["round", "pk"]},
        ),
    ]
