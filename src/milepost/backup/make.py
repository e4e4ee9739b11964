"""Making a backup: one moment of the database, and the files of the data folder, in one file."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from milepost import __version__
from milepost.backup import reading
from milepost.backup.archive import Writer, new_archive
from milepost.backup.files import kept_files
from milepost.backup.format import VERSION, Manifest, TableEntry, columns_of, file_member, table_member
from milepost.backup.tables import Table, tables, unknown_tables
from milepost.base import clock
from milepost.base.errors import MilepostError

OnProgress = Callable[[int, int], None]


def make(path: Path, *, overwrite: bool, on_progress: OnProgress) -> Manifest:
    """Write a backup to `path`, while Milepost is in use; nobody waits for it. Returns what is in it.

    `on_progress` is told how many rows have been written, and how many there are. Raises `Refused` if there is such a
    file, unless `overwrite`; `MilepostError` for a database whose migrations are not all applied.
    """
    with reading.snapshot(), new_archive(path, overwrite=overwrite) as archive:
        created_at = clock.now().isoformat()
        migrations = _migrations()
        entries = _write_tables(archive, on_progress)
        # The rows first: a row of the snapshot may name a file, and files are written before they are named.
        files = tuple(archive.add_file(file_member(name), file) for name, file in kept_files())
        manifest = Manifest(
            version=VERSION,
            milepost=__version__,
            vendor=connection.vendor,
            created_at=created_at,
            migrations=migrations,
            tables=entries,
            files=files,
            left_out=tuple(unknown_tables()),
        )
        archive.close_with(manifest)
    return manifest


def known_migrations() -> tuple[tuple[str, str], ...]:
    """The migrations of this Milepost, as (app, name), in order."""
    return tuple(sorted(MigrationLoader(None).disk_migrations or ()))


def _migrations() -> tuple[tuple[str, str], ...]:
    known = known_migrations()
    if not set(known) <= set(reading.migrations()):
        raise MilepostError(_("The database is not up to date. Run: milepost migrate"))
    return known


def _write_tables(archive: Writer, on_progress: OnProgress) -> tuple[TableEntry, ...]:
    counted = [(table, reading.count(table)) for table in tables()]
    total, before, entries = sum(rows for _table, rows in counted), 0, []
    for table, rows in counted:
        entries.append(_write(archive, table, rows, _telling(before, total, on_progress)))
        before += rows
    return tuple(entries)


def _write(archive: Writer, table: Table, rows: int, tell: Callable[[int], None]) -> TableEntry:
    written = 0

    def counting() -> Iterator[bytes]:
        nonlocal written
        for piece in reading.lines(table):
            written += piece.count(b"\n")
            yield piece
            tell(written)

    member = archive.add(table_member(table.name), counting())
    if written != rows:
        raise AssertionError(f"{table.name}: {written} rows read of {rows}")
    return TableEntry(table.name, columns_of(table), rows, reading.last_number(table), member)


def _telling(before: int, total: int, on_progress: OnProgress) -> Callable[[int], None]:
    return lambda done: on_progress(before + done, total)
