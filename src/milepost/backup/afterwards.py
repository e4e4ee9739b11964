"""What must not be as it was when the backup was made."""

from django.db.models import Max

from milepost.base import clock
from milepost.ledger.models import Epoch
from milepost.progress.models import Operation, State


def settle() -> None:
    """End what belonged to the database that the backup was made from.

    - An operation that was running belongs to nobody now, so that the sweep finishes it at once, from its bookmark.
    - This database numbers its transactions anew: the ledger's next epoch begins, behind every event that there is.
    """
    Operation.objects.filter(state=State.RUNNING).update(lease_owner="", lease_until=None)
    newest = Epoch.objects.aggregate(number=Max("number"))["number"] or 0
    Epoch.objects.create(number=newest + 1, began_at=clock.now())
