"""What a role may do (R40)."""

PROGRESS_MANAGE = "progress.manage"
PROGRESS_ERASE = "progress.erase"
TRAINING_MANAGE = "training.manage"
REPORTS_VIEW = "reports.view"
SETTINGS_MANAGE = "settings.manage"

ALL = frozenset({PROGRESS_MANAGE, PROGRESS_ERASE, TRAINING_MANAGE, REPORTS_VIEW, SETTINGS_MANAGE})

# The roles that every installation begins with; they can be edited.
BUILT_IN: dict[str, frozenset[str]] = {
    "Administrator": ALL,
    "Training manager": frozenset({PROGRESS_MANAGE, TRAINING_MANAGE, REPORTS_VIEW}),
    "User manager": frozenset({PROGRESS_MANAGE, REPORTS_VIEW}),
    "Reporter": frozenset({REPORTS_VIEW}),
    "Learner": frozenset(),
}
