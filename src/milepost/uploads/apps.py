"""The room as Django knows it."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Registers the room, and has it take part in what the heart erases."""

    name = "milepost.uploads"

    def ready(self) -> None:
        """Join the heart's commands."""
        from milepost.progress import participants
        from milepost.uploads.kept import KeptFiles

        participants.register(KeptFiles())
