"""What the staff do, at random."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.model import deciding
from tests.model.applying import ALL, AT_ONCE, Applying
from tests.model.features import FEATURES
from tests.model.items import Operation
from tests.model.office import Pause
from tests.model.play import PROGRAMS
from tests.model.staging import Target

# How many items a chunk has.
SIZES = st.sampled_from([ALL, AT_ONCE, 1, 2]) if "chunks" in FEATURES else st.just(ALL)


class Staff(Applying):
    """They mark, reset, erase and undo: at once, or staged now and confirmed later; they stop, and go on."""

    # --- at once ---------------------------------------------------------------------------------
    @rule(data=st.data(), size=SIZES)
    def mark(self, data: st.DataObject, size: int) -> None:
        operation = self._stage(data, "mark_complete")
        self.apply(operation, self.effect(operation), size)

    @rule(data=st.data(), size=SIZES)
    def reset(self, data: st.DataObject, size: int) -> None:
        operation = self._stage(data, "reset")
        self.apply(operation, self.effect(operation), size)

    @precondition(lambda self: self._confirmed())
    @rule(data=st.data(), size=SIZES)
    def undo(self, data: st.DataObject, size: int) -> None:
        operation = self._stage(data, "undo")
        if operation is not None:
            self.apply(operation, self.effect(operation), size)

    @precondition(lambda self: any(each.standing for each in self.facts.operations))
    @rule(size=SIZES)
    def undo_newest(self, size: int) -> None:
        """What was done last, which nothing stands in the way of: an undo at random seldom finds such a one."""
        newest = next(each for each in reversed(self.facts.operations) if each.standing)
        operation = self.stage_undo(newest, None)
        if operation is not None:
            self.apply(operation, self.effect(operation), size)

    @precondition(lambda self: {"activities", "erase"} <= FEATURES and self._worked())
    @rule(data=st.data(), size=SIZES)
    def erase_activity(self, data: st.DataObject, size: int) -> None:
        """Of an activity that somebody has worked in, in whatever record (R4)."""
        target = self.one_of(data, self._worked())
        operation = self.stage_operation("reset", [target], policy="erase")
        self.apply(operation, self.effect(operation), size)

    # --- staged now, confirmed later, perhaps ----------------------------------------------------
    @precondition(lambda self: "stale" in FEATURES)
    @rule(data=st.data(), kind=st.sampled_from(["mark_complete", "reset", "undo"]))
    def stage(self, data: st.DataObject, kind: str) -> None:
        operation = self._stage(data, kind)
        if operation is not None:
            self.pending.append((operation, self.effect(operation)))

    @precondition(lambda self: self.pending)
    @rule(data=st.data(), size=SIZES)
    def confirm(self, data: st.DataObject, size: int) -> None:
        """What is refused because something else would happen may be confirmed again, with its new preview."""
        chosen = self.one_of(data, self.pending)
        self.pending.remove(chosen)
        if not self.apply(*chosen, size):
            self.pending.append((chosen[0], self.effect(chosen[0])))

    # --- ended on the way ------------------------------------------------------------------------
    @precondition(lambda self: "cancel" in FEATURES)
    @rule(
        data=st.data(),
        kind=st.sampled_from(["mark_complete", "reset", "undo"]),
        size=st.sampled_from([1, 2]),
        after=st.integers(0, 2),
        pauses=st.booleans(),
    )
    def stop(self, data: st.DataObject, kind: str, size: int, after: int, pauses: bool) -> None:
        """Between two chunks, or before the first, somebody asks for its end; or the process that runs it ends."""
        operation = self._stage(data, kind)
        if operation is None:
            return
        with self.act():
            if self.confirm_operation(operation, self.effect(operation)):
                self._run_on(operation, size, after, pauses=pauses)
        self.compare()

    @precondition(lambda self: self.running)
    @rule(data=st.data(), size=st.sampled_from([ALL, 1, 2]), after=st.integers(1, 2), pauses=st.booleans())
    def go_on(self, data: st.DataObject, size: int, after: int, pauses: bool) -> None:
        """An operation that was interrupted: another process takes it over, where others have been at work since."""
        operation = self.one_of(data, self.running)
        self.running.remove(operation)
        with self.act():
            self._run_on(operation, size, after, pauses=pauses)
        self.compare()

    @precondition(lambda self: "cancel" in FEATURES and (self.pending or self.running))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """Asked for while nobody runs it. What is running then ends when somebody comes to run it."""
        operation = self.one_of(data, [*self.running, *(each for each, _ in self.pending)])
        self.pending = [pair for pair in self.pending if pair[0] is not operation]
        with self.act():
            self.cancel_operation(operation)

    def _run_on(self, operation: Operation, size: int, after: int, *, pauses: bool) -> None:
        # Two erases, or an erase and a mark, under way at once are left out: what is forgotten then is decided by when
        # each was confirmed.
        may_pause = pauses and not any(deciding.erases(self.facts, operation, item) for item in operation.items)
        stop = self._pause if may_pause else lambda: self.cancel_operation(operation)
        if after == 0:
            self.cancel_operation(operation)
        if not self.run_operation(operation, size, _after(after, stop)):
            self.running.append(operation)

    @staticmethod
    def _pause() -> None:
        raise Pause

    # --- what they give --------------------------------------------------------------------------
    def _confirmed(self) -> list[Operation]:
        return [each for each in self.facts.operations if each.kind != "undo" and each.state != "previewed"]

    def _worked(self) -> list[Target]:
        """The activities in use that somebody has spent time in."""
        return [
            Target(who, "activity", activity.key)
            for (who, course), enrolment in self.facts.enrolments.items()
            for activity in self.facts.courses[course].in_use
            if any(work.activity == activity.key and work.seconds for each in enrolment.records for work in each.works)
        ]

    def _stage(self, data: st.DataObject, kind: str) -> Operation | None:
        if kind != "undo":
            targets, request = self._targets(data), self._request(data, kind)
            if request.get("has_details"):
                targets = self._detailed(data, targets)
            return self.stage_operation(kind, targets, **request)
        applied = self._confirmed()
        if not applied:
            return None
        standing = [each for each in applied if each.standing]
        undone = self.one_of(data, (standing or applied)[-4:] if data.draw(st.integers(0, 7)) else applied)
        each_learner = [[learner] for learner in self.learners]
        return self.stage_undo(undone, data.draw(st.sampled_from([None, None, None, *each_learner])))

    def _request(self, data: st.DataObject, kind: str) -> dict[str, Any]:
        if kind == "mark_complete":
            enrols = "enrol" in FEATURES and data.draw(st.sampled_from([False, False, True]))
            details = "details" in FEATURES and data.draw(st.sampled_from([False, False, True]))
            day = self._day(data, [None, None, 0, -1, -20])
            return {"completed_on": day, "enrol_missing": enrols, "has_details": details}
        policies = ["retain", "retain", "retain", "", "erase", "erase"] if "erase" in FEATURES else ["retain"]
        days = [None, 0, 1, 60] if "due" in FEATURES else [None]
        return {"policy": data.draw(st.sampled_from(policies)), "due_on": self._day(data, days)}

    def _day(self, data: st.DataObject, days: list[int | None]) -> dt.date | None:
        """A day so many days from today, or none."""
        chosen = data.draw(st.sampled_from(days))
        return None if chosen is None else self.facts.now.date() + dt.timedelta(days=chosen)

    def _targets(self, data: st.DataObject) -> list[Target]:
        contents = [("course", key) for key in self.courses]
        if "activities" in FEATURES:
            contents += [("activity", each.key) for key in self.courses for each in self.facts.courses[key].in_use]
        if "programs" in FEATURES:
            contents += [("program", key) for key in PROGRAMS]
        wanted = [True, True, True, False] if "unwanted" in FEATURES else [True]
        rows = st.builds(
            lambda who, content, is_wanted: Target(who, *content, is_wanted),
            *(st.sampled_from(self.learners), st.sampled_from(contents), st.sampled_from(wanted)),
        )
        return data.draw(st.lists(rows, min_size=1, max_size=4, unique=True))

    def _detailed(self, data: st.DataObject, targets: list[Target]) -> list[Target]:
        """The rows with what they say each for itself; of a program that can only be a day."""
        details = st.tuples(
            st.sampled_from([None, None, 0, -1, -30]),
            st.sampled_from([None, None, 0.0, 62.5, 100.0]),
            st.sampled_from([None, None, 0, 5400]),
        )
        answer = []
        for target in targets:
            day, score, seconds = data.draw(details)
            day = None if day is None else self.facts.now.date() + dt.timedelta(days=day)
            more = {} if target.kind == "program" else {"score": score, "seconds": seconds}
            answer.append(target._replace(completed_on=day, **more))
        return answer


def _after(number: int, stop: Callable[[], None]) -> Callable[[int], None]:
    """Stop when there have been so many chunks."""

    def on_chunk(chunks: int) -> None:
        if chunks == number:
            stop()

    return on_chunk
