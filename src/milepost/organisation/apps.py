"""The room as Django knows it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class OrganisationConfig(AppConfig):
    """Registers the room; triggers step aside for migrations."""

    name = "milepost.organisation"

    def ready(self) -> None:
        """Hang the triggers onto the migrations' beginning and end."""
        from milepost.organisation import schema

        pre_migrate.connect(schema.drop_triggers, sender=self, dispatch_uid="drop_admin_triggers")
        post_migrate.connect(schema.create_triggers, sender=self, dispatch_uid="create_admin_triggers")
