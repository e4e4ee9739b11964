"""Operations as the API takes and shows them."""

import datetime as dt
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from milepost.api.faults import NO_CHOICE
from milepost.api.fields import Body, Day, Flag, Named, Policy, Text, unsent
from milepost.api.problems import BadField, Problem
from milepost.progress import api

# Learners times contents of one call; whoever has more uploads a file.
MOST_ROWS = 10_000

Kind = Literal["mark_complete", "reset", "undo"]
State = Literal["staged", "refused", "previewed", "running", "done", "cancelled", "failed", "undone"]
Outcome = Literal[
    "done",
    "already_complete",
    "nothing_to_reset",
    "not_enrolled",
    "excluded",
    "legacy",
    "archived",
    "on_hold",
    "moved_on",
    "erased",
    "cancelled",
]
_ROW = "Counted from 1, learner by learner, as they were named; of a file the row in it, its heading included."
_Rule = Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=r"^[^\x00]*$")]


# --- what is sent --------------------------------------------------------------------------------
class ContentIn(Body):
    """A course, an activity or a program."""

    type: Literal["course", "activity", "program"]
    id: Named = Field(description="UUID or asset id; an activity may be written COURSE/ACTIVITY.")


class ProductIn(Body):
    """A course or a program: what people are enrolled in."""

    type: Literal["course", "program"]
    id: Named = Field(description="UUID or asset id.")


class LearnersByName(Body):
    """These learners."""

    ids: list[Named] = Field(
        min_length=1, max_length=MOST_ROWS, description="Login ids, e-mail addresses or UUIDs, each once."
    )


class LearnersByRule(Body):
    """Everybody within reach whom a rule fits."""

    rule: _Rule = Field(description='As `tag "New hires" and course SAFETY completed before 2025-01-01`.')


class LearnersEnrolled(Body):
    """Everybody within reach who is enrolled in a course or program. Needs `training.manage` besides."""

    enrolled_in: ProductIn


def _way(chosen: Any) -> str | None:
    """Which way of choosing learners somebody has taken; in a form that no pointer to a field has (problems.py)."""
    fields = chosen if isinstance(chosen, dict) else getattr(chosen, "__dict__", {})
    return next((f"={name}" for name in ("ids", "rule", "enrolled_in") if name in fields), None)


LearnersIn = Annotated[
    Annotated[LearnersByName, Tag("=ids")]
    | Annotated[LearnersByRule, Tag("=rule")]
    | Annotated[LearnersEnrolled, Tag("=enrolled_in")],
    Discriminator(_way, custom_error_type=NO_CHOICE, custom_error_message="no choice"),
]


class CommandIn(Body):
    """What is to be done, to whomever and whatever."""

    kind: Literal["mark_complete", "reset"]
    policy: Policy = Field("", description="For a reset: what it leaves behind. Empty: as each course says.")
    notify_by_email: Flag = False
    reason: Text = ""
    completed_at: Day | None = Field(None, description="For a mark: the day of completion; today if not given.")
    enrol_missing: Flag = Field(False, description="For a mark: enrol first who is not enrolled.")
    due_at: Day | None = Field(None, description="For a reset: the new due date where the old one has passed.")

    def request(self) -> api.Request:
        """What the heart is asked for."""
        return api.Request(
            kind=api.Kind(self.kind),
            source="api",
            reason=self.reason,
            policy=self.policy,
            notify_by_email=self.notify_by_email,
            completed_on=self.completed_at,
            due_on=self.due_at,
            enrol_missing=self.enrol_missing,
        )


class OperationIn(CommandIn):
    """One command. The learners are each combined with each of the contents."""

    learners: LearnersIn
    content: list[ContentIn] = Field(min_length=1, max_length=100)

    @model_validator(mode="after")
    def _few_enough(self) -> Self:
        if isinstance(self.learners, LearnersByName) and len(self.learners.ids) * len(self.content) > MOST_ROWS:
            detail = _("Learners times contents are more than %(most)s. Upload a file.") % {"most": MOST_ROWS}
            raise BadField("/learners", detail, "too_many")
        return self


