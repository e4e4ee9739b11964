"""Files to rows and back: template, annotated report. No business rule lives here."""
