"""What people ask the platform team for, as counts, and what was found in working with teams."""

import django.db.models.deletion
from django.db import migrations, models

import questionnaires.models.rounds


class Migration(migrations.Migration):

    dependencies = [("questionnaires", "0012_outcome_targets")]

    operations = [
        migrations.CreateModel(
            name='SupportImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=questionnaires.models.rounds.random_id, editable=False, max_length=32, unique=True)),
                ('kind', models.CharField(choices=[('requests', 'support requests'), ('findings', 'findings from working with teams')], max_length=10)),
                ('filename', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('imported_on', models.DateField()),
                ('rows', models.PositiveIntegerField()),
                ('first_month', models.DateField()),
                ('last_month', models.DateField()),
                ('requesters', models.PositiveIntegerField(blank=True, null=True)),
                ('busiest', models.PositiveIntegerField(blank=True, null=True)),
                ('from_busiest', models.PositiveIntegerField(blank=True, null=True)),
                ('with_requester', models.PositiveIntegerField(blank=True, null=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='support_imports', to='questionnaires.programme')),
            ],
            options={
                'ordering': ['programme', 'first_month', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SupportCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=60)),
                ('unit', models.CharField(blank=True, max_length=300)),
                ('month', models.DateField()),
                ('requests', models.PositiveIntegerField()),
                ('support_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='questionnaires.supportimport')),
            ],
        ),
        migrations.CreateModel(
            name='SupportTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('construct', models.CharField(blank=True, max_length=60)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='support_topics', to='questionnaires.programme')),
            ],
            options={
                'ordering': ['programme', 'name'],
            },
        ),
        migrations.CreateModel(
            name='TeamFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('topic', models.CharField(max_length=60)),
                ('unit', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(max_length=2000)),
                ('support_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='questionnaires.supportimport')),
            ],
            options={
                'ordering': ['on', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='supportimport',
            constraint=models.UniqueConstraint(fields=('programme', 'kind', 'sha256'), name='support_file_imported_once'),
        ),
        migrations.AddConstraint(
            model_name='supportcount',
            constraint=models.UniqueConstraint(fields=('support_import', 'topic', 'unit', 'month'), name='support_counted_once'),
        ),
        migrations.AddConstraint(
            model_name='supporttopic',
            constraint=models.UniqueConstraint(fields=('programme', 'name'), name='support_topic_once_in_programme'),
        ),
    ]
