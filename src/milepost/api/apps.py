"""The room as Django knows it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the room, and has it take part in what the heart erases."""

    name = "milepost.api"
    label = "api"

    def ready(self) -> None:
        """Join the heart's commands."""
        from milepost.api.idempotency import KeptAnswers
        from milepost.progress import participants

        participants.register(KeptAnswers())
