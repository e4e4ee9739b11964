"""Bringing in what other systems hold: one module a source."""
