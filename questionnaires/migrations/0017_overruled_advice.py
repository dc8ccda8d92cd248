"""Advice on question sets that an author overruled, with a note."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0016_targets_on_metrics")]

    operations = [
        migrations.CreateModel(
            name="OverruledAdvice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=40)),
                (
                    "place",
                    models.CharField(help_text="The path of what was judged.", max_length=100),
                ),
                ("digest", models.CharField(max_length=64)),
                ("note", models.CharField(max_length=500)),
                ("actor", models.CharField(max_length=150)),
                ("on", models.DateField(auto_now=True)),
                (
                    "question_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overruled_advice",
                        to="questionnaires.questionset",
                    ),
                ),
            ],
            options={"ordering": ["place", "rule"]},
        ),
        migrations.AddConstraint(
            model_name="overruledadvice",
            constraint=models.UniqueConstraint(
                fields=("question_set", "rule", "place", "digest"),
                name="advice_overruled_once_in_question_set",
            ),
        ),
    ]
