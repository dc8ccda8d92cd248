"""Decisions on trends, reviews of drafts, and question sets that began as a copy."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaires", "0017_overruled_advice"),
    ]

    operations = [
        migrations.AddField(
            model_name="questionset",
            name="is_reviewed",
            field=models.BooleanField(
                default=False,
                help_text="Whether a second person reads a version before it is published.",
            ),
        ),
        migrations.AddField(
            model_name="questionset",
            name="origin",
            field=models.ForeignKey(
                blank=True,
                help_text="The version of another question set that it began as a copy of.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clones",
                to="questionnaires.questionsetversion",
            ),
        ),
        migrations.CreateModel(
            name="TrendDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=60)),
                ("kinds", models.JSONField(default=list)),
                ("before", models.PositiveIntegerField()),
                ("origin", models.CharField(blank=True, max_length=60)),
                (
                    "says",
                    models.CharField(
                        choices=[("same", "the same measure"), ("new", "a new measure")],
                        max_length=4,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("actor", models.CharField(max_length=150)),
                ("made_on", models.DateField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trend_decisions",
                        to="questionnaires.questionsetversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "item"), name="one_trend_decision_for_item_of_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("asked_by", models.CharField(max_length=150)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("request", models.CharField(blank=True, max_length=1000)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for review"),
                            ("approved", "approved"),
                            ("changes", "changes asked for"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("reviewer", models.CharField(blank=True, max_length=150)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("remark", models.CharField(blank=True, max_length=2000)),
                ("remarks", models.JSONField(blank=True, default=dict)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="questionnaires.questionsetversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "waiting")),
                        fields=("version",),
                        name="one_review_waits_for_version",
                    )
                ],
            },
        ),
    ]
