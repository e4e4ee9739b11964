"""The log of administration: who changed what about roles, settings, tokens and holds."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from milepost.base.actor import Actor
from milepost.base.errors import BeyondReach
from milepost.base.permissions import SETTINGS_MANAGE
from milepost.organisation.models import AdminEntry

_SUBJECT = AdminEntry._meta.get_field("subject").max_length


def record(actor: Actor, kind: str, subject: str, **data: Any) -> None:
    """Write one entry, in the transaction of the change that it tells of: both stand, or neither.

    `data` must be JSON but for days and moments, usually `before=…` and `after=…`, and must hold no secret.

    Raises `TransactionManagementError` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry of the log of administration belongs to a transaction")
    AdminEntry.objects.create(
        actor_id=actor.user_id,
        actor_label=actor.label,
        kind=kind,
        subject=subject[:_SUBJECT],
        data=json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True),
    )


def latest(actor: Actor, number: int = 100) -> list[AdminEntry]:
    """The newest entries, the newest first.

    Raises `NotPermitted` without `settings.manage`, and for a limited role: the log names people everywhere.
    """
    actor.require(SETTINGS_MANAGE)
    if actor.groups is not None:
        raise BeyondReach
    return list(AdminEntry.objects.order_by("-pk")[:number])
