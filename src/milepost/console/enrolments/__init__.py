"""The people of a course: who is in it and how far, enrolling, changing and ending enrolments."""
