"""The sweep: operations that were confirmed and that nobody runs are carried to their end.

Whoever ran them was killed, or its host is gone; or nobody was woken for them. A sweep goes on where they stopped.
"""

from concurrent.futures import Future

from milepost.jobs.crew import Crew
from milepost.progress import api


def sweep(crew: Crew) -> list[Future[bool]]:
    """One pass: let the crew take what it finds, oldest first. Does not wait; each answers whether it was finished."""
    found = {operation.pk for operation in api.abandoned()}
    return [crew.take(key) for key in sorted(found | crew.left_over())]


def sweep_once(*, concurrency: int = 1) -> int:
    """One pass to its end, `concurrency` operations at a time; returns how many were finished."""
    crew = Crew(concurrency)
    try:
        return sum(future.result() for future in sweep(crew))
    finally:
        crew.close()
