"""The part of the sound world in which something is played and judged."""

from milepost.player import assignments, attendance, discussions, exams, notes, practical, time
from milepost.player.models import Assessment, Attempt, Attendance, Heard, Note, Post, Submission
from milepost.progress.models import Operation
from tests.commands import acting
from tests.player.rooms import Room
from tests.support.world import actor, enrol

RIGHT = {"one": ["b"], "some": ["a", "c"]}


def played(course, users) -> dict[str, Operation]:
    """Abe has done everything, Cal has something that waits, of Bia all was erased but what Abe has replied to."""
    abe, bia, cal = (Room(users[name], course) for name in ("abe", "bia", "cal"))
    abe.has("exam", "assignment", "discussion", "practical", "live_session")

    for room in (abe, bia, cal):
        enrol(room.user, course)
        room.launch()
    grace = actor("grace")
    for room in (abe, bia):
        sitting = exams.begin(*room.at("exam"))
        exams.submit(*room.at("exam"), sitting.attempt, RIGHT)
        assignments.grade(grace, assignments.hand_in(*room.at("assignment"), text="Mine").submission, score=80)
        practical.confirm(grace, room.user.pk, room["practical"].pk, ["lift"])
        attendance.note(grace, room.user.pk, room["live_session"].pk, present=True)
        time.report(*room.at("exam"), 0)
        notes.write(room.user.pk, course.pk, "Mine", room["exam"].pk)
    exams.begin(*abe.at("exam"))
    first = discussions.post(*bia.at("discussion"), "Hello")
    discussions.post(*abe.at("discussion"), "Welcome", first.uuid)
    discussions.post(*cal.at("discussion"), "Me too")
    assignments.hand_in(*cal.at("assignment"), text="Mine")
    practical.fill_in(grace, cal.user.pk, cal["practical"].pk, [])
    return {"erase_play": acting.reset(("bia", "play"), policy="erase")}


def keys_of_played() -> dict[str, int]:
    """The keys of the rows, by names."""
    abe, cal = {"record__user__login_id": "abe"}, {"record__user__login_id": "cal"}
    return {
        "attempt": Attempt.objects.get(**abe, submitted_at__isnull=False).pk,
        "open_attempt": Attempt.objects.get(**abe, submitted_at=None).pk,
        "submission": Submission.objects.get(**abe).pk,
        "waiting": Submission.objects.get(**cal).pk,
        "assessment": Assessment.objects.get(**abe).pk,
        "open_assessment": Assessment.objects.get(**cal).pk,
        "attendance": Attendance.objects.get(**abe).pk,
        "post": Post.objects.get(**abe).pk,
        "emptied_post": Post.objects.get(user=None).pk,
        "note": Note.objects.get(user__login_id="abe").pk,
        "heard": Heard.objects.get(user__login_id="abe").pk,
    }
