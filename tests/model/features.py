"""What the model plays with. Everything that is not in `FEATURES` is left out of the random runs, in one place.

- `activities`: marks and resets of single activities
- `programs`: program records, marks and resets of programs
- `erase`: the policy erase, holds included
- `catalog`: activities are added and retired, courses archived, while learners are at work
- `enrolments`: enrolments end and begin anew
- `any-launch`: a launch opens a program's record also where it opens no record of the course
- `stale`: commands are staged, and confirmed when something else has happened
"""

FEATURES = frozenset({"activities", "any-launch", "catalog", "enrolments", "erase", "programs", "stale"})
