"""`milepost serve` and `milepost worker`."""

import argparse
import logging
import signal
import socket
from collections.abc import Mapping
from typing import Any

from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from milepost.base.errors import MilepostError
from milepost.cli.console import Commands, Console
from milepost.jobs.sweep import sweep_once
from milepost.jobs.worker import Worker

PORT = 8000
_WORKERS = 2
_THREADS = 4


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the commands."""
    serve = commands.add_parser("serve", parents=[common], help=_("serve the pages, with a worker"))
    serve.add_argument(
        "--host", default="127.0.0.1", metavar="H", help=_("the address to listen on; this machine only, if not given")
    )
    serve.add_argument("--port", type=int, default=PORT, metavar="N", help=_("8000 if not given; 0 takes a free one"))
    serve.add_argument("--workers", type=_number, default=_WORKERS, metavar="N", help=_("processes; 2 if not given"))
    serve.set_defaults(handler=run_serve)
    worker = commands.add_parser("worker", parents=[common], help=_("work in the background"))
    worker.add_argument("--once", action="store_true", help=_("finish what waits now, then end"))
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
    """Carry operations to their end in the background: those that wait now, or until told to stop."""
    check_database()
    if args.once:
        finished = sweep_once(concurrency=args.concurrency)
        text = ngettext("%(n)s operation finished.", "%(n)s operations finished.", finished) % {"n": finished}
        console.result({"finished": finished}, text)
        return 0
    _work_until_told(console, args.concurrency)
    console.result({"stopped": True}, _("The worker has stopped."))
    return 0


def check_database() -> None:
    """Raise `MilepostError` unless every migration is applied."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MilepostError(_("The database is not up to date. Run: milepost migrate"))


def _work_until_told(console: Console, concurrency: int) -> None:
    """The main thread waits for a signal, others work: so a signal never falls into a transaction."""
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    worker = Worker(concurrency=concurrency)
    worker.start()
    console.say(_("The worker waits for operations. Stop it with Ctrl+C."))
    signal.sigwait(signals)
    worker.stop()


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
    worker = Worker()  # in each server process: whichever is there works, and none has to be watched
    options = {
        "bind": f"fd://{listener.detach()}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": _THREADS,
        "loglevel": "warning",
        "control_socket_disable": True,
        "limit_request_line": 8190,  # names in a query may be long, and in letters of three or four bytes each
        "when_ready": lambda _server: console.say(_ready(address)),
        "post_worker_init": lambda _process: worker.start(),
        "worker_exit": lambda _server, _process: worker.stop(),
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
