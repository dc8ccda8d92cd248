"""Comments can be withheld before a release and withdrawn after it.

What was released before gets a salt and a digest for each comment.
"""

import hashlib
import hmac
import secrets

import django.db.models.deletion
from django.db import migrations, models

import questionnaires.models.releases

REASONS = [
    ("names", "names or describes somebody"),
    ("traceable", "tells who wrote it"),
    ("harmful", "insults or threatens somebody"),
    ("secret", "holds what must stay secret, such as a password or a customer"),
    ("asked", "was taken back by its writer"),
]


def make_digests(apps, schema_editor):
    alias = schema_editor.connection.alias
    stored = apps.get_model("questionnaires", "ReleasedComments").objects.using(alias)
    for comments in stored.all():
        comments.salt = secrets.token_hex(32)
        comments.digests = sorted(
            hmac.new(
                comments.salt.encode(), f"{comments.item}\0{text}".encode(), hashlib.sha256
            ).hexdigest()
            for text in comments.texts
        )
        comments.save(using=alias, update_fields=["salt", "digests"])


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0006_full_detail")]

    operations = [
        migrations.AddField(
            "releasedcomments",
            "salt",
            models.CharField(default=questionnaires.models.releases.random_salt, max_length=64),
        ),
        migrations.AddField("releasedcomments", "digests", models.JSONField(default=list)),
        migrations.AddField("releasedcomments", "withheld", models.JSONField(default=dict)),
        migrations.AddField("releasedcomments", "withdrawn", models.JSONField(default=list)),
        migrations.CreateModel(
            name="WithheldComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("comment", models.CharField(max_length=64)),
                ("reason", models.CharField(choices=REASONS, max_length=12)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="withheld_comments",
                        to="questionnaires.round",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "comment"), name="comment_withheld_once"
                    )
                ],
            },
        ),
        migrations.RunPython(
            make_digests,
            migrations.RunPython.noop,
            hints={"model_name": "releasedcomments"},
            elidable=True,
        ),
    ]
