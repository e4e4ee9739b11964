"""`milepost serve` and `milepost worker`."""

import argparse
import logging
import signal
import socket
import threading
from collections.abc import Mapping
from typing import Any

from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from milepost.base.errors import MilepostError
from milepost.cli.console import Commands, Console
from milepost.jobs.sweep import sweep, sweep_until

PORT = 8000
_WORKERS = 2
_THREADS = 4
# How long a process waits, when it is to end, for the chunk that is being applied.
_PATIENCE = 20.0


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the commands."""
    serve = commands.add_parser("serve", parents=[common], help=_("serve the pages, with a worker"))
    serve.add_argument(
        "--host", default="127.0.0.1", metavar="H", help=_("the address to listen on; this machine only, if not given")
    )
    serve.add_argument("--port", type=int, default=PORT, metavar="N", help=_("8000 if not given; 0 takes a free one"))
    serve.add_argument("--workers", type=_number, default=_WORKERS, metavar="N", help=_("processes; 2 if not given"))
    serve.set_defaults(handler=run_serve)
    worker = commands.add_parser("worker", parents=[common], help=_("finish operations that were left alone"))
    worker.add_argument("--once", action="store_true", help=_("look once, then end"))
    worker.add_argument(
        "--concurrency", type=_number, default=1, metavar="N", help=_("operations at the same time; 1 if not given")
    )
    worker.set_defaults(handler=run_worker)


def _number(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(_("“%(text)s” is not a number from 1 to 64") % {"text": text})
    return int(text)


def run_serve(args: argparse.Namespace, console: Console) -> int:
    """Serve until told to stop (Ctrl+C, SIGTERM)."""
    check_database()
    return serve(console, host=args.host, port=args.port, workers=args.workers)


def run_worker(args: argparse.Namespace, console: Console) -> int:
    """Sweep for abandoned operations: once, or until told to stop."""
    check_database()
    if args.once:
        finished = sweep(concurrency=args.concurrency)
        text = ngettext("%(n)s operation finished.", "%(n)s operations finished.", finished) % {"n": finished}
        console.result({"finished": finished}, text)
        return 0
    _sweep_until_told(console, args.concurrency)
    console.result({"stopped": True}, _("The worker has stopped."))
    return 0


def check_database() -> None:
    """Raise `MilepostError` unless every migration is applied."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MilepostError(_("The database is not up to date. Run: milepost migrate"))


def _sweep_until_told(console: Console, concurrency: int) -> None:
    """The main thread waits for a signal, another one works: so a signal never falls into a transaction."""
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    stop = threading.Event()
    thread = threading.Thread(target=sweep_until, args=(stop,), kwargs={"concurrency": concurrency})
    thread.start()
    console.say(_("The worker looks for operations that were left alone. Stop it with Ctrl+C."))
    signal.sigwait(signals)
    stop.set()
    thread.join()


# --- the server ----------------------------------------------------------------------------------
class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, told by arguments instead of a file."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take our options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application; loaded in each worker process."""
        from milepost.wsgi import application

        return application


def serve(console: Console, *, host: str = "127.0.0.1", port: int = PORT, workers: int = _WORKERS) -> int:
    """Serve until told to stop; returns the exit status. Says the address once requests are accepted.

    Raises `MilepostError` when the port is taken.
    """
    listener = _listen(host, port)
    shown = "localhost" if host == "127.0.0.1" else host
    address = f"http://{shown}:{listener.getsockname()[1]}"
    sweeping = _Sweeping()
    options = {
        "bind": f"fd://{listener.detach()}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": _THREADS,
        "loglevel": "warning",
        "control_socket_disable": True,
        "when_ready": lambda _server: console.say(_ready(address)),
        "post_worker_init": lambda _worker: sweeping.begin(),
        "worker_exit": lambda _server, _worker: sweeping.end(),
    }
    # gunicorn leaves the body of an answer to HEAD out by itself; that is no news.
    logging.getLogger("gunicorn.http.wsgi").setLevel(logging.ERROR)
    connections.close_all()  # a connection must not be shared with the processes to come
    try:
        _Server(options).run()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _ready(address: str) -> str:
    return _("Milepost serves at %(address)s. Stop it with Ctrl+C.") % {"address": address}


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=2048)
    except (OSError, OverflowError) as error:
        reason = {"host": host, "port": port, "reason": getattr(error, "strerror", None) or error}
        raise MilepostError(
            _("Port %(port)s of %(host)s cannot be used: %(reason)s. Choose another one: milepost serve --port N")
            % reason
        ) from error


class _Sweeping:
    """The sweep in a thread of each server process: whichever of them is there does it, and none has to be watched."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start sweeping, in the process that calls."""
        self._thread = threading.Thread(target=sweep_until, args=(self._stop,), daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop between two chunks."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
