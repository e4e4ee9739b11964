"""The manifest of a backup, and where its files may go."""

from pathlib import PurePosixPath

import pytest

from milepost.backup.format import Manifest, Member, TableEntry, file_member, file_path, read_manifest


def member(name):
    return Member(name, 7, "0" * 64)


def manifest(**fields):
    entry = TableEntry("people_tag", (("id", "integer"), ("name", "text")), 3, 5, member("tables/people_tag.tsv"))
    defaults = {
        "version": 1,
        "milepost": "0.1.0",
        "vendor": "sqlite",
        "created_at": "2026-11-22T04:00:00+00:00",
        "migrations": (("people", "0001_initial"),),
        "tables": (entry,),
        "files": (member("files/reports/名.csv"),),
        "left_out": (),
    }
    return Manifest(**(defaults | fields))


def test_a_manifest_is_read_as_it_was_written():
    assert read_manifest(manifest().to_json()) == manifest()
    assert manifest().rows == 3
    assert [each.name for each in manifest().members] == ["tables/people_tag.tsv", "files/reports/名.csv"]


@pytest.mark.parametrize("name", ["reports/one.csv", "a/b/c", "reports/10:30 – ümlaut.csv", "reports/..."])
def test_a_file_of_a_folder_of_the_data_folder_is_one(name):
    assert file_path(member(file_member(PurePosixPath(name)))) == PurePosixPath(name)


@pytest.mark.parametrize(
    "name",
    [
        "files/../outside",
        "files/reports/../../outside",
        "files//outside",
        "files//etc/passwd",
        "files/a//b",
        "files/./a",
        "files/a/",
        "files/secret-key",
        "files/",
        "files",
        "tables/a/b",
        "files/a/b\0c",
    ],
)
def test_no_other_name_leads_anywhere(name):
    with pytest.raises(ValueError, match="not a file of the data folder"):
        file_path(member(name))


@pytest.mark.parametrize(
    "change",
    [
        {"tables": (TableEntry("people_tag", (), 0, 0, member("tables/people_user.tsv")),)},
        {"files": (Member("files/a/b", -1, ""),)},
        {"files": (member("files/../b"),)},
    ],
)
def test_a_manifest_that_contradicts_itself_is_not_read(change):
    with pytest.raises(ValueError, match=r"is not|has -1"):
        read_manifest(manifest(**change).to_json())
