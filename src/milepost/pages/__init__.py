"""The frame of all pages, of learners and of staff.

Sign-in, style, language and theme, and what is said where a page fails.
"""
