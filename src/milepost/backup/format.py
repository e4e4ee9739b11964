"""What a backup file is: a zip archive with a manifest, a text file a table, and the files of the data folder.

| member | |
| --- | --- |
| `milepost-backup` | the first one, as it is: so that a backup is known by its first bytes |
| `tables/NAME.tsv` | the rows of a table, in the order of their keys (`values.py`) |
| `files/PATH` | a file of the data folder |
| `manifest.json` | what there is: see `Manifest` |
| `manifest.sha256` | the manifest's own hash, as `sha256sum -c` reads it |
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from milepost.backup.tables import Table

VERSION = 1
MARK = "milepost-backup"
MARK_TEXT = b"A backup of Milepost. It is taken back by: milepost restore FILE\n"
MANIFEST = "manifest.json"
MANIFEST_HASH = "manifest.sha256"
# No manifest is longer; what says so is not one.
LONGEST_MANIFEST = 64 << 20
# Elsewhere than on POSIX systems a backslash and a colon lead to other folders.
_NOT_IN_NAMES = "\0" if os.name == "posix" else "\0\\:"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the archive: its name there, the number of its bytes, and their SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table: `columns` are pairs of name and kind, `last_number` the highest key ever given out (0: none)."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int
    last_number: int
    member: Member


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    `vendor`: the database it was made from. `created_at`: ISO 8601, in UTC. `migrations`: those that were applied, as
    (app, name). `files`: by their paths in the data folder, with slashes. `left_out`: tables of the database that are
    not Milepost's.
    """

    version: int
    milepost: str
    vendor: str
    created_at: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[TableEntry, ...]
    files: tuple[Member, ...]
    left_out: tuple[str, ...]

    @property
    def rows(self) -> int:
        """The number of rows of all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def members(self) -> list[Member]:
        """Everything with a hash."""
        return [*(table.member for table in self.tables), *self.files]

    def to_json(self) -> bytes:
        """As it stands in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode() + b"\n"


def read_version(text: bytes) -> int:
    """The version that a manifest claims. Raises `ValueError`, `KeyError` or `TypeError` for what is no manifest."""
    return int(json.loads(text)["version"])


def read_manifest(text: bytes) -> Manifest:
    """A manifest of our version. Raises `ValueError`, `KeyError` or `TypeError` for what is none."""
    data = json.loads(text)
    return Manifest(
        version=int(data["version"]),
        milepost=str(data["milepost"]),
        vendor=str(data["vendor"]),
        created_at=datetime.fromisoformat(data["created_at"]).isoformat(),
        migrations=tuple((str(app), str(name)) for app, name in data["migrations"]),
        tables=tuple(_table_entry(each) for each in data["tables"]),
        files=tuple(_file(each) for each in data["files"]),
        left_out=tuple(map(str, data["left_out"])),
    )


def _table_entry(data: Mapping[str, Any]) -> TableEntry:
    columns = tuple((str(name), str(kind)) for name, kind in data["columns"])
    member = _member(data["member"])
    if member.name != table_member(str(data["name"])):
        raise ValueError(f"{member.name!r} is not the member of table {data['name']!r}")
    return TableEntry(str(data["name"]), columns, int(data["rows"]), int(data["last_number"]), member)


def _file(data: Mapping[str, Any]) -> Member:
    member = _member(data)
    file_path(member)
    return member


def _member(data: Mapping[str, Any]) -> Member:
    member = Member(str(data["name"]), int(data["size"]), str(data["sha256"]))
    if member.size < 0:
        raise ValueError(f"{member.name!r} has {member.size} bytes")
    return member


def columns_of(table: Table) -> tuple[tuple[str, str], ...]:
    """A table's columns as a manifest lists them."""
    return tuple((column.name, column.kind) for column in table.columns)


def table_member(name: str) -> str:
    """The name of a table's member."""
    return f"tables/{name}.tsv"


def file_member(path: PurePosixPath) -> str:
    """The name of the member of a file of the data folder."""
    return f"files/{path}"


def file_path(member: Member) -> PurePosixPath:
    """Where in the data folder a file belongs: in a folder there, never outside. Raises `ValueError`."""
    kind, _, name = member.name.partition("/")
    path = PurePosixPath(name)
    parts = name.split("/")
    odd = kind != "files" or len(parts) < 2 or any(part in ("", ".", "..") for part in parts)
    if odd or any(sign in name for sign in _NOT_IN_NAMES):
        raise ValueError(f"{member.name!r} is not a file of the data folder")
    return path


def hash_line(manifest: bytes) -> bytes:
    """The text of `manifest.sha256`."""
    return f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()
