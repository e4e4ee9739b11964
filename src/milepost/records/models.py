"""Enrolments and learning records.

The columns of a record say what is true now; what was true on a day is read from the ledger (two clocks, R47).
"""

import datetime as dt

from django.db import models

from milepost.base import clock
from milepost.base.ids import new_uuid
from milepost.catalog.models import Activity, Course, Program
from milepost.people.models import User


class Status(models.TextChoices):
    """How far a record is. A record that a reset opened reads Restarted until its first progress (R12).

    Erased is what a tombstone says: nothing is known any more (R3).
    """

    STARTED = "started"
    ACTIVE = "active"
    COMPLETED = "completed"
    PASSED = "passed"
    FAILED = "failed"
    ERASED = "erased"


class OpenedBy(models.TextChoices):
    """What opened a record. Staff do where they note what somebody did who has not launched the course."""

    LAUNCH = "launch"
    RESET = "reset"
    MARK = "mark"
    IMPORT = "import"
    STAFF = "staff"


class CompletedBy(models.TextChoices):
    """What completed a record: its rule, staff (“Manually”), or a migration (“Imported”)."""

    RULE = "rule"
    STAFF = "staff"
    IMPORT = "import"


class Restart(models.TextChoices):
    """What a launch of a completed course does: shows it as it is, or opens the next record (R17)."""

    KEEP = "keep"
    AFTER_COMPLETION = "after_completion"


class Assignment(models.Model):
    """What enrolments in courses and programs have in common.

    `enrolled_by_operation`: the mark that enrolled the learner first (R24); its undo ends the enrolment.
    """

    id = models.BigAutoField(primary_key=True)
    enrolled_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    restart = models.CharField(max_length=20, choices=Restart, default=Restart.KEEP)
    enrolled_by_operation = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    @property
    def since(self) -> dt.datetime:
        """When it began, as far as is known: else when Milepost learnt of it."""
        return self.enrolled_at or self.recorded_at


class Enrolment(Assignment):
    """A learner and a course. `ended_at` ends it; its records stay."""

    user = models.ForeignKey(User, models.PROTECT, related_name="enrolments", db_index=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "course"], name="enrolment_once")]
        indexes = [
            models.Index(fields=["course"], name="enrolment_course"),
            # Commands ask it whether a learner has left; it holds few, and none of those whom they change.
            models.Index(fields=["id"], name="enrolment_ended", condition=models.Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_id}"


class ProgramEnrolment(Assignment):
    """A learner and a learning program."""

    user = models.ForeignKey(User, models.PROTECT, related_name="program_enrolments", db_index=False)
    program = models.ForeignKey(Program, models.PROTECT, related_name="enrolments", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "program"], name="program_enrolment_once")]
        indexes = [
            models.Index(fields=["program"], name="program_enrolment_program"),
            models.Index(fields=["id"], name="program_enrolment_ended", condition=models.Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.program_id}"


class Record(models.Model):
    """What learning records of courses and of programs have in common.

    - `progress`: per cent, 0 to 100. `score`: per cent, 0 to 100, or none.
    - complete is: `status` is completed or passed; then, and only then, `completed_at` and `completed_by` are set.
    - `waived_at`: staff marked it complete. Until that is undone the `real_*` columns hold what the learner's own
      work amounts to; otherwise they are empty (docs/decisions/0004-the-state-beneath-a-mark.md).
    - `imported_seconds`: time spent elsewhere, which came with a mark that imports (R21); beside what is in the
      activity records.
    - current is: neither superseded nor voided. An undo voids a record that should never have been.
    - `erased_at`: a tombstone. Number, when, and by which operation are all that is left (R3).
    - The `*_by_operation` columns have neither index nor constraint: measured, an index costs more than the reset.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.PositiveIntegerField()
    opened_by = models.CharField(max_length=10, choices=OpenedBy)
    opened_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.STARTED)
    progress = models.FloatField(default=0.0)
    success = models.CharField(max_length=8, blank=True, default="")
    score = models.FloatField(null=True)
    completed_at = models.DateTimeField(null=True)
    completed_by = models.CharField(max_length=8, choices=CompletedBy, blank=True, default="")
    waived_at = models.DateTimeField(null=True)
    waived_by_operation = models.BigIntegerField(null=True)
    real_status = models.CharField(max_length=12, choices=Status, blank=True, default="")
    real_progress = models.FloatField(null=True)
    real_success = models.CharField(max_length=8, blank=True, default="")
    real_score = models.FloatField(null=True)
    real_completed_at = models.DateTimeField(null=True)
    imported_seconds = models.PositiveIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)
    superseded_by_operation = models.BigIntegerField(null=True)
    voided_at = models.DateTimeField(null=True)
    notice_acknowledged_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_by_operation = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class CourseRecord(Record):
    """The learning record: attempt `number` of an enrolment. None or one of them is current.

    `user_id` and `course_id` are repeated from the enrolment and never change. There is no index by them: who looks
    for somebody's records goes by the enrolments, and a mark of many does not write all over an index (decision 7).
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="records", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "number"], name="record_number_once")]

    def __str__(self) -> str:
        return f"record {self.number} of enrolment {self.enrolment_id}"


