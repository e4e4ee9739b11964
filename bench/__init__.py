"""`make bench`: what a command costs, as a multiple of what it costs to write its events and nothing else."""
