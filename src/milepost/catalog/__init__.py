"""The catalog: programs, courses, sections, activities and their rules."""
