"""Pages on which programs are made: which courses are in them, in which order, and when each opens."""
