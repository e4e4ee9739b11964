"""Records: who is enrolled in what, and what they did. The learner's path: launch, commit, complete, roll up."""
