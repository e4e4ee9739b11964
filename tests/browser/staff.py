"""The pages of staff: their names, and where they are in the world of Ada, with work of hers that waits."""

from django.urls import reverse

from milepost.catalog.models import Course, Section
from milepost.people.actors import by_login
from milepost.player import assignments, discussions, practical
from milepost.player.models import Post
from milepost.records.models import PlayerSession
from tests.browser import staff_people, staff_programs
from tests.player.rooms import BODIES
from tests.support.world import activity, course, enrol, fill, learner
from tests.support.world import staff as made_staff

PAGES = {
    *("manage_courses", "manage_course", "manage_course_new", "manage_course_settings", "manage_section"),
    *("manage_activity_new", "manage_activity", "manage_content"),
    *("manage_grading", "manage_submission", "manage_post", "manage_practical", "manage_assessment"),
    "manage_attendance",
    *staff_programs.PAGES,
    *staff_people.PAGES,
}
# What only forms are sent to, files, and the way to the first page.
FORMS = {
    *("manage", "manage_course_archive", "manage_activity_move", "manage_activity_retire", "manage_section_move"),
    "manage_submission_file",
    *staff_programs.FORMS,
    *staff_people.FORMS,
}


def world_of_grace(site, password):
    """Grace, who manages training, in the world of Ada, which is there. The addresses that she looks at."""
    with site.inside():
        password(made_staff("grace", display_name="Grace Hopper"))
        everything = Course.objects.get(asset_id="everything")
        return [*_courses(everything), *_work(everything), *staff_programs.addresses(), *staff_people.addresses()]


def _courses(everything):
    """Courses, one of them with headings, rules and something that is retired, and the editor of each kind."""
    theory = Section.objects.create(course=everything, title="Theory", position=1)
    first = everything.activities.order_by("position").first()
    first.section = theory
    first.save()
    retired = activity(everything, "page", title="Of old", retired_at="2026-01-01T00:00:00Z")
    old = course("old", title="Old course", archived_at="2026-01-01T00:00:00Z")
    empty = course("empty", title="Empty course", activities=())
    yield from (reverse("manage_courses"), reverse("manage_courses") + "?q=nothing", reverse("manage_course_new"))
    for of in (everything, old, empty):
        yield from (reverse("manage_course", args=[of.uuid]), reverse("manage_course_settings", args=[of.uuid]))
    yield reverse("manage_section", args=[everything.uuid, theory.pk])
    yield reverse("manage_activity_new", args=[everything.uuid])
    yield reverse("manage_activity", args=[everything.uuid, retired.uuid])
    for of in everything.activities.filter(retired_at=None).order_by("position"):
        yield from (reverse(name, args=[everything.uuid, of.uuid]) for name in ("manage_activity", "manage_content"))
    yield reverse("manage_content", args=[empty.uuid, activity(empty, "video", title="A film").uuid])


def _work(everything):
    """What waits of Ada's, and what was judged before."""
    session = PlayerSession.objects.get(record__user__login_id="ada", record__course=everything)
    user = session.record.user_id
    of = {each.kind: each for each in everything.activities.filter(retired_at=None, title__startswith="A ")}
    grace = by_login("grace")
    yield reverse("manage_grading")
    handed = [assignments.hand_in(user, session.uuid, of["assignment"].pk, text="Failed work", file=None)]
    assignments.grade(grace, handed[0].submission, passed=False, comment="Once more")
    handed.append(assignments.hand_in(user, session.uuid, of["assignment"].pk, text="My work", file=None))
    yield from (reverse("manage_submission", args=[each.submission]) for each in handed)
    for words in ("One thing", "Another thing"):
        discussions.post(user, session.uuid, of["discussion"].pk, words)
    yield reverse("manage_post", args=[Post.objects.order_by("pk").last().pk])
    practical.confirm(grace, user, of["practical"].pk, [], "Not yet")
    practical.fill_in(grace, user, of["practical"].pk, ["lift"], "Under way")
    ada = session.record.user
    yield from (
        reverse("manage_practical", args=[of["practical"].uuid]),
        reverse("manage_practical", args=[of["practical"].uuid]) + "?q=nobody",
        reverse("manage_assessment", args=[of["practical"].uuid, ada.uuid]),
        reverse("manage_attendance", args=[of["live_session"].uuid]),
        reverse("manage_grading") + f"?course={everything.uuid}",
    )
    nobody = course("nobody", title="Nobody is here", activities=())
    alone = fill(activity(nobody, "live_session", title="Alone"), **BODIES["live_session"])
    yield reverse("manage_attendance", args=[alone.uuid])
    enrol(learner("lone"), nobody)
