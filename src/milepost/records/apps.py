"""The room as Django knows it."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Registers the room."""

    name = "milepost.records"
