"""The player: what learners do in an activity, and what staff decide about it."""
