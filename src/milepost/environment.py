"""What the environment says, read and checked for `settings.py`.

Each function raises `ImproperlyConfigured` with a sentence that names the variable, what it holds, and what it should.
"""

import os
import secrets
import zoneinfo
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

_QUEUES = ("sqlite", "postgresql", "redis", "rediss")
_SQLITE = {
    "timeout": 30,
    # The size of a page counts where the database is new; the log is written back every 8,000 pages, 64 MB
    # (docs/decisions/0007-what-a-chunk-costs.md).
    "init_command": "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
    "PRAGMA secure_delete=ON; PRAGMA cache_size=-65536; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
    "PRAGMA wal_autocheckpoint=8000;",
}
# Whoever plans by the default, made for spinning disks, looks through whole tables for the rows of a chunk.
_POSTGRESQL = {"options": "-c random_page_cost=1.1"}
_KEPT_OPEN = 60  # seconds


def folder(name: str, default: str) -> Path:
    """A folder, made if it is not there."""
    path = Path(_said(name, default)).absolute()
    _make(name, path)
    return path


def secret_key(name: str, path: Path) -> str:
    """The key from the environment, else one that is made once and kept at `path`."""
    if key := os.environ.get(name):
        return key
    try:
        return _kept_key(path)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is not set, and {path} cannot be used: {error.strerror}") from error


def _kept_key(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        pass
    key = secrets.token_urlsafe(50)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster: its key is the one
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key


def database(name: str, default: str) -> dict[str, Any]:
    """Django's description of a database on SQLite or PostgreSQL."""
    url = _said(name, default)
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error
    if found["ENGINE"] == "django.db.backends.sqlite3":
        _make(name, Path(found["NAME"]).parent)
        return {**found, "ENGINE": "milepost.base.sqlite", "OPTIONS": _SQLITE}
    if found["ENGINE"] == "django.db.backends.postgresql":
        # A connection takes longer to make than most requests need. On SQLite each request opens the file anew, which
        # may have become another one by `milepost restore`.
        kept = {"CONN_MAX_AGE": _KEPT_OPEN, "CONN_HEALTH_CHECKS": True}
        return {**found, **kept, "OPTIONS": {**_POSTGRESQL, **found.get("OPTIONS", {})}}
    raise ImproperlyConfigured(f"{name}: Milepost runs on SQLite and PostgreSQL, not on {url.split(':')[0]}")


def queue(name: str, default: str) -> str:
    """The address of the queue that wakes workers up."""
    url = _said(name, default)
    scheme = url.partition("://")[0]
    if scheme not in _QUEUES:
        raise ImproperlyConfigured(f"{name}: sqlite, postgresql or redis, not {scheme}")
    if scheme.startswith("redis") and find_spec("redis") is None:
        raise ImproperlyConfigured(f"{name}: Redis needs its client library. Run: pip install redis")
    return url


def web_address(name: str, default: str) -> str:
    """An address that begins with http or https and names a host."""
    url = _said(name, default)
    try:
        parts = urlsplit(url)
        is_complete = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_complete = False
    if not is_complete:
        raise ImproperlyConfigured(f"{name}: an address such as https://training.example.org, not {url}")
    return url


def openid_connect(*, url: str, client_id: str, client_secret: str, name: str) -> list[dict[str, Any]]:
    """The provider that people may sign in with, as allauth describes it; none if nothing is set.

    The arguments are the names of variables. The first three go together; the last says what people call it.
    """
    said = {variable: os.environ.get(variable, "") for variable in (url, client_id, client_secret)}
    if not any(said.values()):
        return []
    if missing := [variable for variable, value in said.items() if not value]:
        raise ImproperlyConfigured(f"{missing[0]}: OpenID Connect needs {', '.join(said)} together")
    app = {
        "provider_id": "oidc",
        "name": _said(name, host_of(said[url])),
        "client_id": said[client_id],
        "secret": said[client_secret],
        "settings": {"server_url": web_address(url, "")},
    }
    return [app]


def origins(apps: list[dict[str, Any]]) -> list[str]:
    """Where the providers are, as a content security policy names it."""
    parts = [urlsplit(app["settings"]["server_url"]) for app in apps]
    return [f"{part.scheme}://{part.netloc}" for part in parts]


def host_of(url: str) -> str:
    """The host of a web address as Django compares it: without the port, IPv6 in brackets."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host


def whole_number(name: str, default: int, *, least: int, unit: str) -> int:
    """A whole number, `least` or more; `unit` says of what."""
    text = _said(name, str(default))
    if not (text.isascii() and text.isdigit() and least <= int(text)):
        raise ImproperlyConfigured(f"{name}: a whole number of {unit}, {least} or more, not {text}")
    return int(text)


def time_zone(name: str, default: str) -> str:
    """The name of a time zone."""
    zone = _said(name, default)
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(f"{name}: a time zone such as Europe/Berlin, not {zone}") from error
    return zone


def _said(name: str, default: str) -> str:
    """What a variable holds; one that is empty is not set."""
    return os.environ.get(name) or default


def _make(name: str, path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: the folder {path} cannot be made: {error.strerror}") from error
