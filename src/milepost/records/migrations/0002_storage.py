"""How PostgreSQL keeps the records. SQLite has nothing to set."""

from django.db import migrations

# Room in each page, so that a reset or a mark, which touch no index, rewrite a row in its own page.
FILL = "ALTER TABLE records_courserecord SET (fillfactor = 50)"

# Django's foreign keys wait for the end of the transaction, where each row is looked up by a statement of its own.
# Checked at once the look-up is part of the INSERT.
CONSTRAINTS = """
SELECT conname FROM pg_constraint
 WHERE conrelid = 'records_courserecord'::regclass AND contype = 'f' AND condeferrable
"""


def set_up(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(FILL)
        cursor.execute(CONSTRAINTS)
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE records_courserecord ALTER CONSTRAINT "{name}" NOT DEFERRABLE')


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
