"""The event, one line of the ledger, and the seals that show whether a line was changed afterwards."""

from django.db import models

from milepost.ledger.fields import GivenKeyField, TransactionIdField


class Event(models.Model):
    """Something that happened to a learner's record. Written by INSERT, in the transaction of the change itself.

    Two clocks (R47): `occurred_at` says when it was true, `recorded_at` when Milepost learnt of it. The columns that
    point elsewhere are plain numbers: the ledger knows no other room, and a foreign key would cost a look-up a row.
    `record_id` is a course record, or the program record where `program_id` is given. `data` is JSON text. `tx` and
    `epoch` put events into an order that a reader can follow safely (reading.py).

    Triggers let nothing be changed or deleted (schema.py), with one exception: an erase redacts. Then
    `erased_by_operation` names the operation and `recorded_at` says when; what the event had said is gone (R3).
    """

    id = models.BigAutoField(primary_key=True)
    tx = TransactionIdField()
    epoch = models.SmallIntegerField(default=0)
    kind = models.CharField(max_length=40)
    operation_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    course_id = models.BigIntegerField(null=True)
    activity_id = models.BigIntegerField(null=True)
    program_id = models.BigIntegerField(null=True)
    record_id = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    data = models.TextField(default="{}")
    erased_by_operation = models.BigIntegerField(null=True)

    class Meta:
        # By record, not by learner: a command goes through records in order and writes at one place of the index,
        # where it would write all over an index by learner (docs/decisions/0007). A learner's events are those of
        # the learner's records.
        indexes = [models.Index(fields=["record_id"], name="event_record")]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"


class Epoch(models.Model):
    """A time in which transactions were numbered by one and the same server. A restored dump begins the next one.

    As long as there is no row it is epoch 0.
    """

    number = models.SmallIntegerField(primary_key=True)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)


class Seal(models.Model):
    """A link of the chain: the next stretch of the ledger, up to and including the event that `last_*` names.

    `hash` covers the link before, the columns of this row and the whole content of each event (chain.py).
    """

    number = GivenKeyField(primary_key=True)
    events = models.IntegerField()
    last_epoch = models.SmallIntegerField()
    last_tx = TransactionIdField()
    last_id = models.BigIntegerField()
    sealed_at = models.DateTimeField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return str(self.number)


class SealedEvent(models.Model):
    """What one event contributes to the hash of its seal, and the salt without which `digest` tells nothing.

    An erase takes the salt away (`salt` is then NULL); digest and leaf stay, and with them the chain.
    """

    event_id = GivenKeyField(primary_key=True)
    seal_id = models.BigIntegerField()
    salt = models.BinaryField(null=True)
    digest = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        db_table = "ledger_seal_event"
        indexes = [models.Index(fields=["seal_id"], name="seal_event_seal")]

    def __str__(self) -> str:
        return f"{self.event_id} in {self.seal_id}"
