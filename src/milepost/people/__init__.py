"""People: users, roles and their permissions, tags, groups, API tokens."""
