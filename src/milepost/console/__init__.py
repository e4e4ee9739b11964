"""Pages for staff. So far one: what this is, and that it runs."""
