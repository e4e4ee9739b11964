"""What schemathesis is told of the site that it tries: names that are there, and a file that is one.

Loaded by its command line (SCHEMATHESIS_HOOKS). MILEPOST_TRIED is a folder: `names.json` has the names, each answer's
status goes to `statuses.txt`. Half of all values still are its own.
"""

import json
import os
from pathlib import Path

import schemathesis
from hypothesis import strategies as st

_FOLDER = Path(os.environ["MILEPOST_TRIED"])
_NAMES = json.loads((_FOLDER / "names.json").read_text())
_STATUSES = (_FOLDER / "statuses.txt").open("a", buffering=1)


def _known(label: str, field: str) -> list[str]:
    """Names that a field of a call may have; of the call itself, if it has its own."""
    return _NAMES.get(f"{label} {field}") or _NAMES.get(field) or []


@schemathesis.hook
def before_generate_path_parameters(context, strategy):
    label = context.operation.label
    fields = {each.name: _known(label, each.name) for each in context.operation.path_parameters}
    if not fields or not all(fields.values()):
        return strategy
    there = st.fixed_dictionaries({name: st.sampled_from(names) for name, names in fields.items()})
    return st.one_of(there, strategy)


@schemathesis.hook
def before_generate_body(context, strategy):
    bodies = _NAMES.get(f"{context.operation.label} body")
    return st.one_of(st.sampled_from(bodies), strategy) if bodies else strategy


@schemathesis.hook
def after_call(context, case, response):
    _STATUSES.write(f"{case.operation.label} {response.status_code}\n")
