"""Targets say which figure is to be where in a later round; actions can name one."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import questionnaires.models.rounds


class Migration(migrations.Migration):

    dependencies = [
        ('questionnaires', '0011_results_for_those_asked'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutcomeTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=questionnaires.models.rounds.random_id, editable=False, max_length=32, unique=True)),
                ('release_sha256', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('construct', 'construct'), ('item', 'question')], max_length=10)),
                ('measure', models.CharField(help_text='Code of the construct or question.', max_length=60)),
                ('from_value', models.FloatField()),
                ('to_value', models.FloatField()),
                ('due', models.CharField(max_length=60, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*$', 'A code has lower-case letters, digits and single hyphens: developer-experience.')])),
                ('by', models.CharField(blank=True, help_text='Who works on it: a team.', max_length=200)),
                ('objective', models.CharField(blank=True, help_text='The objective or key result that it belongs to.', max_length=200)),
                ('note', models.TextField(blank=True, max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)])),
                ('set_on', models.DateField()),
                ('changed_on', models.DateField(blank=True, null=True)),
                ('dropped_on', models.DateField(blank=True, null=True)),
                ('dropped_because', models.CharField(blank=True, max_length=500)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='questionnaires.programme')),
                ('round', models.ForeignKey(help_text='The released round that it starts from.', on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='questionnaires.round')),
            ],
            options={
                'ordering': ['programme', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='action',
            name='target',
            field=models.ForeignKey(blank=True, help_text='What it is meant to change, where that is to be seen in a later round.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='actions', to='questionnaires.outcometarget'),
        ),
        migrations.AddConstraint(
            model_name='outcometarget',
            constraint=models.UniqueConstraint(condition=models.Q(('dropped_on__isnull', True)), fields=('programme', 'kind', 'measure', 'due'), name='target_once_for_measure_and_round'),
        ),
    ]
