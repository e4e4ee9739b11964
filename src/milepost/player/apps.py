"""The room as Django knows it."""

from django.apps import AppConfig


class PlayerConfig(AppConfig):
    """Registers the room, has it take part in what the heart erases, and its left files swept."""

    name = "milepost.player"

    def ready(self) -> None:
        """Join the heart's commands and the workers' jobs."""
        from milepost.jobs.periodic import Job, join
        from milepost.player import files
        from milepost.player.erasing import Work
        from milepost.progress import participants

        participants.register(Work())
        join(Job("submissions", 3600.0, files.sweep))
