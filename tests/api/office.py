"""An organisation in which everything can be tried that the API and the command line know, by everybody.

There are a learner inside the group “Berlin” and one outside, and of each the same: records, an operation to confirm
and one to undo, an upload, an enrolment, a token, a hold. Staff have each role twice, once limited to that group.
"""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from milepost.catalog.contents import keeping, media
from milepost.people import tokens
from milepost.people.actors import system
from milepost.people.models import Role, User
from milepost.progress import api as heart
from milepost.records import holds
from milepost.records.models import Enrolment
from milepost.uploads import api as uploads
from tests.commands.acting import finish, launch, mark, reset, stage, work
from tests.support.world import course, enrol, group, join, learner, limited_staff, program, staff

ROLES = ("Administrator", "Training manager", "User manager", "Reporter", "Learner")
STAFF = system("headquarters")


@dataclass(frozen=True)
class Person:
    """A learner, and what there is of that learner to act on."""

    user: User
    enrolment: int
    previewed: Any
    done: Any
    upload: Any
    token: int

    @property
    def login(self) -> str:
        return self.user.login_id

    def told_by(self, text: str) -> list[str]:
        """What a text tells of the learner, apart from the login id."""
        planted = [self.user.display_name, self.user.email, str(self.user.uuid), str(self.previewed.uuid), "61.25"]
        return [each for each in planted if each in text]


@dataclass
class Office:
    """The whole of it. `staff[role, limited]` are users, `secrets[role, limited]` their tokens."""

    folder: Path
    staff: dict[tuple[str, bool], User] = field(default_factory=dict)
    secrets: dict[tuple[str, bool], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fire, self.water, self.own, self.anew = (course(name) for name in ("fire", "water", "own", "anew"))
        self.empty = program("empty", course("spare"), course("other"))
        self.induction = program("induction", self.fire)
        keeping.write(STAFF, self.fire.activities.get(asset_id="page-1"), {"text": "Where the doors are."})
        self.media = media.store(STAFF, "doors.vtt", BytesIO(b"WEBVTT\n"))
        inside = learner("ada", display_name="Ada Inside", email="ada@berlin.example")
        outside = learner("zenobia", display_name="Zenobia Planted", email="planted@bonn.example")
        self.inside, self.outside = self._person(inside, 80.0), self._person(outside, 61.25)
        self.berlin = group("Berlin", inside)
        group("Bonn", outside)
        Role.objects.create(name="Spare")
        self._hire()

    def _person(self, user: User, score: float) -> Person:
        join(user, self.induction)
        finish(user, self.fire, score=score)
        enrol(user, self.anew)
        done = mark((user.login_id, "anew"))
        file = self.folder / f"{user.login_id}.csv"
        file.write_text(f"Learner,Content,Reset required\n{user.login_id},fire,TRUE\n{user.login_id},nowhere,TRUE\n")
        asked = heart.Request(kind=heart.Kind.RESET, source="api")
        token, _secret = tokens.issue(STAFF, user, (), "phone")
        holds.place(STAFF, user, reason="Claim 17")
        return Person(
            user=user,
            enrolment=Enrolment.objects.get(user=user, course=self.fire).pk,
            previewed=stage("reset", [(user.login_id, "fire")]),
            done=done,
            upload=uploads.submit_file(STAFF, asked, file).operation,
            token=token.pk,
        )

    def _hire(self) -> None:
        for role in ROLES:
            login = role.lower().replace(" ", "-")
            limited_staff(f"{login}-limited", role, [self.berlin])
            self.staff[role, False] = staff(login, role)
            self.staff[role, True] = User.objects.get(login_id=f"{login}-limited")
        for (role, limited), user in list(self.staff.items()):
            _, self.secrets[role, limited] = tokens.issue(STAFF, user, user.role.codes(), "all")
            _, self.secrets[f"no scopes of {role}", limited] = tokens.issue(STAFF, user, (), "none")
            for of in (self.own, self.anew):
                enrol(user, of)
                work(launch(user, of), of.activities.first(), status="active", seconds=5)
        self.reset = reset(*((user.login_id, "anew") for user in self.staff.values()))

    @property
    def notice(self) -> str:
        """The launch that each of the staff has to acknowledge."""
        return f"{self.anew.uuid}.{self.reset.uuid}"
