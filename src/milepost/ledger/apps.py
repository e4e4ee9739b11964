"""The room as Django knows it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the room."""

    name = "milepost.ledger"
