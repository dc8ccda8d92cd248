"""A round is anonymous unless somebody says otherwise."""

from django.db import migrations, models

MODES = [
    ("anonymous", "anonymous"),
    ("confidential", "confidential, not anonymous"),
    ("open", "open link, no head count"),
    ("imported", "imported from a file"),
]


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0008_ballots_signed_unseen")]

    operations = [
        migrations.AlterField(
            "round",
            "mode",
            models.CharField(choices=MODES, default="anonymous", max_length=12),
        ),
    ]
