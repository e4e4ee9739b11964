"""The room as Django knows it."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Registers the room."""

    name = "milepost.console"
