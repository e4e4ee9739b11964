"""What changes around the records, at random: time, the catalogue, enrolments, holds."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.model.features import FEATURES
from tests.model.play import Play
from tests.model.world import Activity, Course

# Days from today to a due date: none, passed, or ahead.
DAYS_TO_DUE = st.sampled_from([None, -3, -3, 2, 40])


class Catalogue(Play):
    """Activities, courses, enrolments and holds come and go while others are at work."""

    @rule(hours=st.sampled_from([1, 24, 24 * 30]))
    def time_passes(self, hours: int) -> None:
        self.facts.now += dt.timedelta(hours=hours)

    # --- the catalogue ---------------------------------------------------------------------------
    @precondition(lambda self: "catalog" in FEATURES)
    @rule(data=st.data(), kind=st.sampled_from(["page", "exam", "assignment"]), required=st.booleans())
    def add_activity(self, data: st.DataObject, kind: str, required: bool) -> None:
        course = data.draw(st.sampled_from(self.courses))
        with self.act():
            added = Activity(f"added-{self.facts.now:%Y%m%d%H%M}", kind, required, created_at=self.facts.now)
            self.facts.courses[course] = _with(self.facts.courses[course], added)
            self.site.add_activity(course, added)
        self.compare()

    @precondition(lambda self: "catalog" in FEATURES)
    @rule(data=st.data())
    def retire_activity(self, data: st.DataObject) -> None:
        course = data.draw(st.sampled_from(self.courses))
        in_use = self.facts.courses[course].in_use
        if len(in_use) < 2:
            return
        chosen = self.one_of(data, in_use)
        with self.act():
            gone = replace(chosen, retired_at=self.facts.now)
            self.facts.courses[course] = _with(self.facts.courses[course], gone)
            self.site.retire_activity(chosen.key, self.facts.now)
        self.compare()

    @precondition(lambda self: "locks" in FEATURES)
    @rule(data=st.data(), days=st.sampled_from([None, 1, 20]))
    def lock_activity(self, data: st.DataObject, days: int | None) -> None:
        """An activity opens to learners in some days, or at once."""
        course = data.draw(st.sampled_from(self.courses))
        in_use = self.facts.courses[course].in_use
        if not in_use:
            return
        chosen = self.one_of(data, in_use)
        with self.act():
            day = None if days is None else self.facts.now.date() + dt.timedelta(days=days)
            self.facts.courses[course] = _with(self.facts.courses[course], replace(chosen, opens_on=day))
            self.site.lock_activity(chosen.key, day)

    @precondition(lambda self: "catalog" in FEATURES)
    @rule(data=st.data())
    def archive(self, data: st.DataObject) -> None:
        """Archived, or, which is likelier, taken back."""
        key = data.draw(st.sampled_from(self.courses))
        course = self.facts.courses[key]
        if not course.is_archived and data.draw(st.integers(0, 3)):
            return
        with self.act():
            self.turn_archive(key)

    def turn_archive(self, key: str) -> None:
        """Archive a course that is in use, or take it back."""
        course = self.facts.courses[key]
        self.facts.courses[key] = replace(course, is_archived=not course.is_archived)
        self.site.archive(key, None if course.is_archived else self.facts.now)

    # --- enrolments ------------------------------------------------------------------------------
    @precondition(lambda self: "enrolments" in FEATURES)
    @rule(data=st.data(), restarts=st.booleans(), days=DAYS_TO_DUE)
    def enrol_or_end(self, data: st.DataObject, restarts: bool, days: int | None) -> None:
        who, course = self.pair(data)
        with self.act():
            if self.facts.enrolment(who, course) is None:
                self.enrol(who, course, restarts=restarts, due=self.days_from_now(days))
            else:
                self.facts.enrolments[who, course].has_ended = True
                self.site.end_enrolment(who, course, self.facts.now)
        self.compare()

    @precondition(lambda self: "due" in FEATURES)
    @rule(data=st.data(), days=DAYS_TO_DUE)
    def set_due(self, data: st.DataObject, days: int | None) -> None:
        """Somebody gives an enrolment another due date."""
        who, course = self.pair(data)
        enrolment = self.facts.enrolment(who, course)
        if enrolment is not None:
            with self.act():
                enrolment.due = self.days_from_now(days)
                self.site.set_due(who, course, enrolment.due)

    def days_from_now(self, days: int | None) -> dt.datetime | None:
        """A moment so many days ahead, or none."""
        return None if days is None else self.facts.now + dt.timedelta(days=days)

    # --- holds -----------------------------------------------------------------------------------
    @precondition(lambda self: "erase" in FEATURES)
    @rule(data=st.data(), whose=st.sampled_from(["learner", "course", "both"]))
    def hold(self, data: st.DataObject, whose: str) -> None:
        """A legal hold on a learner, a course, or one learner in one course (R5)."""
        who, course = self.pair(data)
        held = ("" if whose == "course" else who, "" if whose == "learner" else course)
        with self.act():
            if held not in self.facts.holds:
                self.facts.holds.append(held)
                self.site.hold(*held)

    @precondition(lambda self: self.facts.holds)
    @rule(data=st.data())
    def lift(self, data: st.DataObject) -> None:
        held = self.one_of(data, self.facts.holds)
        with self.act():
            self.facts.holds.remove(held)
            self.site.lift(*held)


def _with(course: Course, activity: Activity) -> Course:
    """A course with an activity added, or changed."""
    others = tuple(each for each in course.activities if each.key != activity.key)
    return replace(course, activities=(*others, activity))
