"""Few files are read at the same time: each reader may take a gigabyte of memory."""

import subprocess
import sys
import threading
from contextlib import ExitStack

import pytest

from milepost.base.errors import Busy
from milepost.progress.api import Kind, Operation, Request
from milepost.uploads import api as uploads
from milepost.uploads import turns
from tests.commands.acting import STAFF
from tests.uploads.making import RESET, csv_file

WAITING = 10
HOLDER = """
import sys
from filelock import FileLock
held = [FileLock(path) for path in sys.argv[1:]]
for lock in held:
    lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.django_db
def test_whoever_waits_too_long_is_told_so_and_nothing_is_left(school, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    path = csv_file(school.folder / "upload.csv", [RESET, ["ada", "safety", "TRUE"]])

    def submit():
        return uploads.submit_file(STAFF, Request(kind=Kind.RESET, source="file"), path)

    with ExitStack() as others:
        for _number in range(turns.AT_ONCE):
            others.enter_context(turns.turn())
        with pytest.raises(Busy, match="hand the file in again"):
            submit()
        assert not Operation.objects.exists()
        assert school.kept() == set()
    assert submit().operation.items_total == 1


def test_so_many_at_once_and_no_more(data_folder):
    together, inside, most, errors = threading.Barrier(turns.AT_ONCE), [], [], []

    def read(number):
        try:
            with turns.turn():
                inside.append(number)
                most.append(len(inside))
                together.wait(timeout=30)
                inside.remove(number)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(turns.AT_ONCE * WAITING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(most) == len(threads)
    assert max(most) == turns.AT_ONCE


def test_a_process_that_dies_gives_its_turn_back(data_folder, monkeypatch):
    data_folder.mkdir(parents=True, exist_ok=True)
    paths = [str(data_folder / f"reading-{number}.turn") for number in range(turns.AT_ONCE)]
    command = [sys.executable, "-c", HOLDER, *paths]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as holder:
        assert holder.stdout.readline() == "held\n"
        monkeypatch.setattr(turns, "PATIENCE", 0.1)
        with pytest.raises(Busy), turns.turn():
            raise AssertionError("it is held")
        holder.kill()
    with turns.turn():
        pass