class ProgramRecord(Record):
    """The learning record of a learning program."""

    enrolment = models.ForeignKey(ProgramEnrolment, models.PROTECT, related_name="records", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    program = models.ForeignKey(Program, models.PROTECT, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "number"], name="program_record_number_once")]
        indexes = [models.Index(fields=["program", "user"], name="program_record_program_user")]

    def __str__(self) -> str:
        return f"record {self.number} of program enrolment {self.enrolment_id}"


class ActivityRecord(models.Model):
    """What the learner really did in one activity, in one course record; real work, and activities marked one by one.

    - `seconds`: time really spent; `imported_seconds`: time spent elsewhere, as a mark that imports says (R21). The
      date of a result that came with an import may be unknown and then is empty.
    - `waived_at`: staff marked this activity complete. Until that is undone the `real_*` columns hold what the learner
      really did in it; `real_status` is empty if that is nothing.
    - current is: neither superseded (by a reset of this activity) nor voided (by the undo of a mark that made it).
    - `carried_from`: the row that a reset of another activity copied into this record (R14); `seconds` is 0 then.
    """

    id = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(CourseRecord, models.PROTECT, related_name="activity_records", db_index=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    number = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=12, choices=Status, default=Status.STARTED)
    progress = models.FloatField(default=0.0)
    score = models.FloatField(null=True)
    seconds = models.PositiveIntegerField(default=0)
    imported_seconds = models.PositiveIntegerField(null=True)
    state = models.TextField(blank=True, default="")
    started_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True)
    completed_by = models.CharField(max_length=8, choices=CompletedBy, blank=True, default="")
    waived_at = models.DateTimeField(null=True)
    waived_by_operation = models.BigIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)
    superseded_by_operation = models.BigIntegerField(null=True)
    voided_at = models.DateTimeField(null=True)
    carried_from = models.BigIntegerField(null=True)
    real_status = models.CharField(max_length=12, choices=Status, blank=True, default="", db_default="")
    real_progress = models.FloatField(null=True)
    real_score = models.FloatField(null=True)
    real_completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "activity", "number"], name="activity_record_number_once")
        ]

    def __str__(self) -> str:
        return f"activity {self.activity_id} in record {self.record_id}"


class PlayerSession(models.Model):
    """One launch of the player on one course record.

    It is open while `closed_at` is empty and its record is current: so a reset closes it without touching it (R16).
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    record = models.ForeignKey(CourseRecord, models.PROTECT, related_name="sessions")
    started_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.uuid)


class LateCommit(models.Model):
    """What a session sent after its record was closed: kept with the old record, never written into it (R16)."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(PlayerSession, models.PROTECT, related_name="late_commits")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    received_at = models.DateTimeField(default=clock.now)
    data = models.TextField()

    def __str__(self) -> str:
        return f"late commit of session {self.session_id}"


class Hold(models.Model):
    """A legal hold on a learner, a course, or one learner in one course: what it covers is not erased (R5).

    An empty `user` means everybody in the course, an empty `course` every course of the learner. It holds until
    `lifted_at`.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    placed_at = models.DateTimeField(default=clock.now)
    placed_by = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(course__isnull=False), name="hold_is_on_something"
            )
        ]

    def __str__(self) -> str:
        return f"hold on learner {self.user_id}, course {self.course_id}"
