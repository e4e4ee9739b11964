"""The event: one line of the ledger."""

from django.db import models

from milepost.ledger.fields import TransactionIdField


class Event(models.Model):
    """Something that happened to a learner's record. Written by INSERT, in the transaction of the change itself.

    Two clocks (R47): `occurred_at` says when it was true, `recorded_at` when Milepost learnt of it. The columns that
    point elsewhere are plain numbers: the ledger knows no other room, and a foreign key would cost a look-up a row.
    `data` is JSON text. `tx` and `epoch` put events into an order that a reader can follow safely.
    """

    id = models.BigAutoField(primary_key=True)
    tx = TransactionIdField()
    epoch = models.SmallIntegerField(default=0)
    kind = models.CharField(max_length=40)
    operation_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    course_id = models.BigIntegerField(null=True)
    record_id = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    data = models.TextField(default="{}")

    class Meta:
        # By record, not by learner: a command goes through records in order and writes at one place of the index,
        # where it would write all over an index by learner (docs/decisions/0007). A learner's events are those of
        # the learner's records.
        indexes = [models.Index(fields=["record_id"], name="event_record")]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"
