"""What is left of a learner in a course: the answer to “show me that it is gone” (R3)."""

from dataclasses import dataclass

from milepost.base.sql import SqlFile

SQL = SqlFile(__package__, "leftovers.sql")

# What an erase leaves on purpose: tombstones, what says that there was an erase, and what no policy touches (R6).
_MAY_STAY = frozenset(
    {
        *("enrolment", "tombstones", "emptied_sessions", "erasures", "redacted_events", "tags", "groups", "holds"),
        *("posts", "notes"),
    }
)


@dataclass(frozen=True, slots=True)
class Leftovers:
    """How many rows of each kind there are; the keys are those of `sql/leftovers.sql`."""

    numbers: dict[str, int]

    @property
    def is_erased(self) -> bool:
        """Whether nothing tells of scores, times, dates or completion.

        An operation's item that names the learner and the course, the erase's own one too, says that there was one and
        no more.
        """
        return not any(self.numbers[what] for what in self.numbers if what not in _MAY_STAY | {"operation_items"})


def what_is_left(user: int, course: int) -> Leftovers:
    """Look everywhere for what is kept of a learner, by key, in a course."""
    return Leftovers({what: int(number) for what, number in SQL.rows("leftovers", user=user, course=course)})
