"""Where a validation report stands was noted as an absolute path; in the data folder it is now one within that folder."""

from pathlib import Path, PurePath

from django.conf import settings
from django.db import migrations


def within_data_folder(report: str, operation_id: str) -> str:
    """The path to note instead. What the program names itself is known by that: its folder may have stood elsewhere."""
    path = PurePath(report)
    if path.parts[-2:] == ("reports", f"{operation_id}.csv"):
        return f"reports/{operation_id}.csv"
    folder = Path(settings.DATA_DIR)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else report


def note_anew(apps, schema_editor):
    operations = apps.get_model("progress", "Operation").objects.using(schema_editor.connection.alias)
    for operation in operations.exclude(report="").only("uuid", "report").iterator():
        within = within_data_folder(operation.report, str(operation.uuid))
        if within != operation.report:
            operations.filter(pk=operation.pk).update(report=within)


class Migration(migrations.Migration):
    dependencies = [("progress", "0003_every_content")]
    operations = [migrations.RunPython(note_anew, migrations.RunPython.noop)]
