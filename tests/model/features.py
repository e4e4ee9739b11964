"""What the model plays with. Everything that is not in `FEATURES` is left out of the random runs, in one place.

- `activities`: marks, resets and erases of single activities
- `programs`: program records, marks and resets of programs
- `erase`: the policy erase, holds included
- `catalog`: activities are added and retired, courses archived, while learners are at work
- `enrolments`: enrolments end and begin anew
- `enrol`: marks that enrol who is not (R24)
- `details`: marks whose rows say their own day, score and time (MP-08)
- `due`: due dates, and resets that set them anew (R17)
- `locks`: activities are closed to learners until a day, which commands do not ask for (R26)
- `unwanted`: rows that say FALSE (R44)
- `any-launch`: a launch opens a program's record also where it opens no record of the course
- `stale`: commands are staged, and confirmed when something else has happened
- `chunks`: operations are applied in chunks of one or two items
- `cancel`: operations are cancelled before they are confirmed, before their first chunk, between two chunks; or they
  are interrupted there, and go on when something else has happened
"""

FEATURES = frozenset(
    {
        *("activities", "any-launch", "cancel", "catalog", "chunks", "details", "due", "enrol", "enrolments", "erase"),
        *("locks", "programs", "stale", "unwanted"),
    }
)
