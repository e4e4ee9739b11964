"""An environment that cannot be right, and databases that cannot be used: each ends in a sentence that says which."""

import socket

import pytest

WRONG = {
    "MILEPOST_CHUNK_SIZE": ("many", "0", "-5", "1.5", "٣"),
    "MILEPOST_KEEP_UPLOADS_DAYS": ("a week", "0"),
    "MILEPOST_MAX_MEDIA_MB": ("large", "0"),
    "MILEPOST_API_RATE": ("fast", "-1"),
    "MILEPOST_TIME_ZONE": ("Mars/City", "../etc/passwd", "Europe"),
    "MILEPOST_BASE_URL": (
        "training.example.org",
        "ftp://training.example.org",
        "https://",
        "http://[::1",
        "http://a:b",
    ),
    "MILEPOST_QUEUE_URL": ("amqp://somewhere",),
    "MILEPOST_DATABASE_URL": ("mysql://root@localhost/training", "postgresql://host:port/training"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_setting_is_named(site, name, value):
    site.env[name] = value
    said = site.run("operations", check=2).err
    assert said.startswith(f"{name}: ")
    assert len(said.splitlines()) == 1


def test_a_folder_that_cannot_be_made_is_named(site):
    (site.folder / "file").write_text("not a folder")
    site.env["MILEPOST_DATA_DIR"] = str(site.folder / "file" / "data")
    assert "MILEPOST_DATA_DIR: the folder" in site.run("operations", check=2).err
    site.env |= {
        "MILEPOST_DATA_DIR": str(site.folder / "data"),
        "MILEPOST_DATABASE_URL": f"sqlite:///{site.folder}/file/x",
    }
    assert "MILEPOST_DATABASE_URL: the folder" in site.run("operations", check=2).err


def test_a_secret_key_that_cannot_be_kept_is_named(site):
    del site.env["MILEPOST_SECRET_KEY"]
    (site.folder / "data" / "secret-key").mkdir(parents=True)
    assert "MILEPOST_SECRET_KEY is not set, and" in site.run("operations", check=2).err


def test_a_database_that_cannot_be_used_is_a_sentence(site):
    (site.folder / "letter.txt").write_text("Dear Sir or Madam, " * 100)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for url, reason in {
        f"sqlite:///{site.folder}/letter.txt": "file is not a database",
        f"sqlite:///{site.folder}": "unable to open database file",
        f"postgresql://nobody@127.0.0.1:{port}/none": "refused",
    }.items():
        site.env["MILEPOST_DATABASE_URL"] = url
        ended = site.run("operations", check=1)
        assert ended.err.startswith("The database cannot be used: ")
        assert reason in ended.err
        assert ended.err.rstrip().endswith("Which one it is says MILEPOST_DATABASE_URL.")
        assert "Traceback" not in ended.err
