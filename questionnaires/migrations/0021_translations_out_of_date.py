from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('questionnaires', '0020_import_mappings'),
    ]

    operations = [
        migrations.AddField(
            model_name='draftrevision',
            name='outdated',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
