"""Reading an uploaded file, in a process of its own (docs/decisions/0017-files.md).

`python -m milepost.uploads.parsing REQUEST` reads the file on standard input and writes JSON, one value a line: what
it has found, then the rows in batches, then how many there were; or, at any point, why the file is refused. Nothing
here knows Django, the database or a language: the process starts in a moment, has no secrets, and may die.
"""
