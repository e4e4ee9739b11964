"""The room as Django knows it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class RecordsConfig(AppConfig):
    """Registers the room; views step aside for migrations."""

    name = "milepost.records"

    def ready(self) -> None:
        """Hang the views onto the migrations' beginning and end."""
        from milepost.records import schema

        pre_migrate.connect(schema.drop_views, sender=self, dispatch_uid="drop_views")
        post_migrate.connect(schema.create_views, sender=self, dispatch_uid="create_views")
