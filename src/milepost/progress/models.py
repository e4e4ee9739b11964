"""One command, one identity."""

from django.db import models

from milepost.base import clock
from milepost.base.ids import new_uuid
from milepost.catalog.models import RecordPolicy


class Kind(models.TextChoices):
    """What an operation does."""

    MARK_COMPLETE = "mark_complete"
    RESET = "reset"
    UNDO = "undo"


class State(models.TextChoices):
    """Where an operation stands."""

    STAGED = "staged"
    REFUSED = "refused"
    PREVIEWED = "previewed"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNDONE = "undone"


class Outcome(models.TextChoices):
    """What became of an item (R45)."""

    DONE = "done"
    ALREADY_COMPLETE = "already_complete"
    NOTHING_TO_RESET = "nothing_to_reset"
    NOT_ENROLLED = "not_enrolled"
    EXCLUDED = "excluded"
    LEGACY = "legacy"
    ARCHIVED = "archived"
    ON_HOLD = "on_hold"
    MOVED_ON = "moved_on"
    ERASED = "erased"
    CANCELLED = "cancelled"


class Operation(models.Model):
    """A command over N items, from staging to result.

    `applied_to` is the position of the last item applied; `last_position` that of the last item there is. A running
    operation belongs to the process named in `lease_owner` until `lease_until`.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.STAGED)
    source = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    reason = models.TextField(blank=True, default="")
    policy = models.CharField(max_length=10, choices=RecordPolicy, default=RecordPolicy.RETAIN)
    notify_by_email = models.BooleanField(default=False)
    completed_on = models.DateField(null=True)
    undo_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="undos")
    file_name = models.CharField(max_length=250, blank=True, default="")
    report = models.CharField(max_length=500, blank=True, default="")
    items_total = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    preview = models.TextField(default="{}")
    digest = models.CharField(max_length=64, blank=True, default="")
    outcomes = models.TextField(default="{}")
    last_position = models.PositiveIntegerField(default=0)
    applied_to = models.PositiveIntegerField(default=0)
    lease_owner = models.CharField(max_length=120, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state"], name="operation_state")]

    def __str__(self) -> str:
        return str(self.uuid)


class OperationItem(models.Model):
    """One learner and one course of an operation: a row of the file, and what became of it.

    `position` is the order in which items are applied, that of the records at staging, so that two operations meet
    records in the same order; `line` is the row of the file. `faults` are codes with their column, `column.code`,
    separated by blanks; an item with faults has no outcome. The items of an undo stand at the positions of those they
    undo.
    """

    pk = models.CompositePrimaryKey("operation_id", "position")
    operation = models.ForeignKey(Operation, models.CASCADE, related_name="items", db_index=False, db_constraint=False)
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    course_id = models.BigIntegerField(null=True)
    enrolment_id = models.BigIntegerField(null=True)
    record_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome, null=True)
    faults = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"item {self.position} of {self.operation_id}"
