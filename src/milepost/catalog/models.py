"""What can be learnt."""

from django.db import models

from milepost.base import clock
from milepost.base.ids import new_uuid


class ActivityKind(models.TextChoices):
    """The kinds of activities. Forms, exams and certificates get 100 % when they are marked (R20)."""

    PAGE = "page"
    EBOOK = "ebook"
    VIDEO = "video"
    AUDIO = "audio"
    PDF = "pdf"
    LINK = "link"
    FORM = "form"
    EXAM = "exam"
    ASSIGNMENT = "assignment"
    DISCUSSION = "discussion"
    PRACTICAL = "practical"
    LIVE_SESSION = "live_session"
    CERTIFICATE = "certificate"
    PACKAGE = "package"


class Completes(models.TextChoices):
    """What completes a native activity where it is not the kind's own way (empty); which kind knows which: `rules.py`.

    `confirmed`: the learner says that it is done. `played`: so much of it as `played_per_cent` says. `staff`: they
    say so.
    """

    OPENED = "opened"
    CONFIRMED = "confirmed"
    PLAYED = "played"
    SUBMITTED = "submitted"
    PASSED = "passed"
    STAFF = "staff"


class RecordPolicy(models.TextChoices):
    """What a reset leaves behind (R1 to R3)."""

    RETAIN = "retain"
    ERASE = "erase"


class Content(models.Model):
    """What courses and programs have in common. `asset_id` is the organisation's own code, beside the UUID."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    asset_id = models.CharField(max_length=120, null=True, unique=True)
    title = models.CharField(max_length=250)
    description = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Course(Content):
    """A course: activities in sections. An empty `record_policy` means that the organisation's holds (R1).

    `sequential`: each activity opens when every required one before it is complete. `prerequisites`: courses that
    are to be complete before this one opens. See `records/access.py`.
    """

    record_policy = models.CharField(max_length=10, choices=RecordPolicy, blank=True, default="")
    compliance = models.BooleanField(default=False)
    retention_years = models.PositiveSmallIntegerField(null=True)
    sequential = models.BooleanField(default=False, db_default=False)
    prerequisites = models.ManyToManyField(
        "self", through="CoursePrerequisite", through_fields=("course", "needs"), symmetrical=False, related_name="+"
    )


class CoursePrerequisite(models.Model):
    """One course that another one needs. One that is archived does not count."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="+", db_index=False)
    needs = models.ForeignKey(Course, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "needs"], name="course_prerequisite_once")]

    def __str__(self) -> str:
        return f"{self.course_id} needs {self.needs_id}"


class Program(Content):
    """A learning program: an ordered list of courses. `sequential`: each opens when those before it are complete."""

    sequential = models.BooleanField(default=False, db_default=False)
    courses = models.ManyToManyField(Course, through="ProgramCourse", related_name="programs")


class ProgramCourse(models.Model):
    """One course of one program, at its place. What was added later is not asked of who was complete by then.

    `opens_on` and `opens_after_days` (of the enrolment in the program) keep it closed to who is in it by the program.
    """

    program = models.ForeignKey(Program, models.CASCADE)
    course = models.ForeignKey(Course, models.PROTECT)
    position = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=clock.now)
    opens_on = models.DateField(null=True)
    opens_after_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["program", "position"]
        constraints = [models.UniqueConstraint(fields=["program", "course"], name="program_course_once")]

    def __str__(self) -> str:
        return f"{self.program_id} {self.position}"


class Section(models.Model):
    """A heading within a course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="sections")
    title = models.CharField(max_length=250)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["course", "position"]

    def __str__(self) -> str:
        return self.title


class Activity(models.Model):
    """One thing to do in a course.

    `weight` says how much its score counts in the course's score; 0 means not at all. `legacy` activities are passed
    over by both commands, e-books excepted (R23). `retired_at` takes one out of use while its past stays. `opens_on`,
    `opens_after_days` and `prerequisites` are its access rule: see `records/access.py`. `completes`, `played_per_cent`
    and `min_seconds` (to be spent in it first) are its completion rule; they bind what is done from then on.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    asset_id = models.CharField(max_length=120, null=True)
    course = models.ForeignKey(Course, models.PROTECT, related_name="activities")
    section = models.ForeignKey(Section, models.SET_NULL, null=True, related_name="activities")
    kind = models.CharField(max_length=20, choices=ActivityKind)
    title = models.CharField(max_length=250)
    position = models.PositiveIntegerField()
    required = models.BooleanField(default=True)
    weight = models.FloatField(default=1.0)
    pass_mark = models.FloatField(null=True)
    legacy = models.BooleanField(default=False)
    opens_on = models.DateField(null=True)
    opens_after_days = models.PositiveSmallIntegerField(null=True)
    completes = models.CharField(max_length=10, choices=Completes, blank=True, default="", db_default="")
    played_per_cent = models.PositiveSmallIntegerField(default=90, db_default=90)
    min_seconds = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True)
    prerequisites = models.ManyToManyField(
        "self",
        through="ActivityPrerequisite",
        through_fields=("activity", "needs"),
        symmetrical=False,
        related_name="+",
    )

    class Meta:
        ordering = ["course", "position"]
        verbose_name_plural = "activities"
        constraints = [models.UniqueConstraint(fields=["course", "asset_id"], name="activity_asset_once")]

    def __str__(self) -> str:
        return self.title


class ActivityContent(models.Model):
    """What is in an activity, as JSON of the shape of its kind (`catalog/contents/shapes.py`)."""

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="content")
    body = models.TextField()
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"content of activity {self.activity_id}"


class MediaFile(models.Model):
    """A file that contents show: a video, a recording, its captions, a document, a picture.

    It is kept in the data folder under its UUID. `content_type` is what was found in the file, not what somebody said.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=250)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=models.Q(removed_at=None), name="media_file_once"
            )  # two who upload the same at the same instant get the same one
        ]

    def __str__(self) -> str:
        return self.name


class ActivityPrerequisite(models.Model):
    """One activity that another one of the same course needs. One that is retired does not count."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+", db_index=False)
    needs = models.ForeignKey(Activity, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "needs"], name="activity_prerequisite_once")]

    def __str__(self) -> str:
        return f"{self.activity_id} needs {self.needs_id}"
