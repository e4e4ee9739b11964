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


class Target(models.TextChoices):
    """The kinds of items, in the order in which a chunk applies them."""

    COURSE = "course"
    ERASED_COURSE = "erased_course"
    ACTIVITY = "activity"
    ERASED_ACTIVITY = "erased_activity"
    PROGRAM = "program"
    ERASED_PROGRAM = "erased_program"


class Operation(models.Model):
    """A command over N items, from staging to result.

    - `policy`: what a reset leaves behind; empty means as each course says, else the organisation (R1).
    - `completed_on`: the day of completion of a mark (R28). `due_on`: the new due date that a reset sets where the old
      one has passed (R17). `enrol_missing`: a mark enrols who is not (R24).
    - `targets`: the kinds of items that there are (`Target`), separated by blanks.
    - `has_details`: a mark whose rows may say more each (`ItemDetail`).

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
    policy = models.CharField(max_length=10, choices=RecordPolicy, blank=True, default="")
    notify_by_email = models.BooleanField(default=False)
    completed_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    enrol_missing = models.BooleanField(default=False)
    targets = models.CharField(max_length=80, default="course")
    has_details = models.BooleanField(default=False, db_default=False)
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
    cancel_requested_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state"], name="operation_state")]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def erases(self) -> bool:
        """Whether any of its items erases."""
        return "erased" in self.targets


class OperationItem(models.Model):
    """One learner and one content of an operation: a row of the file, and what became of it.

    The content is an activity where `activity_id` is given (with its course), a program where `program_id` is, else a
    course. `enrolment_id` and `record_id` are of the course, for a program of the program; `work_id` is the activity
    record. `erases`: whether the policy that holds for this item is erase. `enrols`: whether the learner is enrolled
    first. `due_before`: the due date that the reset replaced.

    `position` is the order in which items are applied, that of the records at staging, so that two operations meet
    records in the same order; `line` is the row of the file. `faults` are codes with their column, `column.code`,
    separated by blanks; an item with faults has no outcome. The items of an undo stand at the positions of those they
    undo.

    Of an operation that was refused for some of many rows only those are kept; `Operation.items_total` counts all.

    `outcome`, and the records that it is about, are foreseen at the preview; when the operation's bookmark has passed
    the item they are what became of it (docs/decisions/0016-foreseen-outcomes.md).
    """

    pk = models.CompositePrimaryKey("operation_id", "position")
    operation = models.ForeignKey(Operation, models.CASCADE, related_name="items", db_index=False, db_constraint=False)
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    course_id = models.BigIntegerField(null=True)
    activity_id = models.BigIntegerField(null=True)
    program_id = models.BigIntegerField(null=True)
    enrolment_id = models.BigIntegerField(null=True)
    record_id = models.BigIntegerField(null=True)
    work_id = models.BigIntegerField(null=True)
    erases = models.BooleanField(default=False, db_default=False)
    enrols = models.BooleanField(default=False, db_default=False)
    due_before = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome, null=True)
    faults = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"item {self.position} of {self.operation_id}"


class ItemDetail(models.Model):
    """What a row of a mark says besides (MP-08): only where it says something, so that other items cost nothing.

    - `completed_at` goes before the operation's day; `score`, per cent, before what the mark would make it.
    - `seconds`: time spent elsewhere. What has one is imported work, and reads Imported, not Manually (R21).
    - `reason` goes beside the operation's.

    It belongs to the items of the operation that stand in that `line`: a row of a program has several.
    """

    pk = models.CompositePrimaryKey("operation_id", "line")
    operation = models.ForeignKey(Operation, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    line = models.PositiveIntegerField()
    completed_at = models.DateTimeField(null=True)
    score = models.FloatField(null=True)
    seconds = models.PositiveIntegerField(null=True)
    reason = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"details of line {self.line} of {self.operation_id}"
