"""What every worker does again and again, each job in a thread of its own.

Several workers may do the same job at the same time, so each job must bear that.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from milepost.base import clock
from milepost.catalog.contents import media
from milepost.jobs import queue
from milepost.jobs.crew import Crew
from milepost.jobs.limits import worker_connection
from milepost.jobs.sweep import sweep
from milepost.ledger.sealing import seal_pending
from milepost.uploads.kept import remove_old

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Something to do every so many seconds, counted from the end of the last time; the first time at once."""

    name: str
    every: float
    run: Callable[[], object]


_joined: list[Job] = []


def join(job: Job) -> None:
    """Have every worker do one more job, which a room above brings. For its `AppConfig.ready`."""
    _joined.append(job)


def jobs_for(crew: Crew) -> tuple[Job, ...]:
    """The jobs of a process whose crew that is."""
    return (
        Job("sweep", 10.0, lambda: sweep(crew)),
        Job("sealing", 10.0, seal_pending),
        Job("uploads", 3600.0, lambda: remove_old(clock.now())),
        Job("media", 3600.0, lambda: media.clear_up(clock.now())),
        # Whoever deletes the queue's file deletes nothing that matters, but from then on nobody is woken.
        Job("queue", 60.0, queue.prepare),
        *_joined,
    )


def repeat(job: Job, stop: threading.Event) -> None:
    """Do a job again and again until `stop` is set. Outlives any error: the database may be away for a while."""
    while not stop.is_set():
        try:
            with worker_connection():
                job.run()
        except Exception:
            log.exception("the periodic job “%s” failed", job.name)
        stop.wait(job.every)
