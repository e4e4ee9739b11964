"""The pages of the people of a course: their names, and where they are in a world with all that can be on them."""

from django.urls import reverse

from tests.support.world import LONG_AGO, course, enrol, finished, learner, record

PAGES = {"manage_people", "manage_enrol", "manage_enrolment"}
# What only forms are sent to.
FORMS = {"manage_enrolment_end"}


def addresses():
    """Each page with what can be on it; makes the world, so it is called once, within `site.inside()`."""
    busy = course("people-busy", title="Fire safety", compliance=True)
    late = enrol(learner("late", display_name="Augusta Ada King, Countess of Lovelace"), busy, due_at=LONG_AGO)
    finished(learner("done", display_name="Blaise Pascal"), busy)
    record(enrol(learner("waived"), busy), "completed", completed_by="staff", waived_at=LONG_AGO)
    left = enrol(learner("left"), busy, ended_at=LONG_AGO)
    for number in range(50):
        enrol(learner(f"another-{number:02}"), busy)
    empty = course("people-empty", title="Empty")
    return [
        reverse("manage_people", args=[busy.uuid]),
        reverse("manage_people", args=[busy.uuid]) + "?q=nothing",
        reverse("manage_people", args=[empty.uuid]),
        reverse("manage_enrol", args=[busy.uuid]),
        *(reverse("manage_enrolment", args=[busy.uuid, each.pk]) for each in (late, left)),
    ]
