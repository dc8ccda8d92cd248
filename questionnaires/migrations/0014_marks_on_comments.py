"""Released comments have tags of analysts, and some are quoted in the report."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('questionnaires', '0013_support_requests'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommentQuote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('comments', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='questionnaires.releasedcomments')),
            ],
            options={
                'ordering': ['digest'],
                'constraints': [models.UniqueConstraint(fields=('comments', 'digest'), name='comment_quoted_once')],
            },
        ),
        migrations.CreateModel(
            name='CommentTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('title', models.CharField(max_length=40)),
                ('comments', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='questionnaires.releasedcomments')),
            ],
            options={
                'ordering': ['title', 'digest'],
                'constraints': [models.UniqueConstraint(fields=('comments', 'digest', 'title'), name='comment_tagged_once_with_title')],
            },
        ),
    ]
