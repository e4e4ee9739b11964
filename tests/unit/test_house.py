"""What a reader of the repository may count on."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "milepost"
LONGEST_FILE = 400  # lines: what a person reads in one sitting
READABLE = {".py", ".sql", ".html", ".css", ".js"}
NOT_WRITTEN_HERE = {"migrations", "vendor"}
LOCKS = ("base.txt", "dev.txt")


def test_each_setting_is_documented_and_each_documented_setting_exists():
    document = ROOT / "docs" / "reference" / "settings.md"
    documented = set(re.findall(r"MILEPOST_[A-Z_]+", document.read_text(encoding="utf-8")))
    used = set(re.findall(r"[\"'](MILEPOST_[A-Z_]+)", (SOURCE / "settings.py").read_text(encoding="utf-8")))
    assert documented == used


def test_settings_alone_reads_the_environment():
    elsewhere = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if path.name not in ("settings.py", "environment.py")
        and re.search(r"environ.*MILEPOST_|getenv", path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_have_hashes_and_no_addresses(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "//" not in text, "an address"
    assert not re.search(r"^-", text, re.MULTILINE), "an option for the installer"
    packages = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert packages
    assert [package for package in packages if not re.match(r"\S+==\S+.*\\\n +--hash=sha256:", package)] == []


def test_dev_and_base_agree():
    base, dev = ({line.split(" ")[0] for line in _lock(name) if "==" in line} for name in LOCKS)
    assert base <= dev


def _lock(name):
    return (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()


def test_files_are_short():
    too_long = {
        path.relative_to(SOURCE).as_posix(): lines
        for path in SOURCE.rglob("*")
        if path.suffix in READABLE and not NOT_WRITTEN_HERE & set(path.parts)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert too_long == {}


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