class ConfirmIn(Body):
    """The yes to one preview."""

    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="`preview.digest` of what was looked at."
    )


class UndoIn(Body):
    """What is to be taken back."""

    learners: list[Named] | None = Field(
        None, min_length=1, max_length=200, description="Only for these; for all if not given."
    )
    reason: Text = ""


# --- what is shown -------------------------------------------------------------------------------
class PreviewOut(Schema):
    """The effect in numbers. `digest` stands for exactly this effect; the yes carries it."""

    digest: str
    learners: int
    records: int
    activities: int
    certificates: int
    mails: int
    webhooks: int
    skipped: dict[str, int] = Field(description="How many items of each outcome would change nothing.")
    deactivated: int = Field(description="How many of the learners are deactivated.")
    titles: list[str] = Field(description="The first of the courses and programs concerned.")
    reopens: list[dict[str, Any]] = Field(description="Other programs that become incomplete, with how many learners.")


class FarOut(Schema):
    """How far an operation is: so many items of so many."""

    done: int
    of: int


class FaultOut(Schema):
    """One fault of one row."""

    row: int = Field(description=_ROW)
    column: str
    code: str


class OperationOut(Schema):
    """An operation, as far as it lies within the reach of whoever asks."""

    operation: UUID
    kind: Kind
    state: State
    source: str
    actor: str
    reason: str
    policy: str
    undo_of: UUID | None
    items: int
    faults: int
    outcomes: dict[str, int] = Field(description="Once it has ended: how many items of each outcome.")
    progress: FarOut
    preview: PreviewOut | None = Field(
        description="The effect; null for a refused operation and for one that concerns people beyond reach too."
    )
    report: str | None = Field(description="Where the validation report is, if there is one.")
    created_at: dt.datetime
    confirmed_at: dt.datetime | None
    finished_at: dt.datetime | None

    @classmethod
    def of(cls, found: api.Operation | api.Seen) -> Self:
        """The operation that was just made, or one as somebody sees it."""
        if isinstance(found, api.Seen):
            operation, items = found.operation, found.items
        else:
            operation, items = found, found.items_total
        shown = api.report(found)
        return cls(
            **shown
            | {
                "preview": shown["preview"] or None,
                "report": f"/api/v1/uploads/{operation.uuid}/report" if shown["report"] else None,
                "items": items,
                "progress": FarOut(done=found.applied_to, of=found.last_position),
                "created_at": operation.created_at,
                "confirmed_at": operation.confirmed_at,
                "finished_at": operation.finished_at,
            }
        )


class ConfirmProblem(Problem):
    """Why nothing was confirmed."""

    operation: OperationOut = Field(
        default_factory=unsent, description="The operation with its new preview; of the kind `effect-changed` alone."
    )


class StagedOut(OperationOut):
    """An operation that was just staged, with the first faults of a refused one."""

    shown_faults: list[FaultOut] = Field(description="The first faults of a refused operation.")


class ItemOut(Schema):
    """One learner and one content of an operation.

    `outcome` is what became of it, null as long as nothing has; `foreseen` what is to be expected.
    """

    position: int
    row: int | None = Field(description=_ROW)
    learner: str | None = Field(description="The login id; null for a row that names nobody, or that was erased.")
    name: str | None
    type: Literal["course", "activity", "program"]
    asset_id: str | None
    title: str | None
    course: str | None = Field(description="The asset id of the course, of an activity too.")
    outcome: Outcome | None
    foreseen: Outcome | None
    faults: list[str] = Field(description="As `learner.unknown_learner`: column and code.")

    @classmethod
    def of(cls, item: dict[str, Any]) -> Self:
        """An item as the heart reads it."""
        return cls(
            **{name: item[name] for name in ("position", "asset_id", "title", "course", "outcome", "foreseen")},
            row=item["line"],
            learner=item["login_id"],
            name=item["display_name"],
            type=item["kind"],
            faults=item["faults"].split(),
        )
