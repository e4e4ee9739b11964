"""What works in the background of one process: a crew, the periodic jobs, and an ear at the queue."""

import logging
import threading

from huey.consumer import Worker as Consumer  # type: ignore[import-untyped]

from milepost.jobs import background, queue
from milepost.jobs.crew import Crew
from milepost.jobs.periodic import jobs_for, repeat

# How long, in seconds, a message may lie in a queue that has to be asked (SQLite): from the first to the last pause
# between two questions while nothing comes.
_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 0.1, 1.0, 1.15
# How long, in seconds, the end waits for a periodic job. One that takes longer ends with the process, rolled back.
_PATIENCE = 10.0

log = logging.getLogger(__name__)


class Worker:
    """The worker of this process. Touches neither signals nor the main thread, so it fits into a web server's too."""

    def __init__(self, *, concurrency: int = 1) -> None:
        """`concurrency`: how many operations are run at the same time."""
        self._crew = Crew(concurrency)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin. After a fork: threads do not come along."""
        background.when_woken(self._crew.take)
        jobs = [threading.Thread(target=repeat, args=(job, self._stop), daemon=True) for job in jobs_for(self._crew)]
        self._threads = [*jobs, threading.Thread(target=self._listen, daemon=True)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the chunks that are being applied, and wait until then."""
        self._stop.set()
        for thread in self._threads:
            thread.join(_PATIENCE)
        self._crew.close()

    def _listen(self) -> None:
        """Take messages from the queue until told to stop. A queue that is away is asked again after a pause."""
        try:
            queue.prepare()
        except Exception as error:  # whatever the storage raises: the sweep does without it
            log.warning("the queue cannot be used, operations wait for the next sweep: %s", error)
        # Only the loop of huey's consumer: the signals are ours, and nothing is scheduled through the queue.
        consumer = Consumer(queue.QUEUE, self._stop, _FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH)
        while not self._stop.is_set():
            consumer.loop()
