"""How the columns of a survey tool's file were matched, for the next file of the same tool."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("questionnaires", "0019_pilots")]

    operations = [
        migrations.CreateModel(
            name='ImportMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('preset', models.CharField(max_length=30)),
                ('content', models.TextField()),
                ('changed_on', models.DateField()),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_mappings', to='questionnaires.programme')),
            ],
            options={
                'ordering': ['programme', 'preset'],
            },
        ),
        migrations.AddConstraint(
            model_name='importmapping',
            constraint=models.UniqueConstraint(fields=('programme', 'preset'), name='import_mapping_once_in_programme'),
        ),
    ]
