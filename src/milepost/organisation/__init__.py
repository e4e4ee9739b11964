"""The organisation: its settings, and the log of what was changed in settings, roles, tokens and holds."""
