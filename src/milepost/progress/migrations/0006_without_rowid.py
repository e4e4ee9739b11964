"""On SQLite the items become their own index, in databases that are older than that (milepost.base.sqlite)."""

from django.db import migrations


def make_anew(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("OperationItem", "ItemDetail"):
            schema_editor._remake_table(apps.get_model("progress", name))


class Migration(migrations.Migration):
    dependencies = [("progress", "0005_item_details")]
    operations = [migrations.RunPython(make_anew, migrations.RunPython.noop)]
