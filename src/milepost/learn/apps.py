"""The room as Django knows it."""

from django.apps import AppConfig


class LearnConfig(AppConfig):
    """Registers the room."""

    name = "milepost.learn"
