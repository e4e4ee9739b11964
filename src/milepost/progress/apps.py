"""The room as Django knows it."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """Registers the room."""

    name = "milepost.progress"
