"""What is in an activity: the texts, files, questions and tasks that a learner meets.

`shapes.py` says what a content of each kind looks like, `keeping.py` reads and writes them. A content is never needed
to mark, reset or report: a course of activities without any, whose work comes from elsewhere, works as well.
"""
