"""The one settings file. What differs between installations comes from the environment (`environment.py`).

Each variable is described in docs/reference/settings.md; a test compares the two.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from milepost import environment

DATA_DIR = environment.folder("MILEPOST_DATA_DIR", "data")
SECRET_KEY = environment.secret_key("MILEPOST_SECRET_KEY", DATA_DIR / "secret-key")
DEBUG = False
BASE_URL = environment.web_address("MILEPOST_BASE_URL", "http://localhost:8000")
ALLOWED_HOSTS = [environment.host_of(BASE_URL), "localhost", "127.0.0.1", "[::1]"]
QUEUE_URL = environment.queue("MILEPOST_QUEUE_URL", f"sqlite:///{DATA_DIR / 'queue.sqlite3'}")
# How many requests a minute a token may make; 0 means any number.
API_RATE = environment.whole_number("MILEPOST_API_RATE", 6000, least=0, unit="requests a minute")

INSTALLED_APPS = [
    "milepost.organisation",
    "milepost.ledger",
    "milepost.people",
    "milepost.catalog",
    "milepost.records",
    "milepost.progress",
    "milepost.uploads",
    "milepost.player",
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

DATABASES = {"default": environment.database("MILEPOST_DATABASE_URL", f"sqlite:///{DATA_DIR / 'milepost.sqlite3'}")}
# On SQLite nobody else writes while a chunk is applied (docs/decisions/0015-writers-take-turns.md).
_CHUNK_SIZE = 3_000 if DATABASES["default"]["ENGINE"] == "milepost.base.sqlite" else 5_000
CHUNK_SIZE = environment.whole_number("MILEPOST_CHUNK_SIZE", _CHUNK_SIZE, least=1, unit="items")
KEEP_UPLOADS_DAYS = environment.whole_number("MILEPOST_KEEP_UPLOADS_DAYS", 30, least=1, unit="days")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["milepost.formats"]
USE_TZ = True
TIME_ZONE = environment.time_zone("MILEPOST_TIME_ZONE", "UTC")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # That somebody asked for what is not there, or was refused, is an answer and no event.
    "loggers": {"django.request": {"level": "ERROR"}},
}
