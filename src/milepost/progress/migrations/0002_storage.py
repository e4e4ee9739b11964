"""How PostgreSQL keeps the items. SQLite has nothing to set."""

from django.db import migrations

# Room in each page, so that the outcome is written in the item's own page and touches no index.
FILL = "ALTER TABLE progress_operationitem SET (fillfactor = 50)"


def set_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FILL)


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_initial")]
    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
