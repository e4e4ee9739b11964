"""Pages on which the contents of activities are written: every kind by fields, none by JSON."""
