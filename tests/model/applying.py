"""How the staff's operations are staged, confirmed and run, on both sides."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any

import pytest

from milepost.base.errors import Refused
from milepost.progress.api import EffectChanged
from tests.model import commands, deciding, staging
from tests.model.items import Operation
from tests.model.office import Pause
from tests.model.play import Play, difference
from tests.model.staging import Refusal, Target

# More items than any operation of the model has.
ALL = 1000
AT_ONCE = 0  # confirmed and run in one transaction


class Applying(Play):
    """Operations from staging to result: what was previewed is what is done, item by item."""

    def __init__(self) -> None:
        super().__init__()
        # What the newest preview of each operation said of each item, until somebody begins to run it.
        self.promises: dict[int, dict[int, str]] = {}

    # --- staging ---------------------------------------------------------------------------------
    def stage_operation(self, kind: str, targets: Sequence[Target], **request: Any) -> Operation:
        """A mark or a reset that is previewed and not confirmed yet."""
        with self.act():
            operation = staging.stage(self.facts, kind, targets, **request)
            self.site.office.stage(operation.key, kind, targets, **request)
            self._place(operation)
            self._compare_preview(operation)
        return operation

    def stage_undo(self, undone: Operation, learners: Collection[str] | None) -> Operation | None:
        """The same for an undo; None if it is refused, by both."""
        with self.act():
            try:
                operation = staging.stage_undo(self.facts, undone, learners)
            except Refusal:
                with pytest.raises(Refused):
                    self.site.office.stage_undo(0, undone.key, learners)
                return None
            self.site.office.stage_undo(operation.key, undone.key, learners)
            self._place(operation)
            self._compare_preview(operation)
        return operation

    def _place(self, operation: Operation) -> None:
        """Exactly the items of the model are there. In which order they are applied is up to the database."""
        free = defaultdict(list)
        for position, (name, outcome) in self.site.office.items(operation.key).items():
            free[name, outcome].append(position)
        staged, found = Counter((item.name, item.outcome) for item in operation.items), Counter()
        found.update({key: len(positions) for key, positions in free.items()})
        assert found == staged, difference("staged items", staged, found)
        for item in operation.items:
            item.position = free[item.name, item.outcome].pop()

    def _compare_preview(self, operation: Operation) -> None:
        """What the digest is of, item by item; and the numbers that people see."""
        expected = {item.position: deciding.outcome(self.facts, operation, item) for item in operation.items}
        found = self.site.office.previewed(operation.key)
        assert found == expected, difference("previews", expected, found) + f"\n{self.effect(operation)}"
        self.promises[operation.key] = found
        numbers, outcomes = self.site.office.numbers(operation.key), Counter(expected.values())
        done = outcomes.pop("done", 0)
        assert numbers["skipped"] == outcomes
        # An erase counts the records of the past too.
        if not any(deciding.erases(self.facts, operation, item) for item in operation.items):
            assert numbers["records"] == done

    # --- confirming ------------------------------------------------------------------------------
    def effect(self, operation: Operation) -> list:
        """What would happen now, according to the model."""
        return deciding.effect(self.facts, operation)

    def apply(self, operation: Operation, previewed: list, size: int = ALL) -> bool:
        """Confirm what was previewed, and run it to its end. False: it was refused, since the preview is stale."""
        with self.act():
            if not self.confirm_operation(operation, previewed, at_once=size == AT_ONCE):
                return False
            self.run_operation(operation, size)
        self.compare()
        return True

    def confirm_operation(self, operation: Operation, previewed: list, *, at_once: bool = False) -> bool:
        """Say yes to what was previewed: refused if, and only if, something else would happen now (R43), or the new
        due date has passed (R17).
        """
        effect, digest = self.effect(operation), self.site.office.digest(operation.key)
        if self.running and any(deciding.erases(self.facts, operation, item) for item in operation.items):
            # Left out: what is forgotten of an operation that is under way depends on how far it has come.
            return False
        if operation.due_on is not None and operation.due_on < self.facts.now.date():
            with pytest.raises(Refused):
                self.site.office.confirm(operation.key, digest)
            return False
        must_differ = deciding.differs(effect, previewed)
        try:
            self.site.office.confirm(operation.key, digest, at_once=at_once)
        except EffectChanged:
            # It may be stricter than need be: records of skipped items, activity records, programs above.
            assert effect != previewed, f"nothing has changed since it was previewed: {effect}"
            self._compare_preview(operation)
            self.compare()
            with pytest.raises(EffectChanged):
                self.site.office.confirm(operation.key, digest, at_once=at_once)
            return False
        assert not must_differ, f"previewed {previewed}, now {effect}, and yet it was confirmed"
        operation.state, operation.confirmed_at = "running", self.facts.now
        for item in operation.items:
            item.was_enrolled = self.facts.has_been_enrolled(item)
        return True

    # --- running ---------------------------------------------------------------------------------
    def run_operation(self, operation: Operation, size: int, stop: Callable[[int], None] | None = None) -> bool:
        """Run what is left of it, compared after each chunk. `stop` is told how many chunks there were, and may ask
        for its end or `Pause`. Whether it has ended.
        """
        # Of one that was interrupted nothing is promised any more: others have been at work since.
        promised = self.promises.pop(operation.key, None)
        chunks = 0

        def on_chunk(reached: int) -> None:
            nonlocal chunks
            chunks += 1
            assert not operation.cancel_requested, "somebody has asked for its end, and yet it goes on"
            items = [item for item in operation.left if item.position <= reached]
            commands.apply(self.facts, operation, items)
            for item in items:
                if promised is not None:
                    assert item.outcome == promised[item.position], f"{item} was to be {promised[item.position]}"
            self.sessions = [pair for pair in self.sessions if not pair[0].is_forgotten]
            if operation.left:
                self.compare()
            if stop is not None:
                stop(chunks)

        if size == AT_ONCE:
            on_chunk(max(item.position for item in operation.items))
        else:
            try:
                self.site.office.run(operation.key, size, on_chunk)
            except Pause:
                return False
        commands.finish(self.facts, operation)
        self.compare_result(operation)
        return True

    def compare_result(self, operation: Operation) -> None:
        """What has become of each item, in the model and in the database."""
        found = self.site.office.items(operation.key)
        expected = {item.position: (item.name, item.outcome) for item in operation.items}
        assert found == expected, difference("outcomes", expected, found)
        for each in filter(None, (operation, operation.undo_of)):
            assert self.site.office.state(each.key) == each.state

    def cancel_operation(self, operation: Operation) -> None:
        """Ask for its end. One that was not confirmed yet has ended with that, and cannot be confirmed any more."""
        self.site.office.cancel(operation.key)
        operation.cancel_requested = True
        if operation.state == "previewed":
            operation.state = "cancelled"
            with pytest.raises(Refused):
                self.site.office.confirm(operation.key, self.site.office.digest(operation.key))
            self.compare_result(operation)
