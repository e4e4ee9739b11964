"""Taking a backup back, into the empty database of either kind: all of it, or nothing."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from milepost.backup import afterwards, files, loading, reading, seeds
from milepost.backup.archive import Reader, open_archive
from milepost.backup.format import Manifest, Member, columns_of, file_path
from milepost.backup.make import OnProgress, known_migrations
from milepost.backup.tables import tables
from milepost.base.errors import MilepostError, Refused

Confirm = Callable[[Manifest], None]


def restore(path: Path, *, confirm: Confirm, on_progress: OnProgress) -> Manifest:
    """Load a backup into the database of the settings, and its files into the data folder. Returns what was in it.

    The whole file is read and compared with its hashes first; then `confirm` is called with the manifest and may
    raise; only then is anything written. A database without tables gets them. Raises `Refused` for a file that is
    damaged, no backup, or of another version of Milepost, and for a database that holds anything.

    `on_progress` is told how many bytes have been read, of how many; then how many rows written, of how many.
    """
    with open_archive(path) as archive:
        manifest = archive.manifest
        _check_version(manifest)
        _check_room(manifest)
        archive.verify(_told_of(sum(member.size for member in manifest.members), on_progress))
        is_new = _check_database()
        wanted = _wanted_files(manifest)
        confirm(manifest)
        if is_new:
            call_command("migrate", verbosity=0, interactive=False)
        with _written_or_said(), files.staging() as staged:
            for member in wanted:
                _unpack(archive, member, staged)
            _load(archive, staged, [file_path(member) for member in wanted], on_progress)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # else the first operation is planned as if the tables were empty
    return manifest


# --- before anything is written ------------------------------------------------------------------
def _check_version(manifest: Manifest) -> None:
    """The same migrations here and there, and so the same tables."""
    here, there = set(known_migrations()), set(manifest.migrations)
    if there - here:
        raise Refused(
            _("This backup was made by a newer Milepost (%(version)s). Update Milepost, then restore it.")
            % {"version": manifest.milepost}
        )
    if here - there:
        raise Refused(
            _(
                "This backup was made by an older Milepost (%(version)s). Restore it with that one, then update and "
                "run: milepost migrate"
            )
            % {"version": manifest.milepost}
        )
    described = {table.name: columns_of(table) for table in tables()}
    if {entry.name: entry.columns for entry in manifest.tables} != described:
        raise Refused(_("This backup describes other tables than this Milepost has, so it cannot be restored."))


def _check_room(manifest: Manifest) -> None:
    """What the manifest declares must fit: nothing is unpacked beyond that."""
    needed = sum(member.size for member in manifest.files)
    if connection.vendor == "sqlite":
        needed += sum(entry.member.size for entry in manifest.tables)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.DATA_DIR).free
    if needed > free:
        raise Refused(
            _("The backup needs %(needed)s MB on the disk of the data folder, which has %(free)s MB left.")
            % {"needed": needed >> 20, "free": free >> 20}
        )


def _check_database() -> bool:
    """Raise `Refused` unless the database is empty; whether it has no tables yet."""
    applied = set(reading.migrations())
    if not applied:
        return True
    if not set(known_migrations()) <= applied:
        raise Refused(_("The database is not up to date. Run: milepost migrate"))
    seeds.check_empty(tables())
    return False


def _wanted_files(manifest: Manifest) -> list[Member]:
    """The files that are not there yet. Raises `Refused` if there is another one in the place of one."""
    wanted = []
    for member in manifest.files:
        match files.in_place(file_path(member), member.sha256):
            case files.Place.FREE:
                wanted.append(member)
            case files.Place.TAKEN:
                raise Refused(
                    _("In the data folder there is something else in the place of %(file)s. Move it away.")
                    % {"file": settings.DATA_DIR / file_path(member)}
                )
    return wanted


# --- writing -------------------------------------------------------------------------------------
@contextmanager
def _written_or_said() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = {"file": error.filename or settings.DATA_DIR, "reason": error.strerror or error}
        raise MilepostError(_("%(file)s could not be written: %(reason)s. Nothing was changed.") % reason) from error


def _unpack(archive: Reader, member: Member, staged: Path) -> None:
    target = staged / file_path(member)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.writelines(archive.pieces(member))


def _load(archive: Reader, staged: Path, paths: list[PurePosixPath], on_progress: OnProgress) -> None:
    """Rows and files together: the files take their places just before the rows are there for all to see."""
    manifest, done = archive.manifest, 0
    entries = {entry.name: entry for entry in manifest.tables}
    tell = _told_of(manifest.rows, on_progress)

    def on_rows(number: int) -> None:
        nonlocal done
        done += number
        tell(done)

    with ExitStack() as stack:
        stack.enter_context(files.moved_in(staged, paths))
        stack.enter_context(transaction.atomic())
        every = tables()
        loading.lock(every)
        seeds.check_empty(every)
        seeds.clear(every)
        for table in every:
            loading.load(table, archive.pieces(entries[table.name].member), on_rows)
            loading.count_on_from(table, entries[table.name].last_number)
        afterwards.settle()
        _check_pointers()


def _check_pointers() -> None:
    """Look at every foreign key now, while it can be said in a sentence, not at the commit."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise Refused(
            _("The rows of the backup do not fit together: %(reason)s. Nothing was changed.")
            % {"reason": str(error).strip()}
        ) from error


def _told_of(total: int, on_progress: OnProgress) -> Callable[[int], None]:
    return lambda done: on_progress(done, total)
