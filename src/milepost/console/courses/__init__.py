"""Pages on which courses are made: what is in them, what their rules are, who is in them."""
