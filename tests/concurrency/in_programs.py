"""Learners in a program of two courses that they are in the middle of, and the commands that change all of it."""

from milepost.records.models import CourseRecord, Enrolment, ProgramEnrolment, ProgramRecord
from tests.concurrency.under_way import CHUNK, Factory
from tests.support.world import course, many_learners, program

# What an operation of each kind is, on the command line.
COMMANDS = {
    "complete": ("complete", "--all-of", "program:induction"),
    "reset": ("reset", "--all-of", "program:induction", "--policy", "retain"),
    "erase": ("reset", "--all-of", "program:induction", "--policy", "erase"),
}
# A round leads back to where it began; only the numbers of the records go on.
ROUND = ("complete", "undo", "complete", "reset", "undo", "erase")
ITEMS = 3  # of a learner: the program and its two courses


class ProgramFactory(Factory):
    """A site with `learners` in the program, and one more in one of its courses who is nobody's business."""

    def __init__(self, site, learners):
        self.site, self.learners, self.items = site, learners, ITEMS * learners
        site.env["MILEPOST_CHUNK_SIZE"] = str(CHUNK)
        with site.inside():
            courses = [course(name, activities=["page", "exam"]) for name in ("safety", "fire")]
            whole = program("induction", *courses)
            users = many_learners(learners + 1)
            joined = ProgramEnrolment.objects.bulk_create(
                ProgramEnrolment(user=user, program=whole) for user in users[:learners]
            )
            ProgramRecord.objects.bulk_create(
                ProgramRecord(enrolment=each, user_id=each.user_id, program=whole, number=1, opened_by="launch")
                for each in joined
            )
            for of in courses:
                enrolments = Enrolment.objects.bulk_create(Enrolment(user=user, course=of) for user in users)
                CourseRecord.objects.bulk_create(
                    CourseRecord(enrolment=each, user_id=each.user_id, course=of, number=1, opened_by="launch")
                    for each in enrolments
                )
        self._bystander = users[learners].pk
        self._before = self.bystander()

    def arguments(self, kind, before):
        """The command of that kind; an undo takes back the operation before it."""
        return COMMANDS[kind] if kind != "undo" else ("undo", str(self.one("uuid", before)))

    def check_done(self, operation, number):
        """Applied to the end, each item exactly once, with one event each, and the log whole."""
        assert (self.state(operation), self.outcomes(operation)) == ("done", {"done": number})
        assert self.events(operation) == (number, self.learners)
        self.site.run("verify-log", check=0)
