"""Pages on which staff judge what learners did: the queue, and each sort of work in it."""
