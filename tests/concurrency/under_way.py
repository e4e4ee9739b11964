"""A course that thousands are in the middle of, the two files that change it for them, and what became of that."""

import json
import time

from milepost.records.models import CourseRecord, Enrolment
from tests.support.world import course, many_learners

CHUNK = 25  # many chunks, so many instants to be struck at
SECONDS = 120  # how long anything may take that is waited for

_COLUMNS = {"reset": "Reset required", "complete": "Mark complete"}
_MARKS = {"reset": "superseded_by_operation", "complete": "waived_by_operation"}


class Factory:
    """A site with `learners` under way in the course `safety`, and one more who is nobody's business."""

    def __init__(self, site, learners):
        self.site, self.learners = site, learners
        site.env["MILEPOST_CHUNK_SIZE"] = str(CHUNK)
        with site.inside():
            content = course("safety", activities=["page", "exam"])
            users = many_learners(learners + 1)
            enrolments = Enrolment.objects.bulk_create(Enrolment(user=user, course=content) for user in users)
            CourseRecord.objects.bulk_create(
                CourseRecord(enrolment=each, user_id=each.user_id, course=content, number=1, opened_by="launch")
                for each in enrolments
            )
        self._logins, self._bystander = [user.login_id for user in users[:learners]], users[learners].pk
        self._before = self.bystander()

    def file(self, kind, part=slice(None)):
        """A file that resets or completes (a part of) the learners' course."""
        path = self.site.folder / f"{kind}-{part.start}-{part.stop}.csv"
        lines = [f"Learner,Content,{_COLUMNS[kind]}", *(f"{login},safety,TRUE" for login in self._logins[part])]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def bystander(self):
        return self.site.sql("SELECT * FROM records_courserecord WHERE user_id = %s", [self._bystander])

    # --- operations ----------------------------------------------------------------------------------
    def begin(self, *arguments):
        """Confirm a command; the key of its operation as soon as it is running, and the program that was told."""
        before = self.newest()
        program = self.site.start(*arguments, "--yes", "--json")
        query = "SELECT id FROM progress_operation WHERE id > %s AND confirmed_at IS NOT NULL"
        [(operation,)] = until(lambda: self.site.sql(query, [before]))
        return operation, program

    def in_background(self, *arguments):
        """Confirm a command and leave it to a worker; the key of its operation."""
        return self.begin(*arguments, "--background")[0]

    def newest(self):
        return self.site.sql("SELECT max(id) FROM progress_operation")[0][0] or 0

    def one(self, column, operation):
        [(value,)] = self.site.sql(f"SELECT {column} FROM progress_operation WHERE id = %s", [operation])
        return value

    def applied(self, operation):
        return self.one("applied_to", operation)

    def state(self, operation):
        return self.one("state", operation)

    def outcomes(self, operation):
        return json.loads(self.one("outcomes", operation))

    def events(self, operation):
        """The number of events of an operation, and of their learners."""
        query = "SELECT count(*), count(DISTINCT user_id) FROM ledger_event WHERE operation_id = %s"
        return self.site.sql(query, [operation])[0]

    def changed(self, kind, operation):
        """The number of records that carry the operation; none once it is undone."""
        query = f"SELECT count(*) FROM records_courserecord WHERE {_MARKS[kind]} = %s"
        return self.site.sql(query, [operation])[0][0]

    # --- what is waited for, and what must hold --------------------------------------------------------
    def until_applied(self, operation, instant):
        """Wait until so many items are applied; the number of the process that runs the operation then, if any."""
        query = "SELECT lease_owner FROM progress_operation WHERE id = %s AND applied_to >= %s"
        [(owner,)] = until(lambda: self.site.sql(query, [operation, instant]))
        return int(owner.split("/")[1]) if owner else None

    def until_ended(self, operation):
        until(lambda: self.state(operation) != "running")

    def check_done(self, operation, number):
        """Applied to the end, each item exactly once, with one event each."""
        assert (self.state(operation), self.outcomes(operation)) == ("done", {"done": number})
        assert self.events(operation) == (number, number)

    def check_sound(self):
        """Nobody else was touched, and the doctor finds nothing."""
        assert self.bystander() == self._before
        self.site.run("doctor", check=0)


def until(condition):
    """Ask again and again until it holds; what it said then."""
    deadline = time.monotonic() + SECONDS
    while not (said := condition()):
        assert time.monotonic() < deadline, "waited in vain"
    return said
