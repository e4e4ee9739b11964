"""How dates and numbers are written, where Django's own way differs from ours."""
