"""The room as Django knows it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the room, and has it take part in what the heart erases and in what workers do."""

    name = "milepost.api"
    label = "api"

    def ready(self) -> None:
        """Join the heart's commands, and the jobs of every worker."""
        from milepost.api.idempotency import CLEARED_EVERY, KeptAnswers, clear
        from milepost.jobs import periodic
        from milepost.progress import participants

        participants.register(KeptAnswers())
        periodic.join(periodic.Job("answers", CLEARED_EVERY.total_seconds(), clear))
