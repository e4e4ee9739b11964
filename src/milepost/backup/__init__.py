"""Backup, restore and the move from one database to the other: one file format for both."""
