"""Whoever is killed while a file is written leaves no half of one in its place; and a backup has the whole ones."""

import subprocess
import sys

from milepost.catalog.contents import media
from milepost.catalog.models import MediaFile
from tests.contents.making import FILES, STAFF, stored

WRITER = """
import django; django.setup()
from milepost.catalog.contents import media
from milepost.people.actors import system

class Slow:
    blocks = 0
    def read(self, size):
        self.blocks += 1
        if self.blocks == 4:
            print("half", flush=True)
            input()
        return b"%PDF-1.7" + bytes(size - 8)

media.store(system("test"), "book.pdf", Slow())
"""


def test_one_that_is_killed_leaves_no_half_of_a_file(site, settings):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER],
        env={**site.env, "DJANGO_SETTINGS_MODULE": "milepost.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert writer.stdout.readline() == "half\n"
    folder = site.folder / "data" / "media"
    [half] = folder.iterdir()
    assert half.name.startswith(".arriving-")
    assert [path.stat().st_size for path in half.iterdir()] == [3 << 20]
    writer.kill()
    writer.communicate()
    settings.DATA_DIR = site.folder / "data"
    with site.inside():
        assert not MediaFile.objects.exists()
        file = stored("application/pdf")
        assert media.path_of(file).read_bytes() == FILES["application/pdf"]
    assert sorted(folder.iterdir()) == sorted([half, folder / str(file.uuid)])


def test_a_file_is_in_a_backup_and_comes_back(site, elsewhere, settings):
    settings.DATA_DIR = site.folder / "data"
    with site.inside():
        file, gone = stored("video/mp4", "film.mp4"), stored("text/vtt")
        media.remove(STAFF, gone)
    site.run("backup", site.folder / "backup.zip", check=0)
    for vendor in ("sqlite", site.vendor):
        other = elsewhere(vendor)
        other.run("restore", site.folder / "backup.zip", "--yes", check=0)
        settings.DATA_DIR = other.folder / "data"
        assert media.path_of(file).read_bytes() == FILES["video/mp4"]
        rows = other.sql("SELECT name, sha256 FROM catalog_mediafile WHERE removed_at IS NULL")
        assert rows == [("film.mp4", file.sha256)]
