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
    """A course: activities in sections. An empty `record_policy` means that the organisation's holds (R1)."""

    record_policy = models.CharField(max_length=10, choices=RecordPolicy, blank=True, default="")
    compliance = models.BooleanField(default=False)
    retention_years = models.PositiveSmallIntegerField(null=True)


class Program(Content):
    """A learning program: an ordered list of courses."""

    courses = models.ManyToManyField(Course, through="ProgramCourse", related_name="programs")


class ProgramCourse(models.Model):
    """One course of one program, at its place. What was added later is not asked of who was complete by then."""

    program = models.ForeignKey(Program, models.CASCADE)
    course = models.ForeignKey(Course, models.PROTECT)
    position = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=clock.now)

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
    over by both commands, e-books excepted (R23). `retired_at` takes one out of use while its past stays. `opens_on`
    and `opens_after_days` are its access rule: see `records/access.py`.
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
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True)

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
