"""A target can be on a metric of software delivery; no table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0015_links_to_results")]

    operations = [
        migrations.AlterField(
            "outcometarget",
            "kind",
            models.CharField(
                choices=[
                    ("construct", "construct"),
                    ("item", "question"),
                    ("metric", "delivery metric"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "outcometarget",
            "measure",
            models.CharField(
                help_text="Code of the construct or question, or name of the metric.",
                max_length=60,
            ),
        ),
    ]
