"""Tools for those who work on Milepost: a database to throw away, checks, the catalogue of texts."""
