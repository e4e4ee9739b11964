"""The room as Django knows it."""

from django.apps import AppConfig
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate


class PagesConfig(AppConfig):
    """Registers the room."""

    name = "milepost.pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the tables of Django's own permissions empty: Milepost has its own (people/rights.py)."""
        post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
        post_migrate.disconnect(create_contenttypes)
