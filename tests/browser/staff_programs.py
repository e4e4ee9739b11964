"""The pages of programs: their names, and where they are in a world of a program with courses and one without."""

from django.urls import reverse

from tests.support.world import course, join, learner, program

PAGES = {
    *("manage_programs", "manage_program_new", "manage_program", "manage_program_settings"),
    *("manage_program_add", "manage_program_course"),
}
# What only forms are sent to.
FORMS = {"manage_program_archive", "manage_program_course_move", "manage_program_course_take_out"}


def addresses():
    """Each page with what can be on it; makes the world, so it is called once, within `site.inside()`."""
    fire = course("prog-fire", title="Fire safety", compliance=True)
    old = course("prog-old", title="Old times", archived_at="2025-01-01T00:00:00Z")
    full = program("prog-full", fire, old, title="First day", description="All of it.", sequential=True)
    full.programcourse_set.filter(course=old).update(opens_after_days=3, opens_on="2931-01-01")
    join(learner("prog-learner"), full)
    empty = program("prog-empty", title="Empty")
    course("prog-more", title="Ladders")
    return [
        reverse("manage_programs"),
        reverse("manage_programs") + "?q=nothing",
        reverse("manage_program_new"),
        *(reverse(name, args=[full.uuid]) for name in ("manage_program", "manage_program_settings")),
        reverse("manage_program_add", args=[full.uuid]),
        reverse("manage_program_add", args=[full.uuid]) + "?q=nothing",
        reverse("manage_program_course", args=[full.uuid, fire.uuid]),
        reverse("manage_program", args=[empty.uuid]),
    ]
