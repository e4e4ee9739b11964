"""Milepost: set straight what is recorded about learners."""

__version__ = "0.1.0"
