"""The one settings file. Everything that differs between installations comes from the environment.

Each variable is described in docs/reference/settings.md; a test compares the two.
"""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

DATA_DIR = Path(os.environ.get("MILEPOST_DATA_DIR", "data")).absolute()


def _secret_key() -> str:
    """The key from the environment, else one that is made once and kept in the data folder."""
    if key := os.environ.get("MILEPOST_SECRET_KEY"):
        return key
    path = DATA_DIR / "secret-key"
    try:
        return path.read_text()
    except FileNotFoundError:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster: its key is the one
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key


def _database() -> dict[str, Any]:
    """Django's description of the database named by MILEPOST_DATABASE_URL."""
    url = os.environ.get("MILEPOST_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'milepost.sqlite3'}"
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise ImproperlyConfigured(f"MILEPOST_DATABASE_URL: {error}") from error
    if database["ENGINE"] == "django.db.backends.sqlite3":
        Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        database["ENGINE"] = "milepost.base.sqlite"
        database["OPTIONS"] = {
            "timeout": 30,
            # The size of a page counts where the database is new; the log is written back every 8,000 pages, 64 MB
            # (docs/decisions/0007-what-a-chunk-costs.md).
            "init_command": "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA secure_delete=ON; PRAGMA cache_size=-65536; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
            "PRAGMA wal_autocheckpoint=8000;",
        }
    elif database["ENGINE"] == "django.db.backends.postgresql":
        # Whoever plans by the default, made for spinning disks, looks through whole tables for the rows of a chunk.
        database["OPTIONS"] = {"options": "-c random_page_cost=1.1", **database.get("OPTIONS", {})}
    else:
        raise ImproperlyConfigured(
            f"MILEPOST_DATABASE_URL: Milepost runs on SQLite and PostgreSQL, not on {url.split(':')[0]}"
        )
    return database


def _queue() -> str:
    """The address of the queue that wakes workers up, from MILEPOST_QUEUE_URL."""
    url = os.environ.get("MILEPOST_QUEUE_URL") or f"sqlite:///{DATA_DIR / 'queue.sqlite3'}"
    scheme = url.partition("://")[0]
    if scheme not in ("sqlite", "postgresql", "redis", "rediss"):
        raise ImproperlyConfigured(f"MILEPOST_QUEUE_URL: sqlite, postgresql or redis, not {scheme}")
    if scheme.startswith("redis") and find_spec("redis") is None:
        raise ImproperlyConfigured("MILEPOST_QUEUE_URL: Redis needs its client library. Run: pip install redis")
    return url


def _api_rate() -> int:
    """How many requests a minute a token may make, from MILEPOST_API_RATE; 0 means any number."""
    text = os.environ.get("MILEPOST_API_RATE", "6000")
    if not text.isdecimal():
        raise ImproperlyConfigured(f"MILEPOST_API_RATE: a whole number of requests a minute, not {text}")
    return int(text)


SECRET_KEY = _secret_key()
DEBUG = False
BASE_URL = os.environ.get("MILEPOST_BASE_URL", "http://localhost:8000")
ALLOWED_HOSTS = [BASE_URL.split("//")[-1].split("/")[0].split(":")[0], "localhost", "127.0.0.1", "[::1]"]
QUEUE_URL = _queue()
API_RATE = _api_rate()

INSTALLED_APPS = [
    "milepost.organisation",
    "milepost.ledger",
    "milepost.people",
    "milepost.catalog",
    "milepost.records",
    "milepost.progress",
    "milepost.uploads",
    "milepost.console",
    "milepost.api",
]
MIDDLEWARE = [
    "milepost.api.problems.Middleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# Files go to disk as they come in, whatever their size: they are read in a process of their own.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
ROOT_URLCONF = "milepost.urls"
WSGI_APPLICATION = "milepost.wsgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DATABASES = {"default": _database()}
# On SQLite nobody else writes while a chunk is applied (docs/decisions/0015-writers-take-turns.md).
_CHUNK_SIZE = 3_000 if DATABASES["default"]["ENGINE"] == "milepost.base.sqlite" else 5_000
CHUNK_SIZE = int(os.environ.get("MILEPOST_CHUNK_SIZE", _CHUNK_SIZE))
KEEP_UPLOADS_DAYS = int(os.environ.get("MILEPOST_KEEP_UPLOADS_DAYS", "30"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["milepost.formats"]
USE_TZ = True
TIME_ZONE = os.environ.get("MILEPOST_TIME_ZONE", "UTC")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # That somebody asked for what is not there, or was refused, is an answer and no event.
    "loggers": {"django.request": {"level": "ERROR"}},
}
