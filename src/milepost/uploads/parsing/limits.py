"""What the process that reads a file may use."""

import resource

_MB = 1 << 20
# A full sheet (1,048,576 rows) of seven columns takes 250 to 420 MB in pieces, and 700 MB if it cannot be cut.
_MEMORY = 1_024 * _MB
_SECONDS = 60  # of the processor: four times what a full sheet takes
_WRITTEN = _MB  # to files: only what it says when it dies


def apply() -> None:
    """Limit this process. Beyond the time it gets a signal of its own, so that its end tells what it was."""
    for what, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, _WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (limit, hard))
