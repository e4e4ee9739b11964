"""Django's SQLite, with writers who take turns. Django asks for a package with a module `base`."""
