"""A bar on the terminal for what takes long: how many, how much of it, how long still."""

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from milepost.cli.console import grouped

_WIDTH = 40


class Bar:
    """One bar on standard error, from its first `show` to the one that says that all is done.

    It is drawn by whoever calls, not by a thread of its own, which a process that forks would not take along.
    """

    def __init__(self) -> None:
        columns = (BarColumn(_WIDTH), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), auto_refresh=False)
        self._task = self._progress.add_task("", total=None)

    def show(self, done: int, total: int) -> None:
        """`done` of `total`; the last time it stays as it is, and the next line begins."""
        if not self._progress.live.is_started:
            self._progress.start()
        of = f"{grouped(done)} / {grouped(total)}"
        self._progress.update(self._task, completed=done, total=total, description=of, refresh=True)
        if done >= total:
            self._progress.stop()

    def close(self) -> None:
        """Give the cursor back."""
        self._progress.stop()
