"""The room as Django knows it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class LedgerConfig(AppConfig):
    """Registers the room; triggers step aside for migrations."""

    name = "milepost.ledger"

    def ready(self) -> None:
        """Hang the triggers onto the migrations' beginning and end."""
        from milepost.ledger import schema

        pre_migrate.connect(schema.drop_triggers, sender=self, dispatch_uid="drop_ledger_triggers")
        post_migrate.connect(schema.create_triggers, sender=self, dispatch_uid="create_ledger_triggers")
