"""The room as Django knows it."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Registers the room."""

    name = "milepost.catalog"
