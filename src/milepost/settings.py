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
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "milepost.organisation",
    "milepost.ledger",
    "milepost.people",
    "milepost.catalog",
    "milepost.records",
    "milepost.progress",
    "milepost.uploads",
    "milepost.pages",
    "milepost.player",
    "milepost.learn",
    "milepost.console",
    "milepost.api",
]
MIDDLEWARE = [
    "milepost.api.problems.Middleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "milepost.pages.middleware.Preferences",
    "milepost.pages.bounds.Bounded",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# Files go to disk as they come in, whatever their size: they are read in a process of their own.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # an exam of 200 questions has so many
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
ROOT_URLCONF = "milepost.urls"
WSGI_APPLICATION = "milepost.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "pages" / "templates"],  # before allauth's of the same names
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "milepost.pages.context.frame",
                "milepost.console.frame.navigation",
            ],
        },
    }
]

DATABASES = {"default": environment.database("MILEPOST_DATABASE_URL", f"sqlite:///{DATA_DIR / 'milepost.sqlite3'}")}
# On SQLite nobody else writes while a chunk is applied (docs/decisions/0015-writers-take-turns.md).
_CHUNK_SIZE = 3_000 if DATABASES["default"]["ENGINE"] == "milepost.base.sqlite" else 5_000
CHUNK_SIZE = environment.whole_number("MILEPOST_CHUNK_SIZE", _CHUNK_SIZE, least=1, unit="items")
KEEP_UPLOADS_DAYS = environment.whole_number("MILEPOST_KEEP_UPLOADS_DAYS", 30, least=1, unit="days")
# The largest video, recording, document or picture in a content.
MAX_MEDIA_MB = environment.whole_number("MILEPOST_MAX_MEDIA_MB", 2000, least=1, unit="megabytes")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

# --- signing in (pages/signing_in.py) --------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "milepost.pages.views.csrf_failure"
SESSION_COOKIE_NAME = "milepost_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "milepost_form"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "milepost_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BASE_URL.startswith("https://")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# How often somebody has tried to sign in is counted for all processes and hosts together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "pages_cache"}}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "milepost.pages.signing_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "milepost.pages.forms.SignIn",
    "change_password": "milepost.pages.forms.ChangePassword",
    "reauthenticate": "milepost.pages.forms.Confirm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_id"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_SESSION_REMEMBER = None  # the person is asked
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Milepost"
SOCIALACCOUNT_ADAPTER = "milepost.pages.signing_in.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OIDC = environment.openid_connect(
    url="MILEPOST_OIDC_URL",
    client_id="MILEPOST_OIDC_CLIENT_ID",
    client_secret="MILEPOST_OIDC_CLIENT_SECRET",  # noqa: S106 - the name of a variable
    name="MILEPOST_OIDC_NAME",
)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC}}

# Nothing but our own files, no inline script or style, no eval, no frame around us.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "form-action": ["'self'", *environment.origins(OIDC)],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

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
