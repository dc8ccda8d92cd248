"""On PostgreSQL, take no samples of columns whose content is destroyed some day.

``ANALYZE``, which the server runs by itself, copies up to a hundred values of each column into
``pg_statistic``, whole answers and the words of comments among them. There they outlive the rows:
of an empty table no new samples are taken, and the old ones stay.
"""

from django.db import migrations

PEOPLE = {
    "questionnaires_person": ["name", "mail", "attributes"],
    "questionnaires_invitation": ["used", "no_reminders", "attributes"],
    "questionnaires_invitationsecret": ["invitation_id", "digest"],
    "questionnaires_delivery": ["invitation_id", "state"],
    "questionnaires_round": ["response_key"],
}
ANSWERS = {
    "questionnaires_response": ["id", "round_id", "unit", "answers"],
    "questionnaires_comment": ["id", "round_id", "item", "unit", "text"],
    "questionnaires_storedtally": ["content"],
}


def take_no_samples(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    tables = ANSWERS if connection.alias == "answers" else PEOPLE
    with connection.cursor() as cursor:
        for table, columns in tables.items():
            for column in columns:
                cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0004_revisions_of_drafts")]

    operations = [
        migrations.RunPython(
            take_no_samples, migrations.RunPython.noop, hints={"model_name": "person"}
        ),
        migrations.RunPython(
            take_no_samples, migrations.RunPython.noop, hints={"model_name": "response"}
        ),
    ]
