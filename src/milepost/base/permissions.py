"""What a role may do (R40)."""

from django.utils.translation import gettext, gettext_noop

PROGRESS_MANAGE = "progress.manage"
PROGRESS_ERASE = "progress.erase"
TRAINING_MANAGE = "training.manage"
REPORTS_VIEW = "reports.view"
SETTINGS_MANAGE = "settings.manage"
HOLDS_MANAGE = "holds.manage"

# What people call them; the words are looked up when they are shown.
_LABELS = {
    PROGRESS_MANAGE: gettext_noop("Platform management: Users"),
    PROGRESS_ERASE: gettext_noop("Platform management: Erase records"),
    TRAINING_MANAGE: gettext_noop("Training management"),
    REPORTS_VIEW: gettext_noop("Reports"),
    SETTINGS_MANAGE: gettext_noop("Settings"),
    HOLDS_MANAGE: gettext_noop("Legal holds"),
}

ALL = frozenset(_LABELS)

# Who may look at people, content and progress: whoever has one of these.
READING = (PROGRESS_MANAGE, TRAINING_MANAGE, REPORTS_VIEW)

# The roles that every installation begins with; they can be edited.
BUILT_IN: dict[str, frozenset[str]] = {
    "Administrator": ALL,
    "Training manager": frozenset({PROGRESS_MANAGE, TRAINING_MANAGE, REPORTS_VIEW}),
    "User manager": frozenset({PROGRESS_MANAGE, REPORTS_VIEW}),
    "Reporter": frozenset({REPORTS_VIEW}),
    "Learner": frozenset(),
}


def label(permission: str) -> str:
    """What people call a permission, in their language."""
    return gettext(_LABELS[permission])
