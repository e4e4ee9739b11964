"""What every room stands on: actor, clock, errors, identifiers, named SQL. No models."""
