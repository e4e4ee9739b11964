"""What the staff of the model do, done for real: through `progress.api`."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.test import override_settings

from milepost.people import actors
from milepost.progress import api
from milepost.progress.models import Operation
from tests.model.staging import Target

STAFF = actors.system("model")

Name = tuple[str, str, str]


class Pause(Exception):
    """Whoever runs an operation stops between two chunks, as a process does that is told to end."""


@dataclass
class Office:
    """The operations of one run. `operations`: the model's key → ours; `operation_keys`: the other way round."""

    keys: Mapping[tuple[str, str], int]
    course_of: dict[str, str] = field(default_factory=dict)
    operations: dict[int, Operation] = field(default_factory=dict)
    operation_keys: dict[int, int] = field(default_factory=dict)

    def stage(self, key: int, kind: str, targets: Sequence[Target], **request: Any) -> None:
        """Submit the model's operation `key`."""
        rows = [self._row(line, target) for line, target in enumerate(targets, start=2)]
        self._keep(key, api.submit(STAFF, api.Request(kind=api.Kind(kind), source="file", **request), rows))

    def stage_undo(self, key: int, undone: int, learners: Collection[str] | None) -> None:
        """Submit an undo. Raises `Refused`."""
        users = None if learners is None else [self.keys["learner", learner] for learner in learners]
        self._keep(key, api.undo(STAFF, self.operations[undone].uuid, users, source="cli"))

    def confirm(self, key: int, digest: str, *, at_once: bool = False) -> None:
        """Say yes to the preview with that digest; run it in the same breath if asked to.

        Raises `EffectChanged`, and `Refused` for what is cancelled.
        """
        try:
            self.operations[key] = api.confirm(
                STAFF, self.operations[key], digest, reserve=False, at_once=1_000 if at_once else 0
            )
        except api.EffectChanged as changed:
            self.operations[key] = changed.operation
            raise

    def run(self, key: int, size: int, on_chunk: Callable[[int], None]) -> None:
        """Run a confirmed operation, `size` items a chunk; `on_chunk` learns the position reached, and may `Pause`."""
        operation = self.operations[key] = api.find(self.operations[key].uuid)
        with override_settings(CHUNK_SIZE=size):
            api.run(operation, lambda reached, _: on_chunk(reached))

    def cancel(self, key: int) -> None:
        """Ask for the end of an operation."""
        self.operations[key] = api.cancel(STAFF, self.operations[key].uuid)

    def state(self, key: int) -> str:
        """The state of an operation, as it stands in the database now."""
        return Operation.objects.values_list("state", flat=True).get(pk=self.operations[key].pk)

    def digest(self, key: int) -> str:
        """By which the preview that the operation keeps is confirmed."""
        return self.operations[key].digest

    def numbers(self, key: int) -> dict[str, Any]:
        """The numbers of the preview that the operation keeps."""
        return json.loads(self.operations[key].preview)

    def previewed(self, key: int) -> dict[int, str]:
        """What would become of each item, by its position, as the preview has it."""
        return {item["position"]: item["foreseen"] for item in api.items(self.operations[key])}

    def items(self, key: int) -> dict[int, tuple[Name, str]]:
        """Whom and what each item names, and what became of it (nothing yet: ""), by its position."""
        found = api.items(self.operations[key])
        return {item["position"]: (_name(item), item["outcome"] or "") for item in found}

    def _keep(self, key: int, operation: Operation) -> None:
        self.operations[key], self.operation_keys[operation.pk] = operation, key

    def _row(self, line: int, target: Target) -> api.Row:
        wanted = "TRUE" if target.is_wanted else "FALSE"
        said = {name: getattr(target, name) for name in ("completed_on", "score", "seconds")}
        details = {name: "" if value is None else str(value) for name, value in said.items()}
        if target.kind == "course":
            return api.Row(line, target.learner, target.content, wanted, **details)
        course = self.course_of.get(target.content, target.content)
        activity = target.content if target.kind == "activity" else ""
        return api.Row(line, target.learner, course, wanted, target.kind, activity, **details)


def _name(item: dict[str, Any]) -> Name:
    """Items that an erase has emptied are all alike."""
    if item["login_id"] is None:
        return "", "", ""
    return item["login_id"], item["kind"], item["asset_id"]
