"""Pages for learners: what there is to learn, what has been done, and what one may choose for oneself."""
