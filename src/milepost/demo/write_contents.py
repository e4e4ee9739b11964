"""Contents and their files into tables and data folder."""

import datetime as dt

from milepost.base.places import coming_into
from milepost.catalog.contents import media
from milepost.catalog.contents.checking import checked
from milepost.catalog.models import ActivityContent, MediaFile
from milepost.demo.contents import contents
from milepost.demo.contents.files import files
from milepost.demo.courses import WRITTEN
from milepost.demo.write_catalog import Catalogue


def write(catalogue: Catalogue, today: dt.date) -> None:
    """Write them all: the files first, since a row that names a file must find it."""
    made = files()
    rows = [
        MediaFile(
            uuid=file.uuid,
            name=file.name,
            content_type=file.content_type,
            size=len(file.content),
            sha256=file.sha256,
            created_at=WRITTEN,
        )
        for file in made
    ]
    with coming_into(media.folder()) as own:
        for file, row in zip(made, rows, strict=True):
            (own / row.name).write_bytes(file.content)
            (own / row.name).replace(media.path_of(row))
    MediaFile.objects.bulk_create(rows)
    ActivityContent.objects.bulk_create(
        ActivityContent(
            activity=catalogue.activities[lesson],
            body=checked(catalogue.activities[lesson].kind, content).model_dump_json(),
            changed_at=WRITTEN,
        )
        for lesson, content in contents(today).items()
    )
