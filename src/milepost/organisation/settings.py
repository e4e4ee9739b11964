"""The settings that an organisation changes while Milepost runs; what the machine sets stands in `milepost.settings`.

Each setting is defined here once, with its type, default and meaning::

    settings.get(settings.RECORD_POLICY)
"""

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.base.actor import Actor
from milepost.base.errors import BeyondReach, NotFound, Refused
from milepost.base.permissions import SETTINGS_MANAGE
from milepost.organisation import adminlog
from milepost.organisation.models import Setting

Value = TypeVar("Value")

_YES = frozenset({"true", "yes", "1", "on", "wahr", "ja"})
_NO = frozenset({"false", "no", "0", "off", "falsch", "nein"})


@dataclass(frozen=True)
class Definition(ABC, Generic[Value]):
    """What a setting is called, what holds until somebody changes it, and what it is for."""

    key: str
    default: Value
    description: str | Promise

    @abstractmethod
    def accept(self, value: Any) -> Value:
        """A JSON value, if it is one that the setting can have. Raises `Refused`, saying which those are."""

    @abstractmethod
    def read(self, text: str) -> Value:
        """A value as somebody types it. Raises `Refused` like `accept`."""


@dataclass(frozen=True)
class Choice(Definition[str]):
    """One of a few words."""

    choices: tuple[str, ...]

    def accept(self, value: Any) -> str:
        """One of the words, as it is written."""
        if value not in self.choices:
            raise Refused(_("“%(key)s” can be: %(choices)s.") % {"key": self.key, "choices": ", ".join(self.choices)})
        return str(value)

    def read(self, text: str) -> str:
        """One of the words."""
        return self.accept(text.strip().lower())


@dataclass(frozen=True)
class Switch(Definition[bool]):
    """On or off."""

    def accept(self, value: Any) -> bool:
        """True or false; a number is neither."""
        if not isinstance(value, bool):
            raise Refused(_("“%(key)s” can be true or false.") % {"key": self.key})
        return value

    def read(self, text: str) -> bool:
        """Yes or no, in either language."""
        word = text.strip().lower()
        return self.accept(True if word in _YES else False if word in _NO else None)


@dataclass(frozen=True)
class Number(Definition[int]):
    """A whole number within bounds, both included."""

    least: int
    most: int

    def accept(self, value: Any) -> int:
        """A whole number within the bounds; true and false are none."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            bounds = {"key": self.key, "least": self.least, "most": self.most}
            raise Refused(_("“%(key)s” can be a whole number from %(least)s to %(most)s.") % bounds)
        return value

    def read(self, text: str) -> int:
        """A whole number in plain digits."""
        word = text.strip()
        return self.accept(int(word) if word.isascii() and word.isdigit() and len(word) < 10 else None)


RECORD_POLICY = Choice(
    "record_policy",
    "retain",
    gettext_lazy("What a reset leaves behind where neither command nor course say: retain or erase."),
    ("retain", "erase"),
)
REASON_REQUIRED = Switch("reason_required", False, gettext_lazy("Whether every mark and every reset needs a reason."))
TOKEN_DAYS = Number(
    "token_days", 90, gettext_lazy("For how many days an API token holds where nothing else is said."), 1, 366
)

DEFINITIONS: dict[str, Definition[Any]] = {
    definition.key: definition for definition in (RECORD_POLICY, REASON_REQUIRED, TOKEN_DAYS)
}


def define(key: str) -> Definition[Any]:
    """The definition of a setting. Raises `NotFound`, naming those that there are."""
    try:
        return DEFINITIONS[key]
    except KeyError:
        known = {"key": key, "known": ", ".join(DEFINITIONS)}
        raise NotFound(_("There is no setting “%(key)s”; there are: %(known)s.") % known) from None


def get(definition: Definition[Value]) -> Value:
    """What holds now."""
    value: Value
    [value] = read(definition)
    return value


def read(*definitions: Definition[Any]) -> list[Any]:
    """What holds now, of several in one statement and in their order."""
    changed = dict(Setting.objects.filter(key__in=[each.key for each in definitions]).values_list("key", "value"))
    return [
        each.accept(json.loads(changed[each.key])) if each.key in changed else each.default for each in definitions
    ]


def listing(actor: Actor) -> dict[str, Any]:
    """What holds now, by key, in the order of the definitions. Raises `NotPermitted` without `settings.manage`."""
    actor.require(SETTINGS_MANAGE)
    changed = dict(Setting.objects.values_list("key", "value"))
    return {
        key: json.loads(changed[key]) if key in changed else definition.default
        for key, definition in DEFINITIONS.items()
    }


@transaction.atomic
def change(actor: Actor, key: str, value: Any) -> None:
    """Let a setting have a value from now on, and write that into the log of administration.

    Raises `NotPermitted` without `settings.manage`, and for a limited role, because settings concern everybody;
    `NotFound` for a key that does not exist, `Refused` for a value that it cannot have. A value that it has already
    changes nothing.
    """
    actor.require(SETTINGS_MANAGE)
    if actor.groups is not None:
        raise BeyondReach
    definition = define(key)
    after = definition.accept(value)
    if after == get(definition):
        return
    # The row is made first and then locked: two who change it at once are put in order, so that `before` is true.
    Setting.objects.get_or_create(key=key, defaults={"value": json.dumps(definition.default)})
    setting = Setting.objects.select_for_update().get(key=key)
    before = json.loads(setting.value)
    setting.value = json.dumps(after)
    setting.save(update_fields=["value"])
    adminlog.record(actor, "setting.changed", key, before=before, after=after)
