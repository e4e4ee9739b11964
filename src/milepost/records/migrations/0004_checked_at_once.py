"""On PostgreSQL every table that commands write to has its foreign keys checked at once. SQLite has nothing to set."""

from django.db import migrations

# Django's foreign keys wait for the end of the transaction, where each row is looked up by a statement of its own.
TABLES = ("records_programrecord", "records_activityrecord", "records_enrolment", "records_programenrolment")
CONSTRAINTS = """
SELECT conname FROM pg_constraint WHERE conrelid = CAST(%s AS regclass) AND contype = 'f' AND condeferrable
"""


def set_up(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(CONSTRAINTS, [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} ALTER CONSTRAINT "{name}" NOT DEFERRABLE')


class Migration(migrations.Migration):
    dependencies = [("records", "0003_every_content")]
    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
