"""The heart: one way to mark complete, reset and undo, for one learner or a million. Others use `progress.api`."""
