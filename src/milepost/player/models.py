"""What learners and those who judge them leave in an activity, beside its activity record.

Each row of work stands at a *place*: a learning record, an activity of it, and the number of the activity record. A
reset or an undo moves no row: whether it counts is asked of the activity record that stands there
(docs/decisions/0022-the-player.md).
"""

from typing import ClassVar

from django.db import models

from milepost.base import clock
from milepost.base.ids import new_uuid
from milepost.catalog.models import Activity, Course
from milepost.people.models import User
from milepost.records.models import CourseRecord, PlayerSession


class Placed(models.Model):
    """What stands at a place: `record`, `activity`, and `number` of the activity record."""

    id = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(CourseRecord, models.PROTECT, related_name="+", db_index=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()

    class Meta:
        abstract = True


class Attempt(Placed):
    """One sitting of an exam, or one form handed in.

    - `paper`: the questions as they were put, as JSON (the content of the activity at that time); `answers`: the ids
      of options, or words, by the id of the question, as JSON.
    - `score`: per cent, of an exam that was handed in. `passed`: None where there is no pass mark, and for forms.
    - open is: `submitted_at` is empty. A place has one open attempt at most.
    """

    paper = models.TextField()
    answers = models.TextField(default="{}")
    begun_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)
    score = models.FloatField(null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["record", "activity", "number"], name="attempt_place")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record", "activity", "number"],
                condition=models.Q(submitted_at__isnull=True),
                name="attempt_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk} at activity {self.activity_id} in record {self.record_id}"


class Graded(models.Model):
    """What staff grade. `score` in per cent or none; `passed` is None where there is no pass mark.

    `graded_by` is None for the system itself.
    """

    graded_at = models.DateTimeField(null=True)
    graded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    score = models.FloatField(null=True)
    passed = models.BooleanField(null=True)
    comment = models.TextField(blank=True, default="")

    class Meta:
        abstract = True


class Submission(Placed, Graded):
    """What was handed in for an assignment: a text, a file, or both. Until it is graded it can be replaced.

    The file is kept in the data folder under `file`; `file_name` is what the learner called it.
    """

    text = models.TextField(blank=True, default="")
    file = models.UUIDField(null=True, unique=True)
    file_name = models.CharField(max_length=250, blank=True, default="")
    file_size = models.PositiveBigIntegerField(null=True)
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    submitted_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["record", "activity", "number"], name="submission_place"),
            models.Index(
                fields=["submitted_at", "id"], name="submission_ungraded", condition=models.Q(graded_at__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record", "activity", "number"],
                condition=models.Q(graded_at__isnull=True),
                name="submission_ungraded_once",
            )
        ]

    def __str__(self) -> str:
        return f"submission {self.pk} for activity {self.activity_id} in record {self.record_id}"


class Post(Graded):
    """What somebody wrote in a discussion.

    - `record` and `number` are the place of a learner's post; staff write without one.
    - `counts`: written in a graded discussion, so it is work, and goes with an erase; any other stays (R6).
    - `asks`: with it the learner had written as much as is asked for: a grade is due.
    - `reply_to` has no constraint: PostgreSQL would ask it twice for every post that an erase takes. Who replies locks
      the post that it is to.
    - `removed_at`: taken away by its author or by staff. What an erase takes has neither author nor dates any more;
      the row stays where others have replied to it.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    record = models.ForeignKey(CourseRecord, models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.PositiveIntegerField(null=True)
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies", db_constraint=False)
    text = models.TextField(blank=True, default="")
    posted_at = models.DateTimeField(null=True)
    counts = models.BooleanField(default=False)
    asks = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["activity", "id"], name="post_activity"),
            models.Index(fields=["record", "activity", "number"], name="post_place"),
            models.Index(
                fields=["posted_at", "id"],
                name="post_ungraded",
                condition=models.Q(asks=True, graded_at__isnull=True, removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.pk} on activity {self.activity_id}"


class Assessment(Placed):
    """A checklist of a practical, filled in by an assessor while the learner does the work.

    `tasks`: the tasks as they were, as JSON; `ticks`: the ids of those done, as JSON. Once confirmed it stays.
    """

    tasks = models.TextField()
    ticks = models.TextField(default="[]")
    note = models.TextField(blank=True, default="")
    assessor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    changed_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["record", "activity", "number"], name="assessment_place"),
            models.Index(
                fields=["changed_at", "id"], name="assessment_open", condition=models.Q(confirmed_at__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record", "activity", "number"],
                condition=models.Q(confirmed_at__isnull=True),
                name="assessment_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"assessment {self.pk} in activity {self.activity_id} in record {self.record_id}"


class Attendance(Placed):
    """Whether a learner was at a live session, and who says so (None: the system itself)."""

    present = models.BooleanField()
    noted_at = models.DateTimeField(default=clock.now)
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "activity", "number"], name="attendance_once_a_place")
        ]

    def __str__(self) -> str:
        return f"attendance in activity {self.activity_id} in record {self.record_id}"


class Heard(models.Model):
    """When a session last reported time, so that the next report is bounded by the clock.

    `total`: how many seconds all sessions of the user had been credited with by then (`time.py`).
    """

    session = models.OneToOneField(
        PlayerSession, models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    heard_at = models.DateTimeField()
    total = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["user", "total"], name="heard_user")]

    def __str__(self) -> str:
        return f"time of session {self.session_id}"


class Note(models.Model):
    """A learner's own note on a course, or on one activity of it. No policy ever touches it (R6)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="+", db_index=False)
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.TextField()
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["user", "course"], name="note_user_course")]

    def __str__(self) -> str:
        return f"note {self.pk} of user {self.user_id}"
